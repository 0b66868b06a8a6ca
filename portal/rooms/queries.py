"""Lists of rooms and bookings, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now
from portal.groups.meetings.models import Closure
from portal.groups.models import Group, Location
from portal.groups.rules import seats_of
from portal.paging import pages_of
from portal.rooms.models import HOLDING, Booking, Room, RoomClosure
from portal.rooms.rules import shown_to

Rows = Sequence[Row[*tuple[Any, ...]]]
MOST_ROOMS = 300
MOST_TAKEN = 100
"""Bookings on a room's page."""
AGENDA = timedelta(days=42)
"""How far ahead a room's page shows what is taken."""
PER_PAGE = 50
OPEN = (*HOLDING, "waiting", "closed")
"""States of which those concerned hear until the time has passed."""


def rooms(db: Session, person: Person) -> Rows:
    """What the person can see, rooms first (id, kind, name, place, step_free, way, price, group_id, town)."""
    query = (
        select(
            *(Room.id, Room.kind, Room.name, Room.place, Room.step_free, Room.way, Room.price, Room.group_id),
            *(Room.who, Location.city.label("town")),
        )
        .outerjoin(Location, Location.id == Room.location_id)
        .where(shown_to(person))
        .order_by(Room.kind.desc(), func.lower(Room.name), Room.id)
        .limit(MOST_ROOMS)
    )
    return db.execute(query).all()


def retired(db: Session, person: Person) -> Rows:
    """What is not lent out any more (id, name): of one's own groups, all for stewards."""
    query = select(Room.id, Room.name).where(Room.retired_at.is_not(None))
    if not person.is_steward:
        query = query.where(Room.group_id.in_(seats_of(person)))
    return db.execute(query.order_by(func.lower(Room.name), Room.id).limit(MOST_ROOMS)).all()


_LINE = (
    *(Booking.id, Booking.room_id, Booking.starts_at, Booking.ends_at, Booking.state, Booking.series_id),
    *(Booking.offered_until, Booking.group_id, Room.name.label("room"), Group.name.label("group")),
)


def mine(person: Person, *, most: int = MOST_TAKEN) -> Select[*tuple[Any, ...]]:
    """Bookings to come of the groups one has a seat in, and what one is asked to say yes to (`to_decide`).

    For a steward those of the network itself. Columns: id, room_id, starts_at, ends_at, state, series_id,
    offered_until, group_id, room, group, to_decide.
    """
    own = seats_of(person)
    asked: ColumnElement[bool] = and_(Booking.state == "asked", Room.group_id.in_(own))
    held: ColumnElement[bool] = Booking.group_id.in_(own)
    if person.is_steward:
        asked = or_(asked, and_(Booking.state == "asked", Room.group_id.is_(None)))
        held = or_(held, Booking.group_id.is_(None))
    return (
        select(*_LINE, asked.label("to_decide"))
        .join(Room, Room.id == Booking.room_id)
        .outerjoin(Group, Group.id == Booking.group_id)
        .where(Booking.ends_at > now(), Booking.state.in_(OPEN), or_(held, asked))
        .order_by(case((asked, 0), else_=1), Booking.starts_at, Booking.id)
        .limit(most)
    )


def agenda(db: Session, room: Room, person: Person) -> Rows:
    """What is taken in the coming weeks (id, starts_at, ends_at, state, group, own, series_id), in order.

    `own`: of a group one has a seat in; also when it only waits or was lost by a closure. Of others the
    page says no more than that the room is taken, unless one manages it.
    """
    own = func.coalesce(Booking.group_id.in_(seats_of(person)), False)
    query = (
        select(
            *(Booking.id, Booking.starts_at, Booking.ends_at, Booking.state, Booking.series_id),
            *(Group.name.label("group"), own.label("own")),
        )
        .outerjoin(Group, Group.id == Booking.group_id)
        .where(Booking.room_id == room.id, Booking.ends_at > now(), Booking.starts_at < now() + AGENDA)
        .where(or_(Booking.state.in_(HOLDING), and_(own, Booking.state.in_(("waiting", "closed")))))
        .order_by(Booking.starts_at, Booking.id)
        .limit(MOST_TAKEN)
    )
    return db.execute(query).all()


def closures(db: Session, room: Room, *, since: date) -> Rows:
    """When the room, or its building, is closed (id, from_on, until_on, note, building), in order."""
    ways = []
    for kind, at_place, building in (
        (RoomClosure, RoomClosure.room_id == room.id, False),
        (Closure, Closure.location_id == room.location_id, True),
    ):
        if building and room.location_id is None:
            continue
        going_on = or_(kind.until_on.is_(None), kind.until_on > since)
        columns = (kind.id, kind.from_on, kind.until_on, kind.note, literal(building).label("building"))
        ways.append(select(*columns).where(at_place, going_on))
    both = union_all(*ways).subquery()
    return db.execute(select(both).order_by(both.c.from_on, both.c.id)).all()


def lost(db: Session, room_id: UUID) -> Rows:
    """Bookings to come that a closure ended (id, starts_at, ends_at, group)."""
    query = select(Booking.id, Booking.starts_at, Booking.ends_at, Group.name.label("group"))
    query = query.outerjoin(Group, Group.id == Booking.group_id)
    query = query.where(Booking.room_id == room_id, Booking.state == "closed", Booking.ends_at > now())
    return db.execute(query.order_by(Booking.starts_at).limit(MOST_TAKEN)).all()


def past(db: Session, room_id: UUID, page: int) -> tuple[Rows, int]:
    """One page of who had the room, latest first (id, starts_at, ends_at, state, group); how many pages."""
    query = (
        select(
            *(Booking.id, Booking.starts_at, Booking.ends_at, Booking.state),
            *(Group.name.label("group"), func.count().over().label("total")),
        )
        .outerjoin(Group, Group.id == Booking.group_id)
        .where(Booking.room_id == room_id, Booking.ends_at <= now())
        .where(Booking.state.in_((*HOLDING, "closed")))
        .order_by(Booking.starts_at.desc(), Booking.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    rows = db.execute(query).all()
    return rows, pages_of(rows[0].total if rows else 0, PER_PAGE)


def taken(db: Session, room_id: UUID, begin: datetime, end: datetime) -> Rows:
    """When a room is taken between two moments (id, starts_at, ends_at, created_at, changed_at)."""
    query = select(Booking.id, Booking.starts_at, Booking.ends_at, Booking.created_at, Booking.changed_at)
    query = query.where(Booking.room_id == room_id, Booking.state.in_(HOLDING))
    query = query.where(Booking.ends_at > begin, Booking.starts_at < end)
    return db.execute(query.order_by(Booking.starts_at, Booking.id)).all()


def groups_to_book_for(db: Session, person: Person, room: Room) -> list[tuple[UUID, str]]:
    """For which groups the person can book this room (id, name); a steward for every group."""
    query = select(Group.id, Group.name).where(Group.state != "ended").order_by(Group.sort_key, Group.id)
    if not person.is_steward:
        query = query.where(Group.id.in_(seats_of(person)))
    if room.who == "own":
        query = query.where(Group.id == room.group_id if room.group_id else null())
    return [(key, name) for key, name in db.execute(query)]
