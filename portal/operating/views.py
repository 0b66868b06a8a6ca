"""The operator's page on the national site."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access import Permission, access
from portal.clock import now
from portal.operating import letting_in, looking
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of

bp = Blueprint("operating", __name__)


@bp.get("/operator", plane="national")
@access(Permission.PUBLIC)
def show() -> Response:
    """How far the work of each network is; without the cookie the field for the secret."""
    letting_in.secret()
    if not letting_in.is_in():
        return page("operating/let_in.html", wrong=False)
    number = page_in(request.args)
    found, total = looking.ledgers(g.db, number)
    pages = pages_of(total, looking.PER_PAGE)
    return page("operating/show.html", ledgers=found, page=number, pages=pages, moment=now())


@bp.post("/operator", plane="national")
@access(Permission.PUBLIC)
def let_in() -> Response:
    """The secret was typed."""
    if not letting_in.is_right(request.form.get("secret", "").strip()):
        return page("operating/let_in.html", 422, wrong=True)
    response = see_other("operating.show")
    letting_in.let_in(response)
    return response


@bp.post("/operator/closure", plane="national")
@access(Permission.PUBLIC)
def let_out() -> Response:
    """This browser is done."""
    letting_in.secret()
    response = see_other("operating.show")
    letting_in.let_out(response)
    return response


@bp.post("/operator/retries", plane="national")
@access(Permission.PUBLIC)
def retry() -> Response:
    """Put what failed in one network back to due."""
    letting_in.secret()
    if letting_in.is_in():
        number = looking.retry(g.db, [request.form.get("network", "")])
        say(
            ngettext(
                "%(num)d piece of work is tried again.", "%(num)d pieces of work are tried again.", number
            )
        )
    else:
        say(_("Half an hour has passed. Type the secret again."), "warning")
    return see_other("operating.show")
