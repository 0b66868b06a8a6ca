"""A training that was held, who came, and what became of it."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.attendance import jobs, ticking
from portal.attendance.models import Attendance, Certificate
from portal.clock import now, today
from portal.rooms.when import moments
from portal.signups.models import SignUp
from portal.trainings.models import Training, TrainingSession
from tests.cast import IDS
from tests.world import World

KEY = UUID(int=0x0192_0000_0000_7000_A000_0000_0000_0003)
FIRST, SECOND = (UUID(int=KEY.int + number) for number in (0x10, 0x11))
AFTER = f"/trainings/{KEY}/afterwards"
DAY, TICK = (f"/trainings/sessions/{FIRST}/{what}" for what in ("attendance", "tick"))
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")


def held(world: World, *, days: int = -9, **facts: Any) -> None:
    """A training of two evenings, a week apart; the first one is ben's."""
    evenings = [moments(today() + timedelta(days=more), time(19), time(21)) for more in (days, days + 7)]
    values = {"title": "Gesprekken leiden", "state": "done", "visibility": "public", "capacity": 40}
    with world.db() as db:
        ends = {"starts_at": evenings[0][0], "ends_at": evenings[1][1]}
        db.add(Training(id=KEY, **{**values, **ends, **facts}))
        db.flush()
        for key, (begin, end) in zip((FIRST, SECOND), evenings, strict=True):
            trainer = IDS["ben"] if key == FIRST else None
            db.add(
                TrainingSession(
                    id=key,
                    training_id=KEY,
                    starts_at=begin,
                    ends_at=end,
                    trainer_id=trainer,
                    topic="Luisteren",
                )
            )


def key_of(name: str) -> UUID:
    """Of the sign-up of this name."""
    return uuid5(KEY, name)


def come(world: World, *names: str, state: str = "confirmed", **facts: Any) -> None:
    """These have a place; with an account if they are of the cast, else as guests."""
    with world.db() as db:
        for name in names:
            person = db.get(Person, IDS[name]) if name in IDS else None
            key = key_of(name)
            who = {"person_id": person.id if person else None, "email": f"{name}@people.example"}
            more = {"name": name, "party_id": key, "state": state, "locale": "nl"}
            db.add(SignUp(id=key, training_id=KEY, **{**who, **more, **facts}))
            db.flush()


def tick(world: World, *names: str, sessions: tuple[UUID, ...] = (FIRST, SECOND), here: bool = True) -> None:
    """They were there (`here`: or it is taken back), as ada says."""
    with world.db() as db:
        for session_id in sessions:
            query = select(TrainingSession).where(TrainingSession.id == session_id)
            session = db.scalars(query.options(joinedload(TrainingSession.training))).one()
            for name in names:
                ada = db.get_one(Person, IDS["ada"])
                ticking.tick(db, session, key_of(name), present=here, by=ada)


def ticked(world: World) -> dict[UUID, bool]:
    """What is known of the first session, by sign-up."""
    with world.db() as db:
        query = select(Attendance.sign_up_id, Attendance.present).where(Attendance.session_id == FIRST)
        return {key: here for key, here in db.execute(query)}  # noqa: C416  rows are no pairs


def conclude(world: World) -> None:
    """The morning after, and the mails of it."""
    with world.db() as db:
        jobs.conclude(db, training_id=str(KEY))
    world.work()


def papers(world: World, *, valid: bool = True) -> dict[str, Certificate]:
    """Certificates by name on them."""
    with world.db() as db:
        query = select(Certificate).where(Certificate.withdrawn_at.is_(None) == valid)
        found = {one.name: one for one in db.scalars(query.order_by(Certificate.created_at))}
        db.expunge_all()
        return found


def ago(**long: float) -> Any:
    """A moment before now."""
    return now() - timedelta(**long)
