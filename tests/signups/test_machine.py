"""Thousands of random deeds: the portal and a simple model in memory come to the same every time.

SIGN_UP_STEPS=10000 makes it the whole run; the usual one is shorter, for machines with other work to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import select

from portal.errors import Refused
from portal.signups import actions, news, seats
from portal.signups.models import SignUp
from portal.signups.wishes import Companion, Wish
from portal.trainings.models import Training
from tests.signups.helpers import KEY
from tests.signups.model import TAKING, Course, Guest
from tests.world import World

STEPS = int(os.environ.get("SIGN_UP_STEPS", "2000"))
LENGTH = 50
BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANYBODY = st.integers(0, 200)


class Places(RuleBasedStateMachine):
    """One training from opening to its start; nothing is committed, each run leaves no trace."""

    world: ClassVar[World]
    groups: ClassVar[list[UUID]]

    @initialize(capacity=st.integers(1, 5), share=st.integers(0, 2), days=st.integers(1, 9))
    def open(self, capacity: int, share: int, days: int) -> None:
        self.stack, self.number, self.moment = ExitStack(), 0, BEGIN
        self.clock = self.stack.enter_context(time_machine.travel(BEGIN, tick=False))
        self.db: Any = self.stack.enter_context(self.world.kernel.scope.network(self.world.network))
        until, starts_at = BEGIN + timedelta(days=days), BEGIN + timedelta(days=12)
        self.model = Course(capacity, share, until, starts_at)
        self.db.add(
            Training(
                id=KEY, title="x", state="open", capacity=capacity, starts_at=starts_at, per_group=share,
                ends_at=starts_at + timedelta(hours=2), per_group_until=until,
            )
        )  # fmt: skip
        self.db.flush()
        self.training = self.db.get_one(Training, KEY)

    @rule(group=st.sampled_from([None, 0, 1]), pair=st.booleans(), alone=st.booleans())
    def sign_up(self, group: int | None, pair: bool, alone: bool) -> None:
        self.number += 1
        name = f"p{self.number}"
        names = [name, f"{name}b"] if pair else [name]
        wish = Wish(
            name=name, email=f"{name}@people.example", companion=Companion(names[1]) if pair else None,
            group_id=None if group is None else self.groups[group], alone_ok=alone,
        )  # fmt: skip
        try:
            actions.sign_up(self.db, self.training, wish, by=None)
        except Refused:
            assert self.moment >= self.model.starts_at
            return
        party = [Guest(each, group, name, self.number, alone) for each in names]
        self.model.sign_up(party, self.moment)
        self.pass_time(timedelta(seconds=1))

    def of(self, number: int, *states: str) -> Guest | None:
        """One of those in these states."""
        found = [one for one in self.model.people if one.state in states]
        return found[number % len(found)] if found else None

    def row(self, one: Guest) -> SignUp:
        """The same person in the database."""
        return self.db.scalars(select(SignUp).where(SignUp.name == one.name)).one()  # type: ignore[no-any-return]

    def party(self, one: Guest, state: str) -> list[Guest]:
        """Who goes with them."""
        return [each for each in self.model.people if each.party == one.party and each.state == state]

    @rule(number=ANYBODY)
    def cancel(self, number: int) -> None:
        one = self.of(number, "confirmed", "waiting", "offered")
        if one is None or self.moment >= self.model.starts_at:
            return
        actions.cancel(self.db, self.row(one))
        along = [each for each in self.model.people if each.party == one.name and each is not one]
        gone = [one, *(each for each in along if each.state in (*TAKING, "waiting"))]
        self.model.leave(gone, "cancelled", self.moment)

    @rule(number=ANYBODY)
    def accept(self, number: int) -> None:
        one = self.of(number, "offered")
        if one is not None and self.moment < self.model.starts_at:
            actions.accept(self.db, self.row(one))
            for each in self.party(one, "offered"):
                each.state, each.until = "confirmed", None

    @rule(number=ANYBODY)
    def decline(self, number: int) -> None:
        one = self.of(number, "offered")
        if one is not None:
            actions.decline(self.db, self.row(one))
            self.model.leave(self.party(one, "offered"), "declined", self.moment)

    @rule(capacity=st.integers(1, 6))
    def resize(self, capacity: int) -> None:
        if capacity < self.model.taken():
            return
        places = seats.take(self.db, KEY)
        places.training.capacity = self.model.capacity = capacity
        news.training_news(self.db, self.training, "capacity", None)
        self.model.refill(self.moment)

    @precondition(lambda self: self.moment < self.model.starts_at)
    @rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        """The clock does what is due, late as it may be."""
        self.pass_time(timedelta(hours=hours))
        while due := [one for one in self.model.people if one.until is not None and one.until <= self.moment]:
            one = min(due, key=lambda each: (each.until, each.turn, each.name))
            actions.time_over(self.db, self.row(one))
            self.model.leave(self.party(one, "offered"), "expired", self.moment)
        news.refill_all(self.db, KEY)
        self.model.refill(self.moment)

    def pass_time(self, lasts: timedelta) -> None:
        """Later."""
        self.moment += lasts
        self.clock.move_to(self.moment)

    @invariant()
    def same(self) -> None:
        if not hasattr(self, "model"):
            return
        rows = self.db.execute(select(SignUp.name, SignUp.state, SignUp.kept_until)).all()
        assert {tuple(row) for row in rows} == {(one.name, one.state, one.until) for one in self.model.people}
        assert self.db.scalar(select(Training.taken)) == self.model.taken() <= self.model.capacity
        assert not self.model.idle(self.moment)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.db.rollback()
            self.stack.close()


@pytest.fixture
def machine(course: World) -> Iterator[type[Places]]:
    """The machine over a network with two groups and no training."""
    from portal.groups.models import Group

    with course.db() as db:
        db.delete(db.get_one(Training, KEY))
        Places.groups = list(db.scalars(select(Group.id).order_by(Group.id)))
    Places.world = course
    with course.app.app_context():
        from flask import g

        g.network = course.network
        yield Places


def play(machine: type[Places], steps: int, *phases: Phase) -> None:
    """So many steps, one game of `LENGTH` after the other. Tracing why it failed would take minutes."""
    games = max(1, steps // LENGTH)
    how = settings(
        max_examples=games, stateful_step_count=LENGTH, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=phases,
    )  # fmt: skip
    run(machine, settings=how)


def test_it_is_what_the_model_says(machine: type[Places]) -> None:
    play(machine, STEPS, Phase.generate, Phase.shrink)


def test_control_a_rule_that_forgets_the_line_is_found(
    machine: type[Places], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "refill", lambda _db, _places: None)
    with pytest.raises(AssertionError):
        play(machine, 2_000, Phase.generate)
