"""64 people want the same hours at once: never twice, with a control without the guards that oversells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.accounts.models import Person
from portal.clock import now
from portal.errors import Refused
from portal.groups.models import Group
from portal.rooms import actions
from portal.rooms.actions import Wish
from portal.rooms.models import HOLDING, TAKEN_TIME, Booking, Room
from portal.tables import new_id
from tenants.owner import owner_connection
from tests.cast import IDS
from tests.rooms import helpers
from tests.world import World

THREADS, TRIES, SLOTS = 64, 4, 6
Deed = Callable[[World, UUID, datetime, datetime], bool]


def overlaps(world: World) -> int:
    """Pairs of bookings that have the room at the same time."""
    one, other = aliased(Booking), aliased(Booking)
    query = (
        select(func.count())
        .join_from(one, other, (one.room_id == other.room_id) & (one.id < other.id))
        .where(one.state.in_(HOLDING), other.state.in_(HOLDING))
        .where(one.starts_at < other.ends_at, other.starts_at < one.ends_at)
    )
    with world.db() as db:
        return int(db.scalar(query) or 0)


def race(world: World, deed: Deed) -> int:
    """Everybody begins at once and wants times that overlap by half; returns how many got one."""
    room_id, start = helpers.room(world).id, Barrier(THREADS)
    first = (now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)

    def person(number: int) -> int:
        draw, got = Random(number), 0
        start.wait(timeout=60)
        for _attempt in range(TRIES):
            begin = first + timedelta(hours=draw.randrange(SLOTS))
            got += deed(world, room_id, begin, begin + timedelta(hours=1, minutes=30))
        return got

    with ThreadPoolExecutor(THREADS) as people:
        return sum(people.map(person, range(THREADS)))


def as_it_is(world: World, room_id: UUID, begin: datetime, end: datetime) -> bool:
    """The deed of the portal; dora's group and ben's in turn."""
    name = "dora" if begin.hour % 2 else "ben"
    with world.db() as db:
        room = db.scalars(select(Room).where(Room.id == room_id).options(joinedload(Room.group))).one()
        person = db.get_one(Person, IDS[name])
        group = db.scalars(
            select(Group).where(Group.contacts.any(Person.id == person.id)).options(selectinload(Group.seats))
        ).one()
        before = db.scalar(select(func.count()).select_from(Booking))
        try:
            actions.book(db, room, Wish(group, begin, end), by=person)
        except Refused:
            return False
        return bool(db.scalar(select(func.count()).select_from(Booking)) != before)


def look_then_write(world: World, room_id: UUID, begin: datetime, end: datetime) -> bool:
    """What a view would do that trusts what it saw."""
    with world.db() as db:
        there = select(Booking.id).where(
            Booking.room_id == room_id, Booking.starts_at < end, Booking.ends_at > begin
        )
        if db.scalar(there.limit(1)):
            return False
        db.execute(text("select pg_sleep(0.002)"))
        db.add(Booking(id=new_id(), room_id=room_id, starts_at=begin, ends_at=end))
    return True


@pytest.fixture
def unguarded(house: World) -> Iterator[World]:
    """The table without its constraint; it is put back afterwards."""
    role = house.network.role
    owner_url = str(house.kernel.settings.database_owner_url)
    with owner_connection(owner_url) as owner:
        owner.execute(f"ALTER TABLE {role}.room_booking DROP CONSTRAINT ex_room_booking_taken_once".encode())
    yield house
    again = (
        f"ALTER TABLE {role}.room_booking ADD CONSTRAINT ex_room_booking_taken_once"
        f" EXCLUDE USING gist ({TAKEN_TIME} WITH &&) WHERE (state in ('asked', 'booked', 'offered'))"
    )
    with owner_connection(owner_url) as owner:
        owner.execute(f"DELETE FROM {role}.room_booking".encode())
        owner.execute(again.encode())


def test_64_at_once_and_nothing_is_booked_twice(house: World) -> None:
    got = race(house, as_it_is)
    assert got > 0 and overlaps(house) == 0


def test_the_table_alone_keeps_the_second_out(house: World) -> None:
    """Also somebody who takes no lock and looks at nothing."""

    def blind(world: World, room_id: UUID, begin: datetime, end: datetime) -> bool:
        with world.db() as db:
            row = {"room_id": room_id, "starts_at": begin, "ends_at": end, "state": "booked", "note": ""}
            row |= {"id": new_id(), "created_at": now(), "changed_at": now()}
            wish = insert(Booking).values(**row).on_conflict_do_nothing()
            return db.scalar(wish.returning(Booking.id)) is not None

    assert race(house, blind) > 0 and overlaps(house) == 0


def test_control_without_the_guards_it_is_sold_twice(unguarded: World) -> None:
    race(unguarded, look_then_write)
    assert overlaps(unguarded) > 0
