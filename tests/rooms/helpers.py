"""Rooms from outside: their pages, a booking, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.test import TestResponse

from portal.accounts.models import Person
from portal.clock import today
from portal.groups.models import Group
from portal.mail import Mail
from portal.rooms import actions, when
from portal.rooms.actions import Wish
from portal.rooms.models import Booking, Room
from portal.rooms.rules import FACTS
from tests.browser_like import Browser
from tests.cast import IDS
from tests.world import World

SOON = timedelta(days=8)


def room(world: World) -> Room:
    """The one there is."""
    with world.db() as db:
        found = db.scalars(select(Room).order_by(Room.id)).first()
        assert found is not None
        db.expunge_all()
        return found


def page(world: World) -> str:
    """Its address."""
    return f"/rooms/{room(world).id}"


def evening(days: int = 8, starts: str = "19:30", ends: str = "21:30") -> tuple[datetime, datetime]:
    """A time on a day from now."""
    first, last = (time.fromisoformat(text) for text in (starts, ends))
    return when.moments(today() + timedelta(days=days), first, last)


def wanted(
    world: World, name: str, days: int = 8, starts: str = "19:30", ends: str = "21:30"
) -> dict[str, Any]:
    """What is filled in to book for a group."""
    with world.db() as db:
        key = db.scalars(select(Group.id).where(Group.name.startswith(name))).one()
    day = today() + timedelta(days=days)
    return {"group": str(key), "day": day.isoformat(), "starts": starts, "ends": ends}


def book(browser: Browser, world: World, name: str = "Rouw", **more: Any) -> TestResponse:
    """Send the form of the room's page."""
    extra: dict[str, Any] = {key: more.pop(key) for key in ("note", "wait", "last_day") if key in more}
    return browser.post(f"{page(world)}/bookings", wanted(world, name, **more) | extra, page=page(world))


def put(world: World, name: str = "Rouw", *, by: str = "ben", days: int = 8, **hours: str) -> UUID:
    """A booking made by the action."""
    starts_at, ends_at = evening(days, **hours)
    with world.db() as db:
        group = db.scalars(
            select(Group).where(Group.name.startswith(name)).options(selectinload(Group.seats))
        ).one()
        place = db.scalars(select(Room).options(*FACTS)).one()
        person = db.get_one(Person, IDS[by])
        return actions.book(db, place, Wish(group, starts_at, ends_at), by=person)


def states(world: World) -> list[str]:
    """Of all bookings, as they were made."""
    with world.db() as db:
        return list(db.scalars(select(Booking.state).order_by(Booking.created_at, Booking.id)))


def bookings(world: World) -> Sequence[Booking]:
    """All of them, by time."""
    with world.db() as db:
        found = db.scalars(select(Booking).order_by(Booking.starts_at, Booking.created_at)).all()
        db.expunge_all()
        return found


def mails(world: World) -> list[tuple[str, str]]:
    """(to whom, template) of every mail, in order."""
    with world.db() as db:
        rows = db.execute(select(Mail.recipient, Mail.template).order_by(Mail.created_at, Mail.id)).all()
        return [(to.split("@")[0], template) for to, template in rows]


def day_after(number: int) -> date:
    """So many days from today."""
    return today() + timedelta(days=number)
