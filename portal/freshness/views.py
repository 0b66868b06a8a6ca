"""Where the link in the mail leads: a page without signing in, and one button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.fields import as_id
from portal.freshness import actions
from portal.freshness.forms import WishForm
from portal.freshness.links import Ask, LinkClosed, read
from portal.freshness.queries import Behind, behind
from portal.groups.facts import facts_of
from portal.i18n import language
from portal.limits import spend
from portal.pages import page, say, see_other
from portal.profile import profile

MOST_WISHES = 10
"""Wishes that one recipient of a link can send in a day."""

bp = Blueprint("freshness", __name__)


@bp.get("/still-correct/<token>")
@access(Permission.PUBLIC)
def opened(token: str) -> Response:
    """What the pages say, with one button each. Opening it changes nothing."""
    return _through(token, lambda _ask, found: _link(token, found))


@bp.post("/still-correct/<token>")
@access(Permission.PUBLIC)
def answer(token: str) -> Response:
    """Yes, still correct."""
    return _through(token, lambda ask, _found: _answered(token, ask))


@bp.get("/still-correct/<token>/change")
@access(Permission.PUBLIC)
def wish(token: str) -> Response:
    """For whoever has the link and no account: what should change?"""
    return _through(token, lambda _ask, found: _wish(found, WishForm(group=request.args.get("group"))))


@bp.post("/still-correct/<token>/change")
@access(Permission.PUBLIC)
def send_wish(token: str) -> Response:
    """Hand it to the stewards."""
    return _through(token, lambda ask, found: _wished(token, ask, found))


def _through(token: str, go_on: Callable[[Ask, Behind], Response]) -> Response:
    """Go on with what the link opens, or say why it opens nothing: 404 not ours, 410 over."""
    try:
        ask = read(token)
    except LinkClosed as closed:
        reason = str(closed)
    else:
        found = behind(g.db, ask)
        if not found.nobody:
            return go_on(ask, found)
        reason = "gone"
    status = 404 if reason == "unknown" else 410
    return page("freshness/link_closed.html", status, reason=reason, profile=profile(g.db))


def _link(token: str, found: Behind) -> Response:
    pages = [(group, facts_of(group, language())) for group in found.open]
    settled = [(group, facts_of(group, language()).checked) for group in found.settled]
    account = found.person is not None
    return page("freshness/link.html", token=token, pages=pages, settled=settled, account=account)


def _answered(token: str, ask: Ask) -> Response:
    if actions.answer(g.db, ask, as_id(request.form.get("group"))):
        say(_("Thank you. Visitors see that the page was checked today."))
    else:
        say(_("There was nothing to answer any more. Nothing was changed."), "info")
    return see_other("freshness.opened", token=token)


def _wish(found: Behind, form: WishForm, status: int = 200) -> Response:
    form.offer(found.open + found.settled)
    return page("freshness/wish.html", status, form=form)


def _wished(token: str, ask: Ask, found: Behind) -> Response:
    form = WishForm()
    by_id = form.offer(found.open + found.settled)
    if not form.validate():
        return _wish(found, form, 422)
    spend("freshness.wish", ask.recipient, most=MOST_WISHES, per=timedelta(days=1))
    actions.wish_change(g.db, by_id[str(form.group.data)], text=form.text.data or "")
    say(_("Thank you. The network reads this and changes the page."))
    return see_other("freshness.opened", token=token)
