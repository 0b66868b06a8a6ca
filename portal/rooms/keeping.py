"""What those who manage a room do with it: put it in, describe it, open it again, take it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.groups.models import Group, GroupContact, Location
from portal.groups.rules import seats_of
from portal.rooms.closing import displace
from portal.rooms.models import HOLDING, Booking, Room, RoomClosure
from portal.rooms.waiting import tell_next

MOST_PLACES = 1_000


def create(db: Session, *, by: Person, group: Group | None, values: Mapping[str, Any]) -> Room:
    """A room or a thing of a group, or of the network (None)."""
    room = Room(group_id=group.id if group else None, **values)
    db.add(room)
    db.flush()
    record(db, "room.created", on=room.id, by=by.id)
    return room


def change(db: Session, room: Room, *, by: Person, values: Mapping[str, Any]) -> list[str]:
    """Save what was filled in; names what changed. Bookings that were made stay, whatever the new limits."""
    db.execute(select(Room.id).where(Room.id == room.id).with_for_update())
    changed = [name for name, value in values.items() if getattr(room, name) != value]
    for name in changed:
        setattr(room, name, values[name])
    if changed:
        record(db, "room.changed", on=room.id, by=by.id, fields=changed)
        db.flush()
    return changed


def reopen(db: Session, room: Room, closure_id: UUID, *, by: Person) -> None:
    """The room can be used from today on; what the closure ended is offered back to those who had it."""
    db.execute(select(Room.id).where(Room.id == room.id).with_for_update())
    closure = db.get(RoomClosure, closure_id)
    if closure is None or closure.room_id != room.id:
        return
    if closure.from_on < today():
        closure.until_on = today()
    else:
        db.delete(closure)
    db.flush()
    record(db, "room.opened", on=room.id, by=by.id)
    tell_next(db, room)


def retire(db: Session, room: Room, *, by: Person) -> int:
    """It is not lent out any more. Those who have it later are told; how many bookings that were."""
    db.execute(select(Room.id).where(Room.id == room.id).with_for_update())
    room.retired_at = now()
    record(db, "room.retired", on=room.id, by=by.id)
    later = select(Booking).where(
        Booking.room_id == room.id, Booking.state.in_(HOLDING), Booking.starts_at > now()
    )
    return displace(db, db.scalars(later.order_by(Booking.starts_at)).all())


def restore(db: Session, room: Room, *, by: Person) -> None:
    """It is lent out again; what its end took away is offered back."""
    db.execute(select(Room.id).where(Room.id == room.id).with_for_update())
    room.retired_at = None
    db.flush()
    record(db, "room.restored", on=room.id, by=by.id)
    tell_next(db, room)


def renew_addresses(db: Session, room: Room, *, by: Person) -> None:
    """Calendars that were given an address of this room do not get it any more."""
    room.feed_round += 1
    record(db, "room.addresses_renewed", on=room.id, by=by.id)
    db.flush()


def places(db: Session) -> list[tuple[UUID, str]]:
    """Buildings to choose from (id, address in one line), for stewards."""
    query = select(Location).order_by(Location.city, Location.name, Location.street, Location.id)
    return [(place.id, place.line) for place in db.scalars(query.limit(MOST_PLACES))]


def owners(db: Session, person: Person) -> list[tuple[UUID | None, str]]:
    """For whom the person can put in a room (id, name): one's own groups, or the network (None)."""
    own = seats_of(person).where(GroupContact.role == "contact")
    query = select(Group.id, Group.name).where(Group.id.in_(own), Group.state != "ended")
    rows = db.execute(query.order_by(Group.sort_key, Group.id))
    found: list[tuple[UUID | None, str]] = [(key, name) for key, name in rows]
    return [(None, ""), *found] if person.is_steward else found


def key_holder(db: Session, room_group: UUID | None, email: str) -> Person | None:
    """Who has this address and can be given the key: somebody with an account here.

    For a room of a group only people of that group, so that nobody finds out who else has an account.
    """
    query = select(Person).where(Person.email == email, Person.ended_at.is_(None))
    if room_group is not None:
        seats = select(GroupContact.person_id).where(GroupContact.group_id == room_group)
        query = query.where(Person.id.in_(seats))
    return db.scalars(query).first()
