"""Trainings for tests: made as the actions make them, and looked at from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.access import find
from portal.accounts.models import Person
from portal.clock import today
from portal.rooms.when import moments
from portal.trainings import actions, hooks, sessions
from portal.trainings.models import Training, TrainingSession
from tests.cast import IDS
from tests.world import World

KEY = UUID(int=0x0192_0000_0000_7000_A000_0000_0000_0001)
PAGE = f"/trainings/{KEY}"


def evening(days: int = 20, starts: str = "19:00", ends: str = "21:00") -> tuple[datetime, datetime]:
    """A time on a day from now."""
    return moments(today() + timedelta(days=days), time.fromisoformat(starts), time.fromisoformat(ends))


def steward(db: Any) -> Person:
    """ada, of this session."""
    found: Person = db.get_one(Person, IDS["ada"])
    return found


@contextmanager
def held(world: World, key: UUID = KEY) -> Iterator[tuple[Any, Training]]:
    """A session and the training, as the gate finds it for ada."""
    with world.db() as db:
        found = find(db, Training, steward(db), id=key)
        assert found is not None
        yield db, found


def training(world: World, *, days: int = 20, publish: bool = True, **values: Any) -> None:
    """One training of two evenings."""
    with world.db() as db:
        made = actions.make(db, by=steward(db), values={"id": KEY, "title": "Gesprekken leiden", **values})
        for more in (0, 7):
            first, last = evening(days + more)
            sessions.add(db, made, by=steward(db), values={"starts_at": first, "ends_at": last})
        if publish:
            actions.publish(db, made, by=steward(db))


def state(world: World) -> str:
    """How it stands now."""
    with world.db() as db:
        return str(db.scalar(select(Training.state).where(Training.id == KEY)))


def first_session(world: World) -> UUID:
    """The key of the first one."""
    query = select(TrainingSession.id).where(TrainingSession.training_id == KEY)
    with world.db() as db:
        return db.scalars(query.order_by(TrainingSession.starts_at)).first() or KEY


def take(world: World, places: int) -> None:
    """So many have signed up."""
    with held(world) as (_db, found):
        found.taken = places


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was spread, in order."""
    said: list[str] = []
    listeners = [*hooks.news, lambda _db, _training, what, _by: said.append(what)]
    monkeypatch.setattr(hooks, "news", listeners)
    return said


def fields(**more: Any) -> dict[str, Any]:
    """The form of a training, as a browser sends it."""
    return {
        "title": "Stemmen horen", "text": "Twee avonden.", "capacity": "12", "minimum": "", "decide_on": "",
        "per_group": "", "per_group_until": "", "signup_from": "", "signup_until": "", "by_session": "",
        "visibility": "network", "who": "seats", "requires": "", "approval": "", "forget_weeks": "4",
        "target": "", "language": "", "accessibility": "", "costs": "", "cancellation": "", "version": "1",
    } | more  # fmt: skip


def session_fields(days: int = 20, **more: Any) -> dict[str, Any]:
    """The form of a session."""
    day = (today() + timedelta(days=days)).isoformat()
    return {
        "day": day, "starts": "19:00", "ends": "21:00", "last_day": "", "topic": "", "place": "", "room": "",
        "online_link": "", "trainer": "", "trainer_email": "",
    } | more  # fmt: skip
