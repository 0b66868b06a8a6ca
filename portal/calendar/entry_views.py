"""The network's own entries: reading one, saying that one comes, and what stewards do with them."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from flask import Response, g, session
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access, may
from portal.calendar import actions, coming, moving
from portal.calendar.forms import DateForm
from portal.calendar.happening import happening
from portal.calendar.models import CalendarEntry
from portal.calendar.oddities import oddities
from portal.calendar.showing import KINDS, said
from portal.calendar.telling import date_of
from portal.calendar.views import bp
from portal.calendar.wishes import day_in
from portal.clock import today
from portal.errors import Refused
from portal.happenings import Date, dates
from portal.i18n import language
from portal.limits import caller, spend
from portal.pages import page, say, see_other
from portal.recurrence.wording import sentence

AHEAD = timedelta(days=400)
MOST_SHOWN = 8
VISITOR = "calendar.visitor"
"""Under this name a browser without an account keeps who it is, once it said that somebody comes."""


@bp.get("/calendar/entries/<uuid:id>")
@access(Permission.ENTRY_SEE, on=CalendarEntry)
def entry(entry: CalendarEntry) -> Response:
    """What it is, and its next dates."""
    what = happening(entry, tuple(one.change for one in entry.changes), g.person)
    since = min(today(), entry.first_on) if not entry.rrule else today()
    found = sorted(dates(what, since, max(today(), entry.first_on) + _far(entry)), key=lambda one: one.on)
    who = _who()
    heads = coming.heads(g.db, entry, who) if entry.coming else {}
    values: dict[str, Any] = {
        "what": what, "found": found[:MOST_SHOWN], "more": len(found) > MOST_SHOWN, "heads": heads,
        "rhythm": sentence(entry.pattern, language(), today()) if entry.rrule else "",
        "tends": may(g.person, Permission.ENTRY_TEND, entry), "said": told, "in_range": coming.in_range,
        "kinds": KINDS, "group": _group(entry), "odd": oddities(entry.pattern, found),
    }  # fmt: skip
    return page("calendar/entry.html", entry=entry, today=today(), **values)


def _far(entry: CalendarEntry) -> timedelta:
    """How far ahead the next dates are looked for: what comes once in four years is found too."""
    return timedelta(days=366 * 9) if entry.rrule.startswith("FREQ=YEARLY") else AHEAD


def _group(entry: CalendarEntry) -> Any:
    """The group it is with, for those who may know of it."""
    known = entry.group is not None and (g.person is not None or entry.group.listed)
    return entry.group if known else None


@bp.post("/calendar/entries/<uuid:id>/coming/<day>")
@access(Permission.ENTRY_SEE, on=CalendarEntry)
def come(entry: CalendarEntry, day: str) -> Response:
    """I come."""
    found = _coming_date(entry, day)
    if g.person is None:
        spend("calendar.coming", caller(), most=20, per=timedelta(hours=1))
        session.setdefault(VISITOR, secrets.token_urlsafe(16))
    coming.come(g.db, entry, found.key, _who())
    say(_("Noted, without your name."))
    return see_other("calendar.entry", id=entry.id)


@bp.post("/calendar/entries/<uuid:id>/coming/<day>/undoing")
@access(Permission.ENTRY_SEE, on=CalendarEntry)
def stay_away(entry: CalendarEntry, day: str) -> Response:
    """I do not come after all."""
    coming.stay_away(g.db, entry, _date(entry, day).key, _who())
    say(_("Taken back."))
    return see_other("calendar.entry", id=entry.id)


def _who() -> str:
    """Who this is, for a mark; "" for a visitor who never said anything."""
    if g.person is not None:
        return coming.of_person(g.person)
    return f"visitor:{session[VISITOR]}" if VISITOR in session else ""


def _coming_date(entry: CalendarEntry, day: str) -> Date:
    found = _date(entry, day)
    if not entry.coming or found.cancelled or found.last < today():
        raise Refused(_("This date does not take place, or is over."))
    return found


def _date(entry: CalendarEntry, day: str) -> Date:
    """The date that the rule put on this day; 404 without one."""
    found = date_of(entry, day_in(day, date(1, 1, 2)))
    if found is None:
        raise NotFound()
    return found


def told(one: Date) -> str:
    """When it is, in the reader's language."""
    return said(one, today())


@bp.get("/calendar/entries/<uuid:id>/dates/<day>")
@access(Permission.ENTRY_TEND, on=CalendarEntry)
def change_date(entry: CalendarEntry, day: str) -> Response:
    """What happens to this date, and those after it."""
    return _date_form(entry, _date(entry, day), DateForm())


@bp.post("/calendar/entries/<uuid:id>/dates/<day>")
@access(Permission.ENTRY_TEND, on=CalendarEntry)
def save_date(entry: CalendarEntry, day: str) -> Response:
    """Cancel or move it."""
    found, form = _date(entry, day), DateForm()
    if not form.validate():
        return _date_form(entry, found, form, 422)
    scope, reason = form.scope.data, form.reason.data or ""
    try:
        if form.kind.data == "cancelled":
            moving.cancel(g.db, entry, found.key, scope, by=g.person, reason=reason)
        else:
            new = moving.New(form.to.data or found.on, form.starts_at.data, form.ends_at.data)
            moving.move(g.db, entry, found.key, scope, new, by=g.person, note=reason)
    except Refused as refused:
        form.add_error("kind" if form.kind.data == "cancelled" else "to", str(refused))
        return _date_form(entry, found, form, 409)
    say(_("Saved. Who said that they come gets a mail."))
    return see_other("calendar.entry", id=entry.id)


@bp.post("/calendar/entries/<uuid:id>/dates/<day>/undoing")
@access(Permission.ENTRY_TEND, on=CalendarEntry)
def restore_date(entry: CalendarEntry, day: str) -> Response:
    """As usual again."""
    moving.restore(g.db, entry, _date(entry, day).key, by=g.person)
    say(_("It takes place as usual again."))
    return see_other("calendar.entry", id=entry.id)


@bp.post("/calendar/entries/<uuid:id>/removal")
@access(Permission.ENTRY_TEND, on=CalendarEntry)
def remove(entry: CalendarEntry) -> Response:
    """Take out what nobody can have seen."""
    actions.remove(g.db, entry, by=g.person)
    say(_("It is taken out."))
    return see_other("calendar.index")


def _date_form(entry: CalendarEntry, found: Date, form: DateForm, status: int = 200) -> Response:
    return page("calendar/date.html", status, entry=entry, found=found, form=form, said=told)
