"""Who says "I am coming": counted, and known again, without a list of names.

A mark is a keyed hash of who it is, the entry and the date. With the table alone nobody can be named, and
marks of one person on two dates do not look alike. With it somebody can take it back from another device,
pressing twice counts once, and who has an account hears that it does not take place (docs/decisions/023).
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection
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
    row = {"entry_id": entry.id, "on_date": on, "mark": mark(who, entry.id, on)}
    db.execute(insert(EntryComing).values(**row).on_conflict_do_nothing())


def stay_away(db: Session, entry: CalendarEntry, on: date, who: str) -> None:
    """Taken back."""
    theirs = EntryComing.mark == mark(who, entry.id, on)
    db.execute(delete(EntryComing).where(_of(entry), EntryComing.on_date == on, theirs))


def heads(db: Session, entry: CalendarEntry, who: str) -> dict[date, tuple[int, bool]]:
    """By date how many come, and whether this one does; one statement."""
    found = {}
    query = select(EntryComing.on_date, func.count(), func.array_agg(EntryComing.mark))
    for on, count, marks in db.execute(query.where(_of(entry)).group_by(EntryComing.on_date)):
        found[on] = (count, bool(who) and mark(who, entry.id, on) in map(bytes, marks))
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
    query = select(EntryComing.on_date, EntryComing.mark).where(_of(entry))
    marks = {(on, bytes(one)) for on, one in db.execute(query.where(EntryComing.on_date.in_(days)))}
    found: dict[Person, list[date]] = defaultdict(list)
    if marks:
        for person in db.scalars(select(Person).where(Person.ended_at.is_(None)).order_by(Person.id)):
            who = of_person(person)
            theirs = [on for on in sorted(days) if (on, mark(who, entry.id, on)) in marks]
            if theirs:
                found[person] = theirs
    return dict(found)


def forget(db: Session, entry: CalendarEntry, days: Collection[date]) -> None:
    """These dates are no more: whoever comes to the new one says so again."""
    db.execute(delete(EntryComing).where(_of(entry), EntryComing.on_date.in_(days)))


def days_marked(db: Session, entry: CalendarEntry, since: date) -> list[date]:
    """Dates from this day on to which somebody comes."""
    query = select(EntryComing.on_date).where(_of(entry), EntryComing.on_date >= since).distinct()
    return list(db.scalars(query.order_by(EntryComing.on_date)))


def forget_past(db: Session, before: date) -> None:
    """What has been is nobody's business."""
    db.execute(delete(EntryComing).where(EntryComing.on_date < before))


def _of(entry: CalendarEntry) -> ColumnElement[bool]:
    return EntryComing.entry_id == entry.id
