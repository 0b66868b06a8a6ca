"""Standing in line: a time that becomes free is offered to those who wait for it, one after the other."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from portal.clock import now
from portal.ledger import enqueue
from portal.rooms import notices
from portal.rooms.closing import closed_in
from portal.rooms.models import HOLDING, Booking, Room

OFFER = timedelta(hours=24)
GIVEN_BACK = timedelta(days=7)
"""Longer for a time that was lost by a closure: the group may have found something else."""
MOST = 200
"""So many in line are looked at; no room has more."""


def tell_next(db: Session, room: Room) -> None:
    """Offer what is free now, to whoever waits longest; the room's row is held by this transaction.

    A booking lost by a closure comes first when the room is open again. An offer keeps others out until it
    is over; then it is the turn of the next.
    """
    if room.retired_at is not None:
        return
    db.flush()
    lost_first = case((Booking.state == "closed", 0), else_=1)
    in_line = (
        select(Booking)
        .where(Booking.room_id == room.id, Booking.state.in_(("waiting", "closed")))
        .where(Booking.starts_at > now())
        .order_by(lost_first, Booking.created_at, Booking.id)
        .limit(MOST)
    )
    for booking in db.scalars(in_line).all():
        if not _taken(db, booking) and not closed_in(db, room, booking.starts_at, booking.ends_at):
            _offer(db, booking)


def over(db: Session, booking_id: UUID) -> None:
    """Nobody took an offer in time: it is the turn of the next."""
    booking = db.get(Booking, booking_id)
    if booking is None:
        return
    room = db.scalars(select(Room).where(Room.id == booking.room_id).with_for_update()).one()
    db.refresh(booking)
    if booking.state != "offered" or not booking.offered_until or booking.offered_until > now():
        return
    booking.state, booking.offered_until, booking.changed_at = "lapsed", None, now()
    tell_next(db, room)


def _taken(db: Session, booking: Booking) -> bool:
    there = select(Booking.id).where(
        Booking.room_id == booking.room_id, Booking.state.in_(HOLDING),
        Booking.starts_at < booking.ends_at, Booking.ends_at > booking.starts_at,
    )  # fmt: skip
    return db.scalar(there.limit(1)) is not None


def _offer(db: Session, booking: Booking) -> None:
    lasts = GIVEN_BACK if booking.state == "closed" else OFFER
    until = min(now() + lasts, booking.starts_at)
    booking.state, booking.offered_until, booking.changed_at = "offered", until, now()
    db.flush()
    key = f"rooms.offer_over:{booking.id}:{until.isoformat()}"
    enqueue(db, "rooms.offer_over", key=key, due=until, booking_id=str(booking.id))
    notices.tell_group(db, booking, "offered", until=until)
