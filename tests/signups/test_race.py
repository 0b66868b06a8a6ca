"""64 people at once want 12 places, cancel, accept, let go, while places come and go and offers expire.

Never more places than there are, none left while somebody who could have it waits, no group beyond its share.
The controls, without the lock and with REPEATABLE READ instead of it, give more places than there are.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier, BoundedSemaphore
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.clock import now
from portal.errors import Refused
from portal.signups import actions, news, seats
from portal.signups.models import TAKING, SignUp
from portal.signups.seats import Places
from portal.signups.wishes import Companion, Wish
from portal.trainings.models import Training
from tests.signups.helpers import KEY, change, group_id
from tests.world import World

THREADS, TRIES, CAPACITY, SHARE = 64, 4, 12, 3
CONNECTIONS = 20
"""At once in the database, as the pool of a web process allows; the others stand before it."""
Deed = Callable[[World, int, int], None]


def race(world: World, deed: Deed) -> None:
    """Everybody begins at once."""
    start, doors = Barrier(THREADS), BoundedSemaphore(CONNECTIONS)

    def person(number: int) -> None:
        start.wait(timeout=60)
        for attempt in range(TRIES):
            with doors:
                deed(world, number, attempt)

    with ThreadPoolExecutor(THREADS) as people:
        list(people.map(person, range(THREADS)))


def given(world: World) -> int:
    """Places that people have, counted one by one."""
    with world.db() as db:
        return int(db.scalar(select(func.count()).where(SignUp.state.in_(TAKING))) or 0)


def one_of(db: Session, draw: Random, *states: str) -> SignUp | None:
    """Somebody in these states."""
    found = db.scalars(select(SignUp).where(SignUp.state.in_(states)).order_by(SignUp.id)).all()
    return draw.choice(found) if found else None


def anything(world: World, number: int, attempt: int, groups: list[UUID]) -> None:
    """A person's deed, or now and then a steward's or the clock's."""
    draw = Random(number * 100 + attempt)
    wish = draw.random() if attempt else 0.0
    with world.db() as db:
        training = db.get_one(Training, KEY)
        try:
            if wish < 0.4:
                pair = Companion("b") if draw.random() < 0.2 else None
                email = f"p{number}-{attempt}@people.example"
                who = Wish("p", email, group_id=draw.choice([None, *groups]), companion=pair, alone_ok=True)
                actions.sign_up(db, training, who, by=None)
            elif wish < 0.6 and (one := one_of(db, draw, "confirmed", "waiting", "offered")):
                actions.cancel(db, one)
            elif wish < 0.75 and (one := one_of(db, draw, "offered")):
                actions.accept(db, one)
            elif wish < 0.9 and (one := one_of(db, draw, "offered")):
                seats.take(db, KEY)
                db.execute(update(SignUp).where(SignUp.id == one.id, SignUp.state == "offered").values(
                    kept_until=now() - timedelta(seconds=1)))  # fmt: skip
                actions.time_over(db, one)
            else:
                places = seats.take(db, KEY)
                places.training.capacity = max(places.training.taken, draw.randrange(10, 15))
                news.training_news(db, training, "capacity", None)
        except Refused:
            db.rollback()


def idle(world: World) -> bool:
    """Somebody waits who could have a place: found out by offering again."""
    with world.db() as db:
        places = seats.take(db, KEY)
        before = places.training.taken
        seats.refill(db, places)
        found = places.training.taken != before
        db.rollback()
        return bool(found)


def test_64_at_once_and_every_place_is_right(course: World) -> None:
    groups = [group_id(course, "Rouw"), group_id(course, "Angst")]
    change(course, capacity=CAPACITY, per_group=SHARE)
    race(course, lambda world, number, attempt: anything(world, number, attempt, groups))
    with course.db() as db:
        training = db.get_one(Training, KEY)
        assert given(course) == training.taken <= training.capacity
        query = select(func.count()).where(SignUp.state.in_(TAKING), SignUp.group_id.is_not(None))
        shares = list(db.scalars(query.group_by(SignUp.group_id)))
        waiting = db.scalar(select(func.count()).where(SignUp.state == "waiting"))
    assert shares and max(shares) <= SHARE and waiting
    assert not idle(course)


def enter(world: World, number: int, attempt: int) -> None:
    """Signing up, and nothing else."""
    with world.db() as db:
        wish = Wish("p", f"p{number}-{attempt}@people.example")
        actions.sign_up(db, db.get_one(Training, KEY), wish, by=None)


def test_only_so_many_as_there_are_places(course: World) -> None:
    change(course, capacity=CAPACITY)
    race(course, enter)
    assert given(course) == CAPACITY and course.count("sign_up") == THREADS * TRIES


def test_control_without_the_lock_there_are_too_many(course: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(db: Session, training_id: UUID, _session: UUID | None = None) -> Places:
        training = db.get_one(Training, training_id)
        db.refresh(training)
        db.execute(text("select pg_sleep(0.002)"))
        return Places(training, None)

    monkeypatch.setattr(seats, "take", look)
    change(course, capacity=CAPACITY)
    race(course, enter)
    assert given(course) > CAPACITY


def test_control_repeatable_read_is_no_lock(course: World) -> None:
    """Everybody counts in a picture of their own and finds a place."""

    def count_then_write(world: World, number: int, attempt: int) -> None:
        with world.db() as db:
            try:
                db.execute(text("set transaction isolation level repeatable read"))
                taken = db.scalar(select(func.count()).where(SignUp.state.in_(TAKING))) or 0
                if taken < CAPACITY:
                    key, name = UUID(int=number * 100 + attempt + 1), f"p{number}-{attempt}@people.example"
                    db.add(SignUp(id=key, training_id=KEY, email=name, name="p", party_id=key))
                    db.flush()
                    db.execute(text("select pg_sleep(0.002)"))
            except DBAPIError:
                db.rollback()

    race(course, count_then_write)
    assert given(course) > CAPACITY
