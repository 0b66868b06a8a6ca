"""What one wants to be reminded of, what was sent to one and why, and the link that ends it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.due import SOURCES
from portal.limits import spend
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of
from portal.reminders import queries
from portal.reminders.choices import choices, choose, who_is
from portal.reminders.forms import USUAL, ChoicesForm
from portal.reminders.kinds import KINDS, WEEKLY
from portal.reminders.links import Off, off
from portal.reminders.models import ALL
from portal.reminders.words import REASONS, about

bp = Blueprint("reminders", __name__)
MOST_AN_HOUR = 20
"""Of one link: who has it could else keep the planner busy. Not by address: mail programs share theirs."""


@bp.get("/me/reminders")
@access(Permission.SELF_MANAGE)
def mine() -> Response:
    """What I want of each kind."""
    who = who_is(g.person.id)
    known = choices(g.db, [who])
    nothing = known.of(who, ALL).way == "off"
    ways = {kind: known.own(who, kind).way or USUAL for kind in KINDS}
    return _mine(ChoicesForm(data={**ways, "nothing": nothing}))


@bp.post("/me/reminders")
@access(Permission.SELF_MANAGE)
def save() -> Response:
    """From now on so."""
    form = ChoicesForm().offer(_kinds())
    if not form.validate():
        return _mine(form, 422)
    who = who_is(g.person.id)
    wishes = {**form.ways, ALL: "off" if form.nothing.data else ""}
    for kind, way in wishes.items():
        choose(g.db, who, kind, way, person_id=g.person.id)
    say(_("Saved."))
    return see_other("reminders.mine")


def _kinds() -> set[str]:
    weekly = {kind for kind in WEEKLY if g.person.is_steward or not KINDS[kind].stewards}
    return {*SOURCES, *weekly}


def _mine(form: ChoicesForm, status: int = 200) -> Response:
    elsewhere = [kind for kind in KINDS.values() if kind.sent_by]
    return page("reminders/choices.html", status, form=form.offer(_kinds()), kinds=KINDS, elsewhere=elsewhere)


@bp.get("/me/mails")
@access(Permission.SELF_MANAGE)
def mails() -> Response:
    """What was sent to me and why, and what is coming."""
    number = page_in(request.args)
    rows, total = queries.mails_of(g.db, g.person, number)
    return page(
        "reminders/mails.html", rows=rows, coming=queries.coming(g.db, g.person), kinds=KINDS, weekly=WEEKLY,
        about=about, missed=queries.not_sent(g.db, g.person), reasons=REASONS,
        page=number, pages=pages_of(total, queries.PER_PAGE),
    )  # fmt: skip


@bp.get("/unsubscribe/<token>")
@access(Permission.PUBLIC)
def leaving(token: str) -> Response:
    """A page with a button; opening it changes nothing."""
    return _left(token, _of(token))


@bp.post("/unsubscribe/<token>")
@access(Permission.PUBLIC, csrf=False)
def leave(token: str) -> Response:
    """No more of these. The mail program sends this by itself, or our page does (`scope`)."""
    found, scope = _of(token), request.form.get("scope", "")
    spend("reminders.leave", found.who, most=MOST_AN_HOUR, per=timedelta(hours=1))
    kind = ALL if scope == ALL else found.kind
    choose(g.db, found.who, kind, "" if scope == "again" else "off", person_id=found.person_id)
    if scope == "again":
        choose(g.db, found.who, ALL, "", person_id=found.person_id)
    return _left(token, found)


def _of(token: str) -> Off:
    found = off(token)
    if found is None or found.kind not in KINDS:
        raise NotFound()
    return found


def _left(token: str, found: Off) -> Response:
    known = choices(g.db, [found.who])
    return page(
        "reminders/unsubscribe.html", token=token, kind=KINDS[found.kind],
        account=found.person_id is not None, is_off=known.of(found.who, found.kind).way == "off",
        all_off=known.of(found.who, ALL).way == "off",
    )  # fmt: skip
