"""A room that is closed for a while: what lies in that time is listed, and told to those who have it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Date, Uuid, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.groups.meetings.models import Closure
from portal.rooms import notices
from portal.rooms.models import HOLDING, Booking, Room, RoomClosure
from portal.rooms.when import days, local


def _closed(kind: Any, place: ColumnElement[UUID], key: str) -> ColumnElement[bool]:
    """A closure of this kind lies in the days from `first` to `last`; all of it is bound when it is asked."""
    first, last = bindparam("first", type_=Date), bindparam("last", type_=Date)
    going_on = or_(kind.until_on.is_(None), kind.until_on > first)
    return select(kind.id).where(place == bindparam(key, type_=Uuid), kind.from_on <= last, going_on).exists()


CLOSED = or_(
    _closed(RoomClosure, RoomClosure.__table__.c.room_id, "room"),
    _closed(Closure, Closure.__table__.c.location_id, "building"),
).label("closed")
"""The room, or the building it is in, is closed in part of a time; see `binds`."""
_CLOSED = select(CLOSED)


def binds(room: Room, starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    """What CLOSED wants to know."""
    first, last = local(starts_at).date(), local(ends_at - timedelta(microseconds=1)).date()
    return {"room": room.id, "building": room.location_id, "first": first, "last": last}


def closed_in(db: Session, room: Room, starts_at: datetime, ends_at: datetime) -> bool:
    """The room, or the building it is in, is closed in part of this time."""
    return bool(db.scalar(_CLOSED, binds(room, starts_at, ends_at)))


def inside(db: Session, room_id: UUID, from_on: date, until_on: date | None) -> Sequence[Booking]:
    """The bookings that a closure would end, with their groups, in order."""
    begin, end = days(from_on, until_on)
    query = (
        select(Booking)
        .where(Booking.room_id == room_id, Booking.state.in_(HOLDING), Booking.ends_at > now())
        .where(Booking.starts_at < end, Booking.ends_at > begin)
        .order_by(Booking.starts_at)
    )
    return db.scalars(query.options(joinedload(Booking.group))).all()


def close(
    db: Session, room: Room, *, by: Person, from_on: date, until_on: date | None, note: str = ""
) -> int:
    """The room cannot be used from a day until another (None: until further notice).

    The bookings in that time end, stay listed, and those who have them are told; how many is returned.
    Raises Refused.
    """
    if from_on < today():
        raise Refused(_("A place cannot be closed in the past. Choose today or a later day."))
    if until_on is not None and until_on <= from_on:
        raise Refused(_("The day on which it opens again must be later than the day on which it closes."))
    db.execute(select(Room.id).where(Room.id == room.id).with_for_update())
    db.add(RoomClosure(room_id=room.id, from_on=from_on, until_on=until_on, note=note, by_id=by.id))
    db.flush()
    record(db, "room.closed", on=room.id, by=by.id)
    return displace(db, inside(db, room.id, from_on, until_on))


def displace(db: Session, lost: Sequence[Booking]) -> int:
    """These bookings cannot go on: say so to those who have them. The room's row is held."""
    for booking in lost:
        booking.state, booking.offered_until, booking.changed_at = "closed", None, now()
    db.flush()
    for booking in lost:
        notices.tell_group(db, booking, "closed")
    return len(lost)


def follow_building(db: Session, room: Room) -> int:
    """The building was closed: what that ends. Returns how many bookings."""
    if room.location_id is None:
        return 0
    going_on = or_(Closure.until_on.is_(None), Closure.until_on > today())
    closed = db.scalars(select(Closure).where(Closure.location_id == room.location_id, going_on)).all()
    if not closed:
        return 0
    db.execute(select(Room.id).where(Room.id == room.id).with_for_update())
    return sum(displace(db, inside(db, room.id, one.from_on, one.until_on)) for one in closed)
