"""Reminders from outside: a clock that is moved, the planner and the sender, and who got what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine
from sqlalchemy import select

from portal.accounts.models import Person
from portal.groups.meetings.models import Meeting
from portal.ledger import Job
from portal.mail import Mail
from portal.reminders import planning, sending
from portal.reminders.models import Reminder
from tests.cast import IDS
from tests.world import World

ZONE = ZoneInfo("Europe/Amsterdam")


def wall(text: str) -> datetime:
    """A moment as the clock on the wall shows it: "2026-12-01 19:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@contextmanager
def at(text: str | datetime) -> Iterator[None]:
    """It is this moment, and the clock stands still."""
    moment = wall(text) if isinstance(text, str) else text
    with time_machine.travel(moment, tick=False):
        yield


def plan(world: World) -> None:
    """The hourly job."""
    with world.db() as db:
        planning.plan(db)


def send(world: World) -> None:
    """The job of a moment."""
    with world.db() as db:
        sending.send_due(db)


def go_on(world: World, first: datetime, hours: int, *, every: int = 1) -> None:
    """So many hours pass: in each the plan is made and what is due is sent."""
    for number in range(0, hours, every):
        with at(first + timedelta(hours=number)):
            plan(world)
            send(world)


def meeting(world: World, group_id: UUID, rrule: str, starts: str, **more: Any) -> None:
    """A rhythm of a group."""
    hour, minute = map(int, starts.split(":"))
    values = {"first_on": date(2026, 1, 1), "starts_at": datetime(2026, 1, 1, hour, minute).time(), **more}  # noqa: DTZ001
    with world.db() as db:
        db.add(Meeting(group_id=group_id, rrule=rrule, **values))


def rows(world: World, **facts: Any) -> list[Reminder]:
    """What is planned, and what became of it, by when it was due."""
    with world.db() as db:
        query = select(Reminder).filter_by(**facts).order_by(Reminder.due_at, Reminder.key)
        return list(db.scalars(query))


def states(world: World, *kinds: str) -> list[tuple[str, str, str, str]]:
    """(kind, when it was due on the wall, state, reason)."""
    found = [row for row in rows(world) if not kinds or row.kind in kinds]
    return [
        (row.kind, row.due_at.astimezone(ZONE).strftime("%m-%d %H:%M"), row.state, row.reason)
        for row in found
    ]


def written(world: World, *templates: str) -> list[tuple[str, str]]:
    """(to whom, template) of the mails, in order."""
    with world.db() as db:
        mails = db.execute(select(Mail.recipient, Mail.template).order_by(Mail.created_at, Mail.id)).all()
    return [(to.split("@")[0], name) for to, name in mails if not templates or name in templates]


def jobs(world: World, name: str) -> list[datetime]:
    """When jobs of this name are due."""
    with world.db() as db:
        return list(db.scalars(select(Job.due_at).where(Job.handler == name, Job.state == "due")))


def person(world: World, name: str) -> Person:
    """One of the cast."""
    with world.db() as db:
        found = db.get_one(Person, IDS[name])
        db.expunge(found)
        return found
