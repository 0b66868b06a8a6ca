"""Meetings of many groups at once, as values from which dates are computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.groups.meetings.models import Closure, Meeting, MeetingChange
from portal.groups.models import Group, Location
from portal.groups.public import PublicPlace
from portal.recurrence.pattern import Change, Occurrence, Pattern

_MEETING: Any = Meeting.__table__.c
_CHANGE: Any = MeetingChange.__table__.c
_CLOSURE: Any = Closure.__table__.c
_GROUP: Any = Group.__table__.c
_PLACE: Any = Location.__table__.c


class KnownMeeting(NamedTuple):
    """One rhythm of a group; `location_id` is where it really takes place (the group's own when not said)."""

    id: UUID
    group_id: UUID
    text: str
    pattern: Pattern
    mode: str
    location_id: UUID | None
    sequence: int


class Closed(NamedTuple):
    """A building is closed from a day until the day it opens again (None: nobody knows)."""

    from_on: date
    until_on: date | None
    note: str

    def is_over(self, since: date) -> bool:
        """It is open again on `since`."""
        return self.until_on is not None and self.until_on <= since


class House(NamedTuple):
    """A place where groups meet, with all its closures, past ones included: they are few."""

    place: PublicPlace
    closed: list[Closed]


_OF_MEETING = (
    *(_MEETING.id, _MEETING.group_id, _MEETING.text, _MEETING.mode, _MEETING.sequence, _MEETING.rrule),
    *(_MEETING.first_on, _MEETING.last_on, _MEETING.starts_at, _MEETING.ends_at, _MEETING.zone),
    *(_MEETING.not_months, func.coalesce(_MEETING.location_id, _GROUP.location_id).label("location_id")),
)
_OF_CHANGE = (
    *(_CHANGE.on_date, _CHANGE.kind, _CHANGE.to_date),
    *(_CHANGE.starts_at, _CHANGE.ends_at, _CHANGE.note),
)
_MEETINGS: Select[Any] = (
    select(*_OF_MEETING, *(column.label(f"change_{column.name}") for column in _OF_CHANGE))
    .join(Group, _GROUP.id == _MEETING.group_id)
    .outerjoin(MeetingChange, _CHANGE.meeting_id == _MEETING.id)
    .order_by(_MEETING.group_id, _MEETING.position, _MEETING.id, _CHANGE.on_date)
)


def meetings_of(db: Session, groups: Collection[UUID]) -> dict[UUID, list[KnownMeeting]]:
    """The meetings of these groups with their exceptions; one statement, however many groups."""
    found: dict[UUID, list[KnownMeeting]] = defaultdict(list)
    rows = db.execute(_MEETINGS.where(_MEETING.group_id.in_(groups)))
    for _meeting_id, its_rows in groupby(rows, key=lambda row: row.id):
        row, *others = its_rows
        changes = [Change(*one[len(_OF_MEETING) :]) for one in (row, *others) if one.change_on_date]
        pattern = Pattern(
            rrule=row.rrule, first_on=row.first_on, last_on=row.last_on, zone=row.zone,
            starts_at=row.starts_at, ends_at=row.ends_at, not_months=tuple(row.not_months),
            changes=tuple(changes),
        )  # fmt: skip
        known = KnownMeeting(row.id, row.group_id, row.text, pattern, row.mode, row.location_id, row.sequence)
        found[row.group_id].append(known)
    return dict(found)


def meetings_shown(db: Session, groups: Collection[UUID]) -> dict[UUID, list[KnownMeeting]]:
    """`meetings_of` for what only reads: asked once although several parts of a page want to know."""
    known: dict[frozenset[UUID], dict[UUID, list[KnownMeeting]]] = db.info.setdefault("meetings_shown", {})
    key = frozenset(groups)
    if key not in known:
        known[key] = meetings_of(db, groups)
    return known[key]


_PLACE_FIELDS = [field.name for field in fields(PublicPlace)]
_HOUSES: Select[Any] = (
    select(*(_PLACE[name] for name in _PLACE_FIELDS), _CLOSURE.from_on, _CLOSURE.until_on, _CLOSURE.note)
    .outerjoin(Closure, _CLOSURE.location_id == _PLACE.id)
    .where(_PLACE.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(_CLOSURE.from_on)
)


def houses_shown(db: Session, places: Collection[UUID]) -> list[House]:
    """These places for what only reads, asked once although several parts of a page want to know."""
    known: dict[UUID, House] = db.info.setdefault("houses_shown", {})
    if unknown := [place for place in places if place not in known]:
        for row in db.execute(_HOUSES, {"ids": unknown}):
            if row.id not in known:
                known[row.id] = House(PublicPlace(*row[: len(_PLACE_FIELDS)]), [])
            if row.from_on is not None:
                known[row.id].closed.append(Closed(row.from_on, row.until_on, row.note))
    return [known[place] for place in places if place in known]


def closures(db: Session, *, since: date) -> dict[UUID, list[Closed]]:
    """Closures by place that are not over on `since`; one statement."""
    query = select(_CLOSURE.location_id, _CLOSURE.from_on, _CLOSURE.until_on, _CLOSURE.note)
    going_on = or_(_CLOSURE.until_on.is_(None), _CLOSURE.until_on > since)
    found: dict[UUID, list[Closed]] = defaultdict(list)
    for place, *closed in db.execute(query.where(going_on).order_by(_CLOSURE.from_on)):
        found[place].append(Closed(*closed))
    return dict(found)


def closed_on(occurrence: Occurrence, closed: Sequence[Closed]) -> Closed | None:
    """The closure that keeps this meeting from taking place."""
    for one in closed:
        if one.from_on <= occurrence.on and (one.until_on is None or occurrence.on < one.until_on):
            return one
    return None
