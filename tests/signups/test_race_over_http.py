"""64 people over HTTP sign up for several trainings, cancel, accept, let go; places change and offers end.

SIGN_UP_TRAININGS=100 makes it the whole race; the usual one is shorter, for machines with other work to do.
More controls of the same rule, which oversell, are in test_race.py.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier, BoundedSemaphore
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now
from portal.signups import actions, seats
from portal.signups.models import TAKING, SignUp
from portal.tables import new_id
from portal.trainings.models import Training
from tests.browser_like import Browser
from tests.cast import IDS
from tests.signups.helpers import change, group_id, training
from tests.signups.test_race import CONNECTIONS
from tests.trainings.helpers import fields
from tests.world import World

TRAININGS = int(os.environ.get("SIGN_UP_TRAININGS", "3"))
PEOPLE, CAPACITY, SHARE = 64, 12, 3
TRIES = min(4 * TRAININGS // 3, 55)  # more in an hour would be refused
KEYS = [UUID(int=0x0192_0000_0000_7000_B000_0000_0000_0000 + number) for number in range(TRAININGS)]


class Racer:
    """Somebody with a browser who does one thing after the other."""

    def __init__(self, world: World, person: UUID, number: int, groups: list[str]) -> None:
        self.browser, self.draw, self.groups = world.as_(person), Random(number), groups
        self.token = self.browser.token(f"/trainings/{KEYS[0]}/sign-up")
        self.own: list[str] = []

    def act(self) -> int:
        """Sign up, or do something about an earlier sign-up; the status of the answer."""
        if not self.own or self.draw.random() < 0.5:
            form = f"/trainings/{self.draw.choice(KEYS)}/sign-up"
            data = {"name": "p", "group": self.draw.choice(["", *self.groups]), "alone_ok": "y"}
            data["companion"] = self.draw.choice(["", "", "", "b"])
            answer = self.browser.send(form, {"csrf_token": self.token, **data})
            self.own += [answer.headers["Location"]] if answer.status_code == 303 else []
            return answer.status_code
        deed = self.draw.choice(("cancellation", "acceptance", "acceptance", "refusal"))
        path = f"{self.draw.choice(self.own)}/{deed}"
        return self.browser.send(path, {"csrf_token": self.token}).status_code


def steward(browser: Browser, token: str, draw: Random) -> int:
    """More or fewer places, by the form; fewer than are given is refused."""
    path = f"/trainings/{draw.choice(KEYS)}/edit"
    version = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(path).text)
    wish = fields(capacity=str(draw.randrange(10, 16)), per_group=str(SHARE), who="everyone")
    wish |= {"visibility": "public", "version": version[1] if version else ""}
    return browser.send(path, {"csrf_token": token, **wish}).status_code


def clock(world: World, draw: Random) -> int:
    """An offer runs out, as the worker's job finds it."""
    with world.db() as db:
        offered = db.execute(select(SignUp.id, SignUp.training_id).where(SignUp.state == "offered")).all()
        if offered:
            key, training_id = draw.choice(offered)
            seats.take(db, training_id)
            one = update(SignUp).where(SignUp.id == key, SignUp.state == "offered")
            db.execute(one.values(kept_until=now() - timedelta(seconds=1)))
            actions.time_over(db, db.get_one(SignUp, key))
    return 303


@pytest.fixture
def courses(course: World) -> Iterator[World]:
    """The trainings, and 64 people with accounts."""
    for key in KEYS:
        training(course, key=key, capacity=CAPACITY, per_group=SHARE)
    with course.db() as db:
        db.add_all(Person(id=new_id(), email=f"r{number}@people.example") for number in range(PEOPLE))
    yield course


def race(world: World) -> Counter[int]:
    """Everybody at once; how often each status was answered."""
    groups = [str(group_id(world, name)) for name in ("Rouw", "Angst")]
    with world.db() as db:
        people = db.scalars(select(Person.id).where(Person.email.like("r%@people.example"))).all()
    racers = [Racer(world, person, number, groups) for number, person in enumerate(people)]
    ada = world.as_(IDS["ada"])
    token = ada.token("/me")
    start, doors = Barrier(PEOPLE + 2), BoundedSemaphore(CONNECTIONS)

    def run(number: int) -> list[int]:
        draw, found = Random(number), list[int]()
        start.wait(timeout=60)
        for _attempt in range(TRIES if number < PEOPLE else 3 * TRIES):
            with doors:
                if number < PEOPLE:
                    found.append(racers[number].act())
                else:
                    found.append(clock(world, draw) if number == PEOPLE else steward(ada, token, draw))
        return found

    with ThreadPoolExecutor(PEOPLE + 2) as pool:
        return Counter(status for found in pool.map(run, range(PEOPLE + 2)) for status in found)


def wrong(world: World) -> list[str]:
    """Trainings where the places are not as they should be."""
    found, here = [], SignUp.state.in_(TAKING)
    for key in KEYS:
        with world.db() as db:
            training, mine = db.get_one(Training, key), here & (SignUp.training_id == key)
            given = db.scalar(select(func.count()).where(mine)) or 0
            if not given == training.taken <= training.capacity:
                found.append(f"{given} given, {training.taken} counted, {training.capacity} there are")
            by_group = select(func.count()).where(mine, SignUp.group_id.is_not(None))
            if max(db.scalars(by_group.group_by(SignUp.group_id)), default=0) > SHARE:
                found.append("a group has more than its share")
    return found


def test_64_people_over_http_and_every_place_is_right(courses: World) -> None:
    answered = race(courses)
    assert set(answered) <= {303, 409} and answered[303] > PEOPLE, answered
    assert wrong(courses) == []
    lines = 0
    for key in KEYS:
        with courses.db() as db:
            line = SignUp.training_id == key, SignUp.state == "waiting"
            lines += bool(db.scalar(select(func.count()).where(*line)))
            places = seats.take(db, key)
            before = places.training.taken
            seats.refill(db, places)
            assert places.training.taken == before, "no place is left while somebody waits"
            db.rollback()
    assert lines > TRAININGS / 2
    change(courses, title="x")


def test_control_without_the_lock_the_same_race_goes_wrong(
    courses: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(db: Session, training_id: UUID, _session: UUID | None = None) -> seats.Places:
        training = db.get_one(Training, training_id)
        db.refresh(training)
        db.execute(text("select pg_sleep(0.002)"))
        return seats.Places(training, None)

    monkeypatch.setattr(seats, "take", look)
    race(courses)
    assert wrong(courses)
