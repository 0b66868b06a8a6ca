"""Who is reminded of the network's own entries: who put one in the calendar, and the group it is with.

Not those who say that they come: a plan of mails to them would be the list of names that there must not be
(docs/decisions/023). Their own calendar reminds them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

from flask import g
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.calendar.happening import happening, may_fall
from portal.calendar.models import CalendarEntry
from portal.calendar.rules import group_that_hears
from portal.clock import ZONE, today
from portal.due import Due, begins
from portal.groups.answering import answering
from portal.happenings import Date, dates
from portal.pages import network_url

OWN = _l("Something that you put in the calendar begins soon: %(when)s.")
WITH_GROUP = _l("Something that your group takes part in begins soon: %(when)s. The page says what.")
DAY = timedelta(days=1)


def entries(db: Session, since: datetime, until: datetime, only: Collection[UUID] | None) -> list[Due]:
    """By entry; things are entries, as `portal/due.py` asks."""
    first, last = since.astimezone(ZONE).date(), until.astimezone(ZONE).date() + DAY
    found = _entries(db, first, last, only)
    people = _concerned(db, found)
    return [
        Due(
            entry.id, person_id, at, one.ends.astimezone(UTC) if one.ends else None,
            OWN if person_id == entry.by_id else WITH_GROUP, partial(_page, entry.id),
            since=entry.changed_at, hour_known=one.starts is not None,
        )
        for entry in found
        for one in _held(entry, first, last)
        if since <= (at := begins(one.on, one.starts)) < until
        for person_id in people[entry.id]
    ]  # fmt: skip


def _entries(db: Session, first: date, last: date, only: Collection[UUID] | None) -> list[CalendarEntry]:
    """Those that may have a date in these days."""
    query = select(CalendarEntry).options(selectinload(CalendarEntry.changes))
    query = query.where(CalendarEntry.cancelled_at.is_(None), may_fall(first, last))
    if only is not None:
        query = query.where(CalendarEntry.id.in_(only))
    return list(db.scalars(query))


def _concerned(db: Session, found: list[CalendarEntry]) -> dict[UUID, list[UUID]]:
    """By entry the people, each once: who made it first."""
    makers = {entry.by_id for entry in found if entry.by_id}
    there = select(Person.id).where(Person.id.in_(makers), Person.ended_at.is_(None))
    active = set(db.scalars(there)) if makers else set()
    people = answering(db, {key for entry in found if (key := group_that_hears(entry))}, today())
    concerned = {}
    for entry in found:
        maker = [entry.by_id] if entry.by_id in active and entry.by_id else []
        group_id = group_that_hears(entry)
        of_group = [person.id for person in people.get(group_id, ())] if group_id else []
        concerned[entry.id] = list(dict.fromkeys([*maker, *of_group]))
    return concerned


def _held(entry: CalendarEntry, first: date, last: date) -> Iterator[Date]:
    what = happening(entry, entry.pattern.changes, None)
    return (one for one in dates(what, first, last) if not one.cancelled and one.on >= first)


def _page(key: UUID) -> str:
    return network_url(g.network.slug, f"/calendar/entries/{key}")
