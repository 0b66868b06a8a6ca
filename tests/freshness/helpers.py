"""What tests of freshness do: move days, run the daily round, read the link in a mail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import time_machine
from sqlalchemy import select

from portal.freshness.cycle import go_round
from portal.freshness.models import GroupCheck
from portal.groups.models import Group
from portal.mail import Mail
from tests import factories
from tests.sink import path_in
from tests.world import World

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
CHECKED = date(2026, 1, 15)
DUE = date(2026, 6, 15)
"""The first day on which a check of CHECKED is due, with the usual cycle of six months."""


@contextmanager
def on(day: date) -> Iterator[Any]:
    """It is eleven in the morning of this day."""
    with time_machine.travel(datetime.combine(day, time(10), UTC)) as clock:
        yield clock


def group(db: Any, name: str = "Rouwgroep Helmond", **more: Any) -> Group:
    """A group that was written down long ago and checked on CHECKED."""
    return factories.group(db, name, **{"verified_on": CHECKED, "created_at": LONG_AGO, **more})


def round_on(world: World, day: date) -> None:
    """What the clock does on this day."""
    with on(day), world.db() as db:
        go_round(db)


def rounds_until(world: World, first: date, last: date, every: int = 1) -> None:
    """The clock runs on every one of these days."""
    day = first
    while day <= last:
        round_on(world, day)
        day += timedelta(days=every)


def mails(world: World) -> list[tuple[date, str, str]]:
    """(day, recipient, subject) of each mail asking something, in order."""
    with world.db() as db:
        query = select(Mail).where(Mail.template == "still_correct").order_by(Mail.id)
        return [(mail.created_at.date(), mail.recipient, mail.subject) for mail in db.scalars(query)]


def link_to(world: World, recipient: str) -> str:
    """The path of the last link mailed to this address."""
    with world.db() as db:
        query = select(Mail.body_text).where(Mail.recipient == recipient).order_by(Mail.id.desc())
        text = db.scalars(query).first()
    return path_in(text or "", "/still-correct/")


def stored(world: World, name: str = "Rouwgroep Helmond") -> Group:
    """A group as the database has it."""
    with world.db() as db:
        found = db.scalars(select(Group).where(Group.name == name)).one()
        db.expunge_all()
        return found


def checks(world: World) -> list[tuple[date, str, bool, Any]]:
    """Every check written down: (day, how, in time, by whom)."""
    with world.db() as db:
        query = select(GroupCheck).order_by(GroupCheck.id)
        return [(row.on_date, row.how, row.in_time, row.by_id) for row in db.scalars(query)]


def asking(found: Group) -> tuple[Any, ...]:
    """How far asking has come."""
    return found.asked_on, found.asked_step, found.stepped_on, found.stale_since
