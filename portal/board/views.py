"""The stewards' board, the list for a newsletter, and one's own things in one place."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from portal.access import Permission, access
from portal.board import mine as own
from portal.board import queries
from portal.board.newsletter import newsletter as written
from portal.board.words import COLUMNS
from portal.clock import now, today
from portal.help_requests.queries import figures
from portal.help_requests.standing import standing
from portal.knowledge.categories import name_of
from portal.offers.queries import asked_by, offers_of
from portal.pages import page
from portal.paging import page_in, pages_of
from portal.rooms.queries import mine as bookings_of
from portal.together import together

MOST = 25
bp = Blueprint("board", __name__)


@bp.get("/stewardship/board")
@access(Permission.STEWARDSHIP_SEE)
def board() -> Response:
    """What is new, late, waiting, or hangs on one person."""
    counted = queries.counts(g.db)
    wished = request.args.get("view", "")
    view = wished if wished in queries.VIEWS else _first(counted)
    pages = pages_of(counted.of(view), queries.PER_PAGE)
    number = min(page_in(request.args), pages)
    return page(
        "board/board.html",
        columns=COLUMNS, counts=counted, view=view, page=number, pages=pages, name_of=name_of,
        rows=queries.column(g.db, view, number), carried=queries.carried(g.db), figures=figures(g.db),
        moment=now(), today=today(),
    )  # fmt: skip


@bp.get("/stewardship/board/newsletter")
@access(Permission.STEWARDSHIP_SEE)
def newsletter() -> Response:
    """What is asked now, ready to be copied."""
    return page("board/newsletter.html", letter=written(g.db))


@bp.get("/me/practical-help")
@access(Permission.SELF_MANAGE)
def mine() -> Response:
    """What one asked, offers, promised and booked."""
    questions = {
        "requests": own.requests_of(g.person, most=2 * MOST),
        "offers": offers_of(g.person, most=MOST),
        "asked": asked_by(g.person, most=MOST),
        "bookings": bookings_of(g.person, most=MOST),
    }
    found: dict[str, Any] = {**together(g.db, questions)}
    requests = found.pop("requests")
    return page(
        "board/mine.html",
        requests=[row for row in requests if row.own],
        promised=[row for row in requests if not row.own],
        **found,
        member=standing(g.db, g.person).member,
        moment=now(),
    )


def _first(counted: queries.Counts) -> str:
    """Without a wish: the first column in which something stands, late before new."""
    return next((view for view in ("late", "new", "one_person", "waiting") if counted.of(view)), "all")
