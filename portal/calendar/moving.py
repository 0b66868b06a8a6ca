"""One of a series, this one and those after it, or all of them: moved, cancelled, and as usual again.

This one and those after it become an entry of their own. A calendar that subscribed sees the old series end
and a new one begin; "this and future" within one series is something that most calendar programs misread.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.calendar.actions import done, follow, lock, marked, spread
from portal.calendar.models import CalendarEntry, EntryChange
from portal.clock import now, today
from portal.errors import Refused
from portal.happenings import Date
from portal.recurrence import choices, stepping
from portal.recurrence.choices import BadChoice, Choice, build, choice_of
from portal.recurrence.pattern import Pattern
from portal.recurrence.reading import WEEKDAYS
from portal.tables import new_id

SCOPES = ("one", "later", "all")
_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)
_SHARED = (
    *("kind", "title", "text", "group_id", "place", "online_link", "link_for", "visibility", "rrule"),
    *("last_on", "days", "starts_at", "ends_at", "zone", "not_months", "coming"),
)


@dataclass(frozen=True)
class New:
    """Where a date goes. Hours left None are as they were."""

    to: date
    starts_at: time | None = None
    ends_at: time | None = None


def cancel(db: Session, entry: CalendarEntry, on: date, scope: str, *, by: Person, reason: str) -> None:
    """It does not take place; that and the reason stay visible. Raises Refused."""
    lock(db, entry)
    _refuse_strange(entry, on)
    scope = _settled(entry, on, scope)
    was, whole = _was(db, entry, on, scope), entry
    if scope == "one":
        _set(entry, on, "cancelled", note=reason)
    else:
        whole = entry if scope == "all" else _split(db, entry, on)
        whole.cancelled_at, whole.reason = now(), reason
        if whole is not entry:
            spread(db, whole, "entry.cancelled", by=by)
    done(db, entry, "entry.cancelled", by=by)
    follow(db, entry, was, by=by, into=whole)


def move(
    db: Session, entry: CalendarEntry, on: date, scope: str, new: New, *, by: Person, note: str = ""
) -> None:
    """It is on another day or at another time. Raises Refused."""
    lock(db, entry)
    _refuse_strange(entry, on)
    if new.to < today():
        raise Refused(_("That day has passed. Choose today or a later day."))
    scope = _settled(entry, on, scope)
    was, whole, goes = _was(db, entry, on, scope), entry, dict[date, date]()
    if scope == "one":
        _move_one(entry, on, new, note)
    else:
        pattern = shifted(entry.pattern, on, new, once=not entry.rrule, later=scope == "later")
        goes = paired(entry.pattern, pattern, on, new.to, was)
        whole = entry if scope == "all" else _split(db, entry, on)
        _take(whole, pattern)
        if whole is not entry:
            db.flush()
            spread(db, whole, "entry.moved", by=by)
    done(db, entry, "entry.moved", by=by)
    follow(db, entry, was, by=by, into=whole, goes=goes)


def restore(db: Session, entry: CalendarEntry, on: date, *, by: Person) -> None:
    """As usual again: this one, or when all were cancelled, all of them."""
    lock(db, entry)
    if entry.cancelled_at is not None:
        entry.cancelled_at, entry.reason = None, ""
    else:
        kept = [one for one in entry.changes if one.on_date != on]
        if len(kept) == len(entry.changes):
            return
        entry.changes = kept
    done(db, entry, "entry.restored", by=by)


def shifted(pattern: Pattern, on: date, new: New, *, once: bool = False, later: bool = False) -> Pattern:
    """The rule by which the one of `on` falls on the new day. Raises Refused where that has no meaning."""
    days = new.to - on
    first = on if later else pattern.first_on or on
    hours = _hours(pattern, new)
    if once:
        return replace(pattern, first_on=new.to, **hours)
    if not days:
        return replace(pattern, first_on=first, changes=(), **hours)
    choice = choice_of(replace(pattern, changes=()))
    if choice is None:
        raise Refused(_no_such_move())
    choice = replace(_moved(choice, new.to), first_on=first + days, **hours)
    choice = replace(choice, last_on=pattern.last_on + days if pattern.last_on else None)
    try:
        return build(choice, first + days)
    except BadChoice as bad:
        raise Refused(" ".join(bad.errors.values())) from None


def paired(old: Pattern, new: Pattern, on: date, to: date, days: Collection[date]) -> dict[date, date]:
    """Where each of these days goes: `on` goes to `to`, the one after it to the one after that."""
    far = max((*days, on)) + _DAY
    later = stepping.dates(old, on, far), stepping.dates(new, to, far + abs(to - on) + _YEAR)
    begin, first = min((*days, on)), new.first_on or to
    before = stepping.dates(old, begin, on)[::-1], stepping.dates(new, first, to)[::-1]
    pairs = (*zip(*later, strict=False), *zip(*before, strict=False))
    return {day: goes for day, goes in pairs if day in days}


def _moved(choice: Choice, to: date) -> Choice:
    """The same rhythm on the weekday, or the date, of the new day."""
    day, nth = (WEEKDAYS[to.weekday()].lower(),), (to.day - 1) // 7 + 1
    if choice.rhythm in (choices.MONTHS, choices.YEARLY) and not choice.nths:
        return choice
    if choice.rhythm == choices.DAILY:
        return choice
    if choice.rhythm == choices.MONTHDAY:
        return replace(choice, monthday=to.day)
    if len(choice.weekdays) > 1 or len(choice.nths) > 1:
        raise Refused(_no_such_move())
    if choice.rhythm in (choices.WEEKLY, choices.WEEKS):
        return replace(choice, weekdays=day)
    last = choice.rhythm == choices.LAST or choice.nths == (-1,)
    if last and (to + 7 * _DAY).month != to.month:
        return replace(choice, weekdays=day)
    rhythm = choices.NTH if choice.rhythm == choices.LAST else choice.rhythm
    return replace(choice, rhythm=rhythm, weekdays=day, nths=(nth,))


def _no_such_move() -> str:
    return str(
        _("This rhythm has several days and cannot move as a whole. Change the rhythm on the form instead.")
    )


def _hours(pattern: Pattern, new: New) -> dict[str, Any]:
    """An end that the new beginning has passed keeps its distance."""
    if new.starts_at is None:
        return {"starts_at": pattern.starts_at, "ends_at": new.ends_at or pattern.ends_at}
    ends = new.ends_at or pattern.ends_at
    if new.ends_at is None and ends and pattern.starts_at and ends > pattern.starts_at:
        ends = ends if ends > new.starts_at else None
    return {"starts_at": new.starts_at, "ends_at": ends}


def _settled(entry: CalendarEntry, on: date, scope: str) -> str:
    """What is once is all there is; the first and those after it are all of them."""
    if not entry.rrule:
        return "all"
    return "all" if scope == "later" and stepping.first_date(entry.pattern) == on else scope


def _refuse_strange(entry: CalendarEntry, on: date) -> None:
    if not stepping.gives(entry.pattern, on):
        raise Refused(_("There is nothing on that day that can be cancelled or moved."))
    if on < today():
        raise Refused(_("That day has passed. Choose today or a later day."))


def _was(db: Session, entry: CalendarEntry, on: date, scope: str) -> dict[date, Date]:
    """The dates that somebody has to hear of, as they are before the deed."""
    found = marked(db, entry, on)
    if scope == "one":
        return {day: one for day, one in found.items() if day == on}
    return {day: one for day, one in found.items() if scope == "all" or day >= on}


def _set(entry: CalendarEntry, on: date, kind: str, **facts: Any) -> None:
    entry.changes = [one for one in entry.changes if one.on_date != on]
    entry.changes.append(EntryChange(kind=kind, on_date=on, **facts))


def _move_one(entry: CalendarEntry, on: date, new: New, note: str) -> None:
    others = [one for one in entry.changes if one.on_date != on and one.kind == "moved"]
    if new.to != on and (
        stepping.gives(entry.pattern, new.to) or any(one.to_date == new.to for one in others)
    ):
        raise Refused(_("There is one on that day already. Choose another day."))
    hours = {"starts_at": new.starts_at, "ends_at": new.ends_at}
    _set(entry, on, "moved", to_date=new.to, note=note, **hours)


def _take(entry: CalendarEntry, pattern: Pattern) -> None:
    """The rule and hours of the pattern, with those exceptions that still have a date."""
    entry.rrule = pattern.rrule if entry.rrule else ""
    entry.first_on = stepping.first_date(pattern) or pattern.first_on or entry.first_on
    entry.last_on, entry.starts_at, entry.ends_at = pattern.last_on, pattern.starts_at, pattern.ends_at
    entry.changes = [one for one in entry.changes if entry.rrule and stepping.gives(pattern, one.on_date)]


def _split(db: Session, entry: CalendarEntry, on: date) -> CalendarEntry:
    """From this day on an entry of its own; exceptions of later ones go along."""
    values = {name: getattr(entry, name) for name in _SHARED}
    later = [one for one in entry.changes if one.on_date >= on]
    made = CalendarEntry(id=new_id(), first_on=on, by_id=entry.by_id, sequence=0, reason="", **values)
    facts = ("kind", "on_date", "to_date", "starts_at", "ends_at", "note")
    made.changes = [EntryChange(**{name: getattr(one, name) for name in facts}) for one in later]
    entry.changes = [one for one in entry.changes if one.on_date < on]
    entry.last_on = on - _DAY
    db.add(made)
    db.flush()
    return made
