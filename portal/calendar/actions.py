"""What stewards do with the network's own entries: make and change them, take them out.

Every deed takes the entry's row first and counts `sequence` up, so that calendars that subscribed change what
they have instead of writing it twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.calendar import coming
from portal.calendar.models import CalendarEntry
from portal.calendar.telling import News, date_of, readers, tell
from portal.clock import now, today
from portal.errors import Refused
from portal.happenings import Date
from portal.ledger import announce_public_change, gather
from portal.recurrence import stepping, words
from portal.recurrence.pattern import Pattern
from portal.tables import new_id

MOST_DATES = 1_000
"""Of one entry. A series without a last day is looked at over YEARS."""
YEARS = 5
WHEN = ("rrule", "first_on", "last_on", "days", "starts_at", "ends_at", "not_months")


def make(db: Session, *, by: Person, values: Mapping[str, Any], key: UUID | None = None) -> CalendarEntry:
    """A new entry. The same form (`key`) sent again makes no second one. Raises Refused."""
    check(values)
    own = uuid5(key, f"{by.id}\n{values['title']}\n{values['first_on']}") if key else new_id()
    row = {"id": own, **values, "by_id": by.id}
    wish = insert(CalendarEntry).values(**row).on_conflict_do_nothing(index_elements=[CalendarEntry.id])
    made = db.scalar(wish.returning(CalendarEntry.id)) is not None
    entry = db.get_one(CalendarEntry, own)
    if made:
        spread(db, entry, "entry.made", by=by)
    return entry


def change(db: Session, entry: CalendarEntry, *, by: Person, values: Mapping[str, Any]) -> list[str]:
    """Say it otherwise. Single ones stay changed if the new rule has their date. Raises Refused."""
    lock(db, entry)
    check(values)
    changed = [name for name, value in values.items() if getattr(entry, name) != value]
    if not changed:
        return []
    was, once = marked(db, entry), entry.first_on if not entry.rrule else None
    for name in changed:
        setattr(entry, name, values[name])
    pattern = entry.pattern
    entry.changes = [one for one in entry.changes if entry.rrule and stepping.gives(pattern, one.on_date)]
    done(db, entry, "entry.changed", by=by, fields=changed)
    if {*WHEN, "place"} & set(changed):
        goes = {once: entry.first_on} if once and not entry.rrule else {}
        follow(db, entry, was, by=by, goes=goes)
    return changed


def remove(db: Session, entry: CalendarEntry, *, by: Person) -> None:
    """As if it had never been. Raises Refused for what others can have seen: that is cancelled."""
    lock(db, entry)
    if entry.visibility != "stewards" and entry.sequence:
        raise Refused(
            _("Others have seen this. Cancel it instead: then they read that it does not take place.")
        )
    record(db, "entry.removed", on=entry.id, by=by.id)
    announce_public_change(db)
    gather(db, "calendar.publish", "all")
    gone = delete(CalendarEntry).where(CalendarEntry.id == entry.id)
    db.execute(gone.execution_options(synchronize_session=False))


def check(values: Mapping[str, Any]) -> None:
    """Refuses a rule that fills calendars without end."""
    if not values["rrule"]:
        return
    pattern = Pattern(
        values["rrule"], values["first_on"], values["starts_at"], values["ends_at"],
        last_on=values["last_on"], not_months=tuple(values["not_months"]),
    )  # fmt: skip
    first = values["first_on"]
    until = values["last_on"] or date(first.year + YEARS, first.month, min(first.day, 28))
    count = len(stepping.dates(pattern, first, until))
    if count > MOST_DATES:
        raise Refused(
            _(
                "From %(first)s until %(last)s these are %(count)s dates. At most %(most)s fit in one entry:"
                " choose an earlier last date, or a rhythm with fewer dates.",
                first=words.day_month_year(first), last=words.day_month_year(until), count=count,
                most=MOST_DATES,
            )
        )  # fmt: skip


def lock(db: Session, entry: CalendarEntry) -> None:
    """From here on whoever else changes this entry waits."""
    db.execute(select(CalendarEntry.id).where(CalendarEntry.id == entry.id).with_for_update())
    db.refresh(entry, ["sequence", "cancelled_at", "reason", "last_on", "first_on", "changes"])


def done(
    db: Session, entry: CalendarEntry, deed: str, *, by: Person, fields: list[str] | None = None
) -> None:
    """It was changed: subscribers see a higher number, and everybody the new page."""
    entry.sequence += 1
    entry.changed_at = now()
    db.flush()
    spread(db, entry, deed, by=by, fields=fields)


def spread(
    db: Session, entry: CalendarEntry, deed: str, *, by: Person, fields: list[str] | None = None
) -> None:
    """What follows every deed."""
    record(db, deed, on=entry.id, by=by.id, fields=fields or [])
    announce_public_change(db)
    gather(db, "calendar.publish", "all")


def marked(db: Session, entry: CalendarEntry, on: date | None = None) -> dict[date, Date]:
    """The dates to come on which somebody comes, as they are now.

    Of what is with a group also the date `on`, or the next one: the group comes, whoever else does.
    """
    days = coming.days_marked(db, entry, today())
    if entry.group_id is not None:
        on = on or stepping.first_date(entry.pattern, max(entry.first_on, today()))
        days = sorted({*days, *([on] if on else [])})
    return {day: found for day in days if (found := date_of(entry, day)) is not None}


def follow(
    db: Session, entry: CalendarEntry, was: dict[date, Date], *, by: Person,
    into: CalendarEntry | None = None, goes: Mapping[date, date] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Tell those whom it concerns what became of their dates.

    `goes`: dates that are on another day now; `into`: in this entry. Who comes to them still does. Dates that
    are gone are forgotten.
    """
    into = into or entry
    told = readers(db, entry, list(was), by=by.id)
    news = {day: News(one, date_of(into, goes.get(day, day)), entry.sequence) for day, one in was.items()}
    gone = {day for day, one in news.items() if one.off}
    off = {day: one for day, one in news.items() if one.off and not one.was.cancelled}
    moved = {day: one for day, one in news.items() if not one.off and _otherwise(one)}
    tell(db, told, off, "cancelled", into)
    tell(db, told, moved, "moved", into)
    coming.forget(db, entry, gone)
    coming.carry(db, entry, into, {day: goes.get(day, day) for day in was if day not in gone})


def _otherwise(one: News) -> bool:
    """It is at another time or place than it was."""
    before, after = one.was, one.now
    if after is None:
        return True
    facts = ("on", "last", "starts", "ends")
    place = before.what.place != after.what.place
    return place or any(getattr(before, name) != getattr(after, name) for name in facts)
