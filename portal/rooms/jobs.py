"""What rooms need done: offers that are over, series that follow, buildings that close, and forgetting."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.clock import now
from portal.groups.models import Group
from portal.ledger import gather, handler
from portal.rooms import following, waiting
from portal.rooms.closing import follow_building
from portal.rooms.models import HOLDING, Booking, Room, RoomSeries
from portal.rooms.waiting import tell_next

KEPT = timedelta(days=400)
"""A year and the weeks in which the report about it is written; then nobody needs to know who had a room."""


@handler("rooms.offer_over")
def offer_over(db: Session, *, booking_id: str) -> None:
    """The time to take an offer has passed."""
    waiting.over(db, UUID(booking_id))


def group_changed(db: Session, group_id: UUID) -> None:
    """A group's meetings, its building or its state may be other ones: looked at once, after the deed."""
    gather(db, "rooms.follow", str(group_id))


@handler("rooms.follow")
def follow(db: Session, *, items: list[str]) -> None:
    """Series of these groups follow their meetings; groups that ended give back what they have."""
    groups = [UUID(item) for item in items]
    _sync(db, groups)
    ended = select(Group.id).where(Group.id.in_(groups), Group.state == "ended")
    for room in _rooms_of(db, list(db.scalars(ended))):
        _give_back(db, room, groups)
    _buildings(db)


@handler("rooms.tend", every=timedelta(hours=6))
def tend(db: Session) -> None:
    """Write series further ahead, notice buildings that closed, forget who had a room long ago."""
    _sync(db, None)
    _buildings(db)
    db.execute(delete(Booking).where(Booking.ends_at < now() - KEPT))


def _sync(db: Session, groups: list[UUID] | None) -> None:
    query = select(RoomSeries, Room).join(Room, Room.id == RoomSeries.room_id)
    query = query.where(RoomSeries.ended_at.is_(None)).order_by(Room.id, RoomSeries.id)
    if groups is not None:
        query = query.where(RoomSeries.group_id.in_(groups))
    for series, room in db.execute(query).all():
        following.sync(db, series, room)


def _buildings(db: Session) -> None:
    there = select(Room).where(Room.location_id.is_not(None), Room.retired_at.is_(None)).order_by(Room.id)
    for room in db.scalars(there).all():
        follow_building(db, room)
        tell_next(db, room)


def _rooms_of(db: Session, groups: list[UUID]) -> list[Room]:
    if not groups:
        return []
    ahead = select(Booking.room_id).where(Booking.group_id.in_(groups), Booking.starts_at > now())
    return list(db.scalars(select(Room).where(Room.id.in_(ahead)).order_by(Room.id).with_for_update()))


def _give_back(db: Session, room: Room, groups: list[UUID]) -> None:
    ended = select(Group.id).where(Group.id.in_(groups), Group.state == "ended")
    held = select(Booking).where(
        Booking.room_id == room.id, Booking.group_id.in_(ended), Booking.starts_at > now(),
        Booking.state.in_((*HOLDING, "waiting")),
    )  # fmt: skip
    for booking in db.scalars(held).all():
        booking.state, booking.offered_until, booking.changed_at = "cancelled", None, now()
    tell_next(db, room)
