"""A week before a pause ends who answers hears of it; closures of a building get other days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import g
from sqlalchemy import select

from portal.clock import ZONE
from portal.groups.meetings.models import Closure
from portal.groups.models import Location
from portal.groups.states import remind
from portal.ledger import Job
from tests import cast
from tests.groups.helpers import said
from tests.groups.meetings.ground import PAGE, SECOND_TUESDAY, TODAY, enter, on, plant
from tests.sink import Sink
from tests.world import World

STATE = f"{PAGE}/state"
PLACES = "/stewardship/places"


@pytest.fixture
def ground(alpha: World, sink: Sink) -> Iterator[World]:
    """ben speaks for the group; today is 22 November 2026."""
    with on(TODAY):
        plant(alpha)
        enter(alpha, **SECOND_TUESDAY)
        yield alpha


def pause(world: World, until: str, state: str = "paused") -> None:
    fields = {"state": state, "paused_until": until, "elsewhere": ""}
    assert world.as_(cast.IDS["ben"]).post(STATE, fields, page=STATE).status_code == 303


def due(world: World) -> list[tuple[datetime, dict[str, str]]]:
    """When the reminders that were written down are due, and about what."""
    with world.db() as db:
        query = select(Job.due_at, Job.args).where(Job.handler == "groups.pause_ends").order_by(Job.due_at)
        return [(at.astimezone(ZONE), args) for at, args in db.execute(query)]


def reminded(world: World, number: int = 0) -> int:
    """Mails there are once that reminder has run on its day."""
    at, args = due(world)[number]
    with on(at.date()), world.db() as db:
        g.network = world.network
        remind(db, **args)
    return world.count("mail where template = 'pause_ending'")


def test_a_pause_is_announced_a_week_before_it_ends(ground: World, sink: Sink) -> None:
    pause(ground, "2027-01-12")
    ((at, _args),) = due(ground)
    assert (at.date(), at.hour) == (date(2027, 1, 5), 8)
    sink.clear()
    assert reminded(ground) == 1
    ground.work()
    (mail,) = [mail for mail in sink.received if "12 januari 2027" in mail.text]
    assert mail.recipients == ["ben@people.example"] and "Rouw" not in mail.text


@pytest.mark.parametrize(("until", "state"), [("2027-02-02", "paused"), ("", "paused"), ("", "active")])
def test_of_a_pause_that_is_another_by_then_nobody_hears(ground: World, until: str, state: str) -> None:
    pause(ground, "2027-01-12")
    pause(ground, until, state)
    assert reminded(ground) == 0


def test_a_short_pause_needs_no_reminder(ground: World) -> None:
    pause(ground, "2026-11-27")
    assert due(ground) == []


def home(world: World) -> UUID:
    """De Huiskamer."""
    with world.db() as db:
        return db.scalars(select(Location.id)).one()


def closed(world: World) -> tuple[str, Closure]:
    """ada closes it for three weeks; the address of that closure."""
    ada, place = world.as_(cast.IDS["ada"]), home(world)
    values = {"from_on": "2026-12-01", "until_on": "2026-12-22", "note": "er wordt geverfd"}
    ada.post(f"{PLACES}/{place}/closures", values, page=f"{PLACES}/{place}")
    with world.db() as db:
        made = db.scalars(select(Closure)).one()
    return f"{PLACES}/{place}/closures/{made.id}", made


def change(world: World, address: str, **fields: str) -> Any:
    """Other days, in English."""
    return world.as_(cast.IDS["ada"]).post(f"{address}?lang=en", fields, page=address)


def test_a_closure_gets_other_days_and_the_groups_hear(ground: World, sink: Sink) -> None:
    address, _ = closed(ground)
    ground.work()
    sink.clear()
    days = {"from_on": "2026-12-02", "until_on": "2027-01-05", "note": "toch langer"}
    assert change(ground, address, **days).status_code == 303
    page = said(ground.visitor().get(f"{PAGE}?lang=en"))
    assert "closed from 2 December 2026 and open again on 5 January 2027" in page and "toch langer" in page
    ground.work()
    assert [mail.recipients for mail in sink.received] == [["ben@people.example"]]
    sink.clear()
    assert change(ground, address, **days | {"note": "nog een woord"}).status_code == 303
    ground.work()
    assert sink.received == [], "only the days are worth a mail"


def test_a_closure_that_has_begun_keeps_its_first_day_and_is_lifted_early(ground: World) -> None:
    address, _ = closed(ground)
    with on(date(2026, 12, 5)):
        text = ground.as_(cast.IDS["ada"]).get(f"{address}?lang=en").text
        assert 'name="from_on"' not in text
        assert change(ground, address, until_on="2026-12-05", note="").status_code == 409
        assert change(ground, address, until_on="2026-12-10", note="").status_code == 303
    with ground.db() as db:
        stored = db.scalars(select(Closure)).one()
    assert (stored.from_on, stored.until_on) == (date(2026, 12, 1), date(2026, 12, 10))
    with on(date(2026, 12, 11)):
        assert ground.as_(cast.IDS["ada"]).get(address).status_code == 404


@pytest.mark.parametrize("fields", [{"from_on": "2026-11-01"}, {"until_on": "2026-12-01"}, {"from_on": ""}])
def test_other_days_that_cannot_be_change_nothing(ground: World, fields: dict[str, str]) -> None:
    address, before = closed(ground)
    days = {"from_on": "2026-12-01", "until_on": "2026-12-22", "note": ""}
    assert change(ground, address, **days | fields).status_code in (409, 422)
    with ground.db() as db:
        after = db.scalars(select(Closure)).one()
    assert (after.from_on, after.until_on, after.note) == (before.from_on, before.until_on, before.note)
