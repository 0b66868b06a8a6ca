"""Who says "I am coming": counted, and known again, without a list of names.

A mark is a keyed hash of who it is, the entry and the date. With the table alone nobody can be named, and
marks of one person on two dates do not look alike. With it somebody can take it back from another device,
pressing twice counts once, and who has an account hears that it does not take place (docs/decisions/023).

A date that goes to another day or to another entry takes its marks along. They cannot be made anew: only the
browser knows who a visitor is. So each row keeps with which entry and date its mark was made.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.calendar.models import CalendarEntry, EntryComing
from portal.extensions import kernel

STEPS = (0, 5, 10, 20, 50)
"""Heads are only told in ranges: 1 to 5, 6 to 10 and so on, then more than the last."""
_FACTS = (EntryComing.on_date, EntryComing.made_for, EntryComing.made_on, EntryComing.mark)


def of_person(person: Person) -> str:
    """Who somebody with an account is, for a mark."""
    return f"person:{person.id}"


def mark(who: str, entry_id: UUID, on: date) -> bytes:
    """By which this one is known again on this date."""
    secret = kernel().settings.secret_key.encode()
    said = f"calendar.coming|{entry_id}|{on.isoformat()}|{who}"
    return hmac.new(secret, said.encode(), hashlib.sha256).digest()


def come(db: Session, entry: CalendarEntry, on: date, who: str) -> None:
    """Counts once, however often it is pressed."""
    there = select(EntryComing.mark).where(_of(entry), EntryComing.on_date == on)
    if db.scalar(there.where(EntryComing.mark.in_(_theirs(db, entry, on, who))).limit(1)) is None:
        made = {"made_for": entry.id, "made_on": on, "mark": mark(who, entry.id, on)}
        row = {"entry_id": entry.id, "on_date": on, **made}
        db.execute(insert(EntryComing).values(**row).on_conflict_do_nothing())


def stay_away(db: Session, entry: CalendarEntry, on: date, who: str) -> None:
    """Taken back."""
    theirs = EntryComing.mark.in_(_theirs(db, entry, on, who))
    db.execute(delete(EntryComing).where(_of(entry), EntryComing.on_date == on, theirs))


def _theirs(db: Session, entry: CalendarEntry, on: date, who: str) -> list[bytes]:
    """The marks by which this one can stand at this date."""
    made = select(EntryComing.made_for, EntryComing.made_on).where(_of(entry), EntryComing.on_date == on)
    seeds = {(entry.id, on), *((key, day) for key, day in db.execute(made.distinct()))}
    return [mark(who, key, day) for key, day in seeds]


def heads(db: Session, entry: CalendarEntry, who: str) -> dict[date, tuple[int, bool]]:
    """By date how many come, and whether this one does; one statement."""
    found: dict[date, tuple[int, bool]] = {}
    seed = (EntryComing.on_date, EntryComing.made_for, EntryComing.made_on)
    query = select(*seed, func.array_agg(EntryComing.mark)).where(_of(entry)).group_by(*seed)
    for on, key, day, marks in db.execute(query):
        count, comes = found.get(on, (0, False))
        theirs = bool(who) and mark(who, key, day) in map(bytes, marks)
        found[on] = (count + len(marks), comes or theirs)
    return found


def in_range(count: int) -> str:
    """How many come, as far as anybody is told."""
    if not count:
        return ""
    if count > STEPS[-1]:
        return str(_("more than %(number)s people come", number=STEPS[-1]))
    most = next(step for step in STEPS if count <= step)
    least = STEPS[STEPS.index(most) - 1] + 1
    return str(_("%(least)s to %(most)s people come", least=least, most=most))


def known(db: Session, entry: CalendarEntry, days: Collection[date]) -> dict[Person, list[date]]:
    """Those with an account who come on these dates, to tell them something."""
    query = select(*_FACTS).where(_of(entry), EntryComing.on_date.in_(days))
    marks: dict[tuple[date, UUID, date], set[bytes]] = defaultdict(set)
    for on, key, day, one in db.execute(query):
        marks[on, key, day].add(bytes(one))
    found: dict[Person, list[date]] = {}
    if marks:
        for person in db.scalars(select(Person).where(Person.ended_at.is_(None)).order_by(Person.id)):
            theirs = _days_of(of_person(person), marks.items())
            if theirs:
                found[person] = theirs
    return found


def _days_of(who: str, marks: Iterable[tuple[tuple[date, UUID, date], set[bytes]]]) -> list[date]:
    return sorted({on for (on, key, day), found in marks if mark(who, key, day) in found})


def forget(db: Session, entry: CalendarEntry, days: Collection[date]) -> None:
    """These dates are no more."""
    db.execute(delete(EntryComing).where(_of(entry), EntryComing.on_date.in_(days)))


def carry(db: Session, entry: CalendarEntry, into: CalendarEntry, days: Mapping[date, date]) -> None:
    """Who comes on one of these dates comes on the new one, in the entry where that is now."""
    if into is entry:
        days = {old: new for old, new in days.items() if old != new}
    gone = delete(EntryComing).where(_of(entry), EntryComing.on_date.in_(days)).returning(*_FACTS)
    rows = [
        {"entry_id": into.id, "on_date": days[on], "made_for": key, "made_on": day, "mark": one}
        for on, key, day, one in db.execute(gone)
    ]
    if rows:
        db.execute(insert(EntryComing).values(rows).on_conflict_do_nothing())


def days_marked(db: Session, entry: CalendarEntry, since: date) -> list[date]:
    """Dates from this day on to which somebody comes."""
    query = select(EntryComing.on_date).where(_of(entry), EntryComing.on_date >= since).distinct()
    return list(db.scalars(query.order_by(EntryComing.on_date)))


def forget_past(db: Session, before: date) -> None:
    """What has been is nobody's business."""
    db.execute(delete(EntryComing).where(EntryComing.on_date < before))


def _of(entry: CalendarEntry) -> ColumnElement[bool]:
    return EntryComing.entry_id == entry.id
