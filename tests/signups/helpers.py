"""Trainings and places from outside: the forms, the mails, what became of everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload
from werkzeug.test import TestResponse

from portal.accounts.models import Person
from portal.clock import now, today
from portal.groups.models import Group
from portal.mail import Mail
from portal.rooms.when import moments
from portal.signups import actions, seats
from portal.signups.models import SignUp
from portal.signups.wishes import Wish
from portal.trainings.models import Training, TrainingSession
from tests.browser_like import Browser
from tests.cast import IDS
from tests.sink import Sink, path_in
from tests.world import World

KEY = UUID(int=0x0192_0000_0000_7000_A000_0000_0000_0002)
PAGE = f"/trainings/{KEY}"
FORM = f"{PAGE}/sign-up"
SHEET = f"{PAGE}/sign-ups"


def evening(days: int) -> tuple[datetime, datetime]:
    """From seven to nine on a day from now."""
    return moments(today() + timedelta(days=days), time(19), time(21))


def training(world: World, *, key: UUID = KEY, days: int = 30, **facts: Any) -> None:
    """An open training of two evenings with two places."""
    first, last = evening(days), evening(days + 7)
    values = {"capacity": 2, "state": "open", "visibility": "public", "title": "Gesprekken leiden"}
    places = facts.pop("places", 0)
    with world.db() as db:
        db.add(Training(id=key, starts_at=first[0], ends_at=last[1], **{**values, **facts}))
        db.flush()
        for begin, end in (first, last):
            more = {"place": "Markt 3, Helmond", "online_link": "https://meet.example/x"}
            session = TrainingSession(training_id=key, starts_at=begin, ends_at=end, capacity=places, **more)
            db.add(session)


def change(world: World, **facts: Any) -> None:
    """The training is otherwise."""
    with world.db() as db:
        db.execute(update(Training).where(Training.id == KEY).values(**facts))


def group_id(world: World, name: str) -> UUID:
    """The key of a group whose name begins like this."""
    with world.db() as db:
        return db.scalars(select(Group.id).where(Group.name.startswith(name))).one()


def put(world: World, name: str, *, key: UUID = KEY, **facts: Any) -> UUID:
    """Somebody signed up by the deed itself."""
    with world.db() as db:
        found = db.scalars(
            select(Training).where(Training.id == key).options(selectinload(Training.sessions))
        ).one()
        person = db.get(Person, IDS[name]) if name in IDS else None
        wish = Wish(name=name, email=f"{name}@people.example", person=person, **facts)
        (one,) = actions.sign_up(db, found, wish, by=person)
        return one.id


def sent(browser: Browser, **data: Any) -> TestResponse:
    """The form of somebody who is signed in."""
    return browser.post(FORM, {"name": "Bo", "group": "", "companion": "", **data}, page=FORM)


def states(world: World, key: UUID = KEY) -> dict[str, str]:
    """Where everybody stands, by name; the newest where somebody signed up twice."""
    query = select(SignUp.name, SignUp.state).where(SignUp.training_id == key)
    with world.db() as db:
        rows = db.execute(query.order_by(SignUp.created_at, SignUp.id))
        return {name: state for name, state in rows}  # noqa: C416  rows are no pairs


def taken(world: World, key: UUID = KEY) -> int:
    """As the training counts it."""
    with world.db() as db:
        return int(db.scalar(select(Training.taken).where(Training.id == key)) or 0)


def find(world: World, name: str) -> SignUp:
    """The newest sign-up of this name."""
    with world.db() as db:
        query = select(SignUp).where(SignUp.name == name).order_by(SignUp.created_at.desc())
        found = db.scalars(query).first()
        assert found is not None
        db.expunge_all()
        return found


def do(world: World, deed: Any, name: str, **more: Any) -> None:
    """A deed about the newest sign-up of this name."""
    key = find(world, name).id
    with world.db() as db:
        deed(db, db.get_one(SignUp, key), **more)


def mails(world: World) -> list[tuple[str, str]]:
    """(to whom, template) of every mail about places, in order."""
    with world.db() as db:
        rows = db.execute(select(Mail.recipient, Mail.template).order_by(Mail.created_at, Mail.id)).all()
        return [(to.split("@")[0], template) for to, template in rows]


def code_in(sink: Sink) -> str:
    """From the newest mail with one."""
    codes = [re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.text) for mail in sink.received]
    return [found[0] for found in codes if found][-1]


def link_in(sink: Sink, to: str) -> str:
    """The page in the newest mail to this person."""
    mail = next(one for one in reversed(sink.received) if one.recipients[0].startswith(f"{to}@"))
    return path_in(mail.text, "/sign-ups/")


def names_in(world: World, state: str) -> Sequence[str]:
    """Who is in this state, in alphabetical order."""
    return sorted(name for name, found in states(world).items() if found == state)


def places(world: World) -> Any:
    """What the rule of places sees."""
    with world.db() as db:
        found = seats.take(db, KEY)
        db.expunge_all()
        return found


def soon(**until: float) -> datetime:
    """A moment from now."""
    return now() + timedelta(**until)
