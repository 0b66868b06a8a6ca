"""Putting an entry into the calendar and changing it: a series is read back before it is saved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access import Permission, access
from portal.calendar import actions, queries
from portal.calendar.forms import EntryForm, filled
from portal.calendar.happening import happening
from portal.calendar.models import CalendarEntry
from portal.calendar.oddities import oddities
from portal.calendar.showing import said
from portal.calendar.views import bp
from portal.clock import ZONE, now, today
from portal.errors import Refused
from portal.groups.rhythms import mark_of
from portal.happenings import Date, dates
from portal.i18n import language
from portal.pages import page, part, say, see_other, wants_part
from portal.recurrence import stepping, words
from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.wording import sentence

SHOWN = 6
WHEN = (
    *("rhythm", "weekdays", "n", "nths", "monthday", "first_on", "last_day", "last_on", "not_months"),
    *("starts_at", "ends_at"),
)


class Understood(NamedTuple):
    """What is read back. `lines`: the next dates; `odd`: about dates that are not what they seem."""

    said: str
    lines: list[str]
    number: str
    odd: list[str]


@bp.get("/calendar/new")
@access(Permission.ENTRY_TEND)
def new() -> Response:
    """An empty form."""
    return _form(EntryForm(data={"rhythm": "once"}).with_key())


@bp.post("/calendar/new")
@access(Permission.ENTRY_TEND, keeps=True)
def make() -> Response:
    """Read a series back, then put it into the calendar."""
    return _checked(EntryForm(), None)


@bp.get("/calendar/entries/<uuid:id>/edit")
@access(Permission.ENTRY_TEND, on=CalendarEntry)
def edit(entry: CalendarEntry) -> Response:
    """All of it as a form."""
    return _form(EntryForm(data=filled(entry)), entry)


@bp.post("/calendar/entries/<uuid:id>/edit")
@access(Permission.ENTRY_TEND, on=CalendarEntry, keeps=True)
def save(entry: CalendarEntry) -> Response:
    """Read it back where its dates are otherwise, then change it."""
    return _checked(EntryForm(), entry)


def _checked(form: EntryForm, entry: CalendarEntry | None) -> Response:
    """Show what was understood; save when that was shown, or when there is nothing to look at."""
    form.offer(queries.groups(g.db))
    pattern = form.read(min(today(), entry.first_on) if entry is not None else today())
    if pattern is None:
        return _form(form, entry, 422)
    values = form.values(pattern)
    try:
        actions.check(values)
        read_back = understood(form, pattern, values, entry)
        if wants_part() or (read_back and not _was_shown(form, pattern, values)):
            return _form(form, entry, read_back=read_back, mark=mark_of(pattern, values["days"]))
        if entry is None:
            entry = actions.make(g.db, by=g.person, values=values, key=form.own_key)
            say(_("It stands in the calendar."))
        else:
            actions.change(g.db, entry, by=g.person, values=values)
            say(_("Saved. Who said that they come gets a mail if the time or the place changed."))
    except Refused as refused:
        form.add_error("last_on", str(refused))
        return _form(form, entry, 409)
    return see_other("calendar.entry", id=entry.id)


def _was_shown(form: EntryForm, pattern: Pattern, values: dict[str, Any]) -> bool:
    return request.form.get("save") == "yes" and form.seen.data == mark_of(pattern, values["days"])


def understood(
    form: EntryForm, pattern: Pattern, values: dict[str, Any], entry: CalendarEntry | None
) -> Understood | None:
    """The dates that come of it; None for one date without anything odd, and where they stay as they are."""
    kept = tuple(one.change for one in entry.changes) if entry is not None and pattern.rrule else ()
    if entry is not None and all(getattr(entry, name) == values[name] for name in actions.WHEN):
        return None
    found = _dates(values, tuple(one for one in kept if stepping.gives(pattern, one.on)))
    odd = oddities(pattern, found)
    if not pattern.rrule:
        return Understood("", [said(one, today()) for one in found], "", odd) if odd else None
    typed, first = form.first_on.data, values["first_on"]
    if typed and typed != first:
        odd.insert(0, _("%(day)s is not such a day. The first one is on %(first)s.",
                        day=words.day_month_year(typed), first=words.day_month_year(first)))  # fmt: skip
    lines = [said(one, today()) for one in found[:SHOWN]]
    return Understood(sentence(pattern, language(), today()), lines, _number(pattern, found), odd)


def _dates(values: dict[str, Any], kept: tuple[Change, ...]) -> list[Date]:
    """From today on: up to the last day, or for as many years as a series without one is looked at."""
    facts: dict[str, Any] = {"id": UUID(int=0), "sequence": 0, "zone": ZONE.key, "reason": ""}
    entry = CalendarEntry(**facts, created_at=now(), changed_at=now(), **values)
    since = max(today(), values["first_on"]) if values["rrule"] else values["first_on"]
    far = values["last_on"] or date(since.year + actions.YEARS, since.month, min(since.day, 28))
    found = dates(happening(entry, kept, None), since, far + timedelta(days=1))
    return sorted((one for one in found if not one.cancelled), key=lambda one: one.on)


def _number(pattern: Pattern, found: list[Date]) -> str:
    if pattern.last_on is None:
        return str(ngettext(
            "There is no last date: in five years it is %(num)d date.",
            "There is no last date: in five years these are %(num)d dates.", len(found),
        ))  # fmt: skip
    last = words.weekday_and_date(found[-1].on) if found else ""
    return str(ngettext(
        "It is %(num)d date in all: %(last)s.",
        "These are %(num)d dates in all, the last one on %(last)s.", len(found), last=last,
    ))  # fmt: skip


def _form(
    form: EntryForm, entry: CalendarEntry | None = None, status: int = 200, *,
    read_back: Understood | None = None, mark: str = "",
) -> Response:  # fmt: skip
    form.offer(queries.groups(g.db))
    back = url_for("calendar.entry", id=entry.id) if entry else url_for("calendar.index")
    values: dict[str, Any] = {"form": form, "read_back": read_back, "mark": mark, "back": back}
    if wants_part():
        wrong = [form[name] for name in WHEN if form[name].errors]
        return part("calendar/_preview.html", htmx=True, dates_wrong=wrong, **values)
    return page("calendar/form.html", status, entry=entry, **values)
