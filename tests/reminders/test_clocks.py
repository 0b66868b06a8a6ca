"""Clocks that were off, two clocks at once, and what a run of the planner and the sender leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from portal.accounts.models import Person
from portal.groups.meetings.models import Meeting
from portal.reminders import sending
from tests import factories
from tests.cast import IDS
from tests.reminders.helpers import at, go_on, plan, rows, send, states, wall, written
from tests.world import World

MONDAY = wall("2026-11-23 12:00")


def test_a_clock_that_was_off_for_three_days_skips_and_records_and_does_not_flood(circle: World) -> None:
    """Daily meetings; off from Monday noon until Thursday noon."""
    with circle.db() as db:
        db.execute(update(Meeting).values(rrule="FREQ=DAILY"))
    with at(MONDAY):
        plan(circle)
    go_on(circle, MONDAY + timedelta(days=3), 1)
    assert [row[1:] for row in states(circle, "meeting")][1:6] == [
        ("11-23 19:30", "skipped", "too_late"),
        ("11-24 19:30", "skipped", "too_late"),
        ("11-25 19:30", "skipped", "too_late"),
        ("11-26 19:30", "planned", ""),
        ("11-27 19:30", "planned", ""),
    ]
    assert written(circle, "reminder") == []


def test_a_clock_that_was_off_for_a_few_hours_still_sends(circle: World) -> None:
    with at(MONDAY):
        plan(circle)
    go_on(circle, wall("2026-11-23 21:40"), 1)
    assert written(circle, "reminder") == [("ben", "reminder")]


def test_what_began_while_the_clock_was_off_longer_than_the_plan_reaches_is_recorded(circle: World) -> None:
    with at(MONDAY):
        plan(circle)
    with at(MONDAY + timedelta(days=25)):
        plan(circle)
    later = [row for row in states(circle, "meeting") if row[1] >= "12-08"]
    assert ("meeting", "12-14 19:30", "skipped", "too_late") in later


@pytest.fixture
def busy(circle: World) -> Iterator[World]:
    """A hundred and twenty groups meet at the same moment."""
    with at(MONDAY), circle.db() as db:
        ben = db.get_one(Person, IDS["ben"])
        for number in range(119):
            made = factories.group(db, f"Groep {number}", contact=ben)
            hour = wall("2026-01-01 19:30").time()
            db.add(Meeting(group_id=made.id, rrule="FREQ=WEEKLY;BYDAY=TU", starts_at=hour))
    yield circle


def _both(world: World, deed: Any) -> None:
    with ThreadPoolExecutor(2) as threads:
        for one in [threads.submit(deed, world) for _ in range(2)]:
            one.result(30)


def test_two_clocks_plan_and_send_everything_once(busy: World) -> None:
    with at(MONDAY):
        _both(busy, plan)
    assert len([row for row in rows(busy, kind="meeting") if row.due_at < MONDAY + timedelta(days=1)]) == 120
    with at("2026-11-23 19:30"):
        while any(
            row.due_at <= wall("2026-11-23 19:30") for row in rows(busy, state="planned", kind="meeting")
        ):
            _both(busy, send)
    assert len(written(busy, "reminder")) == 120


def test_one_run_sends_a_hundred_and_rings_for_the_rest(busy: World) -> None:
    with at(MONDAY):
        plan(busy)
    with at("2026-11-23 19:30"):
        send(busy)
        assert len(written(busy, "reminder")) == sending.AT_ONCE
        busy.work()
    assert len(written(busy, "reminder")) == 120
    assert len({row.key for row in rows(busy)}) == len(rows(busy))


def test_planning_twice_changes_nothing(circle: World) -> None:
    with at(MONDAY):
        plan(circle)
        before = [(row.key, row.state, row.id) for row in rows(circle)]
        plan(circle)
    assert [(row.key, row.state, row.id) for row in rows(circle)] == before


def test_a_key_names_kind_thing_person_and_moment(circle: World) -> None:
    with at(MONDAY):
        plan(circle)
    first = rows(circle, kind="meeting")[0]
    kind, thing, who, *_moment, days = first.key.split(":")
    assert (kind, UUID(thing), UUID(who), days) == ("meeting", first.thing_id, IDS["ben"], "1")
