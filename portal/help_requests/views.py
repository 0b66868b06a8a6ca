"""Practical help: the list of questions, and one of them."""

from __future__ import annotations

from flask import Blueprint, Response, g, request, url_for

from portal.access import Permission, access
from portal.help_requests import queries, reading
from portal.help_requests.models import HelpRequest
from portal.help_requests.standing import standing
from portal.help_requests.states import NAMES
from portal.knowledge.categories import CODES, choices, name_of
from portal.pages import page
from portal.paging import page_in, pages_of
from portal.profile import profile

WHICH = ("ongoing", "mine", "over")
bp = Blueprint("help_requests", __name__)


@bp.app_template_global()
def category_name(code: str) -> str:
    """A category in the reader's language."""
    return name_of(code)


@bp.app_template_global()
def state_name(state: str) -> str:
    """A state in the reader's language."""
    return str(NAMES[state])


@bp.get("/help-requests")
@access(Permission.SELF_MANAGE)
def index() -> Response:
    """What groups ask now; for somebody of no group, what this is."""
    place = standing(g.db, g.person)
    which = request.args.get("which", WHICH[0])
    category = request.args.get("category", "")
    wish = queries.Wish(
        which if which in WHICH else WHICH[0], category if category in CODES else "", place.seats
    )
    number = page_in(request.args)
    rows, total = queries.listed(g.db, g.person, wish, number)
    pages = pages_of(total, queries.PER_PAGE)
    to_page = lambda wanted: url_for(  # noqa: E731
        "help_requests.index", page=wanted, which=wish.which, category=wish.category or None
    )
    return page(
        "help_requests/index.html", rows=rows, wish=wish, page=number, pages=pages, to_page=to_page,
        member=place.member, categories=choices(), sender=queries.sender, hours=profile(g.db).promise_hours,
    )  # fmt: skip


@bp.get("/help-requests/<uuid:id>")
@access(Permission.HELP_SEE, on=HelpRequest)
def show(request: HelpRequest) -> Response:
    """One question, what was said, who helps."""
    return reading.show(g.db, request)
