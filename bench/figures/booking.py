"""64 people book the same hours of one room: the portal's deed beside bare guarded inserts.

Bare: the room's row is taken, somebody looks whether the hours are free, writes the row, and commits. The
deed checks rules and closures besides, and writes the audit. Both make the same wishes on the same table.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Barrier

from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased, joinedload, selectinload

from bench.database import Database
from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.run import Bench
from portal.accounts.models import Person
from portal.clock import now
from portal.errors import Refused
from portal.groups.models import Group, GroupContact
from portal.rooms import actions
from portal.rooms.actions import Wish
from portal.rooms.models import HOLDING, Booking, Room
from portal.tables import new_id
from tenants.registry import KnownNetwork

THREADS, TRIES = 64, 6
LEAST = 0.5
_TAKE = text("SELECT id FROM room WHERE id = :room FOR UPDATE")
_LOOK = text(
    "SELECT 1 FROM room_booking WHERE room_id = :room AND state IN ('asked', 'booked', 'offered')"
    " AND starts_at < :until AND ends_at > :since LIMIT 1"
)
_WRITE = text(
    "INSERT INTO room_booking"
    " (id, created_at, changed_at, room_id, group_id, by_id, starts_at, ends_at, state, note)"
    " VALUES (:id, now(), now(), :room, :group, :person, :since, :until, 'booked', '')"
)
Try = Callable[["Ground", datetime, datetime], bool]


class Ground:
    """One room, one group and who speaks for it, found once: the gate does that before a view runs."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.network: KnownNetwork = database.networks[0]
        with database.session(self.network) as db:
            person = Person(email=f"{new_id().hex}@people.example")
            group = Group(slug=new_id().hex, name="Groep", sort_key="groep", listed=False)
            room = Room(name="Kamer")
            db.add_all((person, group, room))
            db.flush()
            db.add(GroupContact(group_id=group.id, person_id=person.id))
            keys = room.id, group.id, person.id
        with database.session(self.network) as db:
            self.room = db.get_one(Room, keys[0], options=[joinedload(Room.group)])
            self.group = db.get_one(Group, keys[1], options=[selectinload(Group.seats)])
            self.person = db.get_one(Person, keys[2])
            db.expunge_all()

    def race(self, attempt: Try) -> float:
        """Wishes a second, from all threads together; half of them find the time taken."""
        start = Barrier(THREADS + 1)
        first = (now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)

        def person(number: int) -> None:
            draw = Random(number)
            start.wait(timeout=60)
            for _attempt in range(TRIES):
                begin = first + timedelta(hours=draw.randrange(THREADS * TRIES // 2))
                attempt(self, begin, begin + timedelta(minutes=90))

        with self.database.session(self.network) as db:
            db.execute(text("DELETE FROM room_booking"))
        with ThreadPoolExecutor(THREADS) as people:
            futures = [people.submit(person, number) for number in range(THREADS)]
            start.wait(timeout=60)
            began = time.perf_counter()
            for future in futures:
                future.result()
        return THREADS * TRIES / (time.perf_counter() - began)

    def overlaps(self) -> int:
        """Pairs that have the room at once."""
        one, other = aliased(Booking), aliased(Booking)
        same = (one.room_id == other.room_id) & (one.id < other.id)
        at_once = (one.starts_at < other.ends_at) & (other.starts_at < one.ends_at)
        held = one.state.in_(HOLDING) & other.state.in_(HOLDING)
        with self.database.session(self.network) as db:
            return int(db.scalar(select(func.count()).join_from(one, other, same & at_once & held)) or 0)


def bare(ground: Ground, since: datetime, until: datetime) -> bool:
    """Take, look, write, commit."""
    hours = {"room": ground.room.id, "since": since, "until": until}
    with ground.database.kernel.scope.network(ground.network) as db:
        db.execute(_TAKE, {"room": ground.room.id})
        if db.scalar(_LOOK, hours):
            return False
        db.execute(_WRITE, {**hours, "id": new_id(), "group": ground.group.id, "person": ground.person.id})
        db.commit()
    return True


def deed(ground: Ground, since: datetime, until: datetime) -> bool:
    """What a request does once the gate has found the room."""
    with ground.database.kernel.scope.network(ground.network) as db:
        try:
            actions.book(db, ground.room, Wish(ground.group, since, until), by=ground.person)
        except Refused:
            return False
        db.commit()
    return True


def measure(bench: Bench) -> Iterator[Finding]:
    """Wishes a second of the deed as a share of the bare inserts, and whether anything was booked twice."""
    ground = Ground(bench.pages)
    twice = 0

    def by_deed() -> float:
        nonlocal twice
        with ground.database.app.app_context():
            rate = ground.race(deed)
        twice += ground.overlaps()
        return rate

    rates = alternate({"deed": by_deed, "bare": lambda: ground.race(bare)}, bench.rounds(40), seconds=40)
    share = ratio(rates["deed"], rates["bare"])
    each = f"deed {max(rates['deed']):.0f}/s, bare {max(rates['bare']):.0f}/s at best; share {share}"
    at_once = f"{THREADS} at once"
    yield Finding("booking", f"{at_once}: rate beside bare", share.median, "", at_least=LEAST, control=each)
    yield Finding("booking", f"{at_once}: booked twice", twice, "", at_most=0)
