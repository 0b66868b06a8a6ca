"""Who sees rooms and bookings, who manages a room, and for whom somebody can book."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from portal.access import Permission, allows, visible
from portal.attachments.hooks import Kind, hang_on
from portal.groups.models import Group
from portal.groups.rules import has_contacts, seats_of, speaks_for
from portal.rooms.models import Booking, Room

PHOTOS = Kind("room", Room, most=3, pictures_only=True)
hang_on(PHOTOS)
FACTS = (joinedload(Room.group).selectinload(Group.seats), joinedload(Room.location))
"""What the rules below ask of a room."""


def shown_to(person: Any) -> Any:
    """Rooms in use that the person may know of: those who have a seat in a group, and stewards."""
    if person is None:
        return false()
    in_use = Room.retired_at.is_(None)
    if person.is_steward:
        return in_use
    own = seats_of(person)
    anybody = and_(Room.who == "groups", own.exists())
    return and_(in_use, or_(anybody, Room.group_id.in_(own), Room.key_holder_id == person.id))


@visible(Room)
def visible_rooms(person: Any) -> Select[Any]:
    """Also rooms that are not used any more, for those whose they are."""
    query = select(Room).options(*FACTS)
    if person is not None and person.is_steward:
        return query
    if person is None:
        return query.where(false())
    return query.where(or_(shown_to(person), Room.group_id.in_(seats_of(person))))


@visible(Booking)
def visible_bookings(person: Any) -> Select[Any]:
    """Those of one's own groups, of rooms one has to do with, and all for a steward."""
    query = select(Booking).options(
        joinedload(Booking.room).options(*FACTS), joinedload(Booking.group).selectinload(Group.seats)
    )
    if person is None:
        return query.where(false())
    if person.is_steward:
        return query
    own = seats_of(person)
    rooms = select(Room.id).where(or_(Room.group_id.in_(own), Room.key_holder_id == person.id))
    return query.where(or_(Booking.group_id.in_(own), Booking.room_id.in_(rooms)))


@allows(Permission.ROOM_SEE)
def sees_rooms(person: Any, _room: Any) -> bool:
    """Whoever is signed in may ask which rooms there are; `visible` says which."""
    return person is not None


@allows(Permission.ROOM_MANAGE)
def manages(person: Any, room: Any) -> bool:
    """A group's own speakers; the stewards for the network's rooms and for groups without contact persons."""
    if person is None or room is None:
        return False
    if room.group is None:
        return bool(person.is_steward)
    return speaks_for(person, room.group) or (bool(person.is_steward) and not has_contacts(room.group))


@allows(Permission.BOOKING_SEE)
def sees_booking(person: Any, booking: Any) -> bool:
    """Whoever can see it at all."""
    return person is not None and booking is not None


@allows(Permission.BOOKING_CHANGE)
def changes_booking(person: Any, booking: Any) -> bool:
    """Who speaks for the group that has it, who manages the room, and the stewards."""
    if person is None or booking is None:
        return False
    own = booking.group is not None and speaks_for(person, booking.group)
    return own or bool(person.is_steward) or manages(person, booking.room)


@allows(Permission.BOOKING_DECIDE)
def decides_booking(person: Any, booking: Any) -> bool:
    """Who manages the room."""
    return booking is not None and manages(person, booking.room)


def exempt(person: Any, room: Room) -> bool:
    """The limits of a room do not bind those who set them, nor the stewards, who know why they book."""
    return bool(person.is_steward) or manages(person, room)


def takes(room: Room, group: Group | None, by: Any) -> bool:
    """This group (None: the network) can have the room when this person books it."""
    if group is None:
        return bool(by.is_steward)
    if not (by.is_steward or speaks_for(by, group)):
        return False
    return room.who == "groups" or room.group_id == group.id
