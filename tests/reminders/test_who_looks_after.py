"""Reminders to who gives a session, put something in the calendar, or answers for a group that takes part."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from portal.accounts.models import Person
from portal.calendar import actions
from portal.calendar.models import CalendarEntry, EntryChange
from portal.clock import now
from portal.mail import Mail
from portal.reminders import planning
from portal.trainings.models import Training, TrainingSession
from tests import cast
from tests.calendar.helpers import USUAL
from tests.cast import IDS
from tests.reminders.conftest import GROUP
from tests.reminders.helpers import at, go_on, plan, rows, states, wall, written
from tests.signups import helpers as signups
from tests.world import World

MONDAY = wall("2026-11-23 12:00")
THURSDAY = date(2026, 11, 26)


def _entry(world: World, **more: Any) -> UUID:
    """On Thursday evening, put there by ada on Monday."""
    with at(MONDAY), world.db() as db:
        values = {**USUAL, "first_on": THURSDAY, "visibility": "network", **more}
        return actions.make(db, by=cast.ada(db), values=values).id


def test_who_gives_a_training_is_recalled_like_who_has_a_place_in_it(circle: World) -> None:
    """Evenings on 2 and 9 December at seven; ben gives the first, dora the second."""
    with at(MONDAY):
        signups.training(circle, days=9)
        with circle.db() as db:
            first, second = db.query(TrainingSession).order_by(TrainingSession.starts_at)
            first.trainer_id, second.trainer_id = IDS["ben"], IDS["dora"]
    go_on(circle, MONDAY, 24 * 17)
    to_dora = [row for row in rows(circle, kind="training") if row.person_id == IDS["dora"]]
    to_ben = [row for row in rows(circle, kind="training") if row.person_id == IDS["ben"]]
    assert [f"{row.due_at:%m-%d}" for row in to_ben] == ["11-25", "12-01"]
    assert [f"{row.due_at:%m-%d}" for row in to_dora] == ["12-08"]
    with circle.db() as db:
        said = db.query(Mail.template).filter_by(person_id=IDS["dora"], template="reminder").count()
    assert said == 1


def test_a_training_that_is_cancelled_reminds_nobody_who_gives_it(circle: World) -> None:
    with at(MONDAY):
        signups.training(circle, days=9)
        with circle.db() as db:
            db.execute(update(TrainingSession).values(trainer_id=IDS["ben"]))
        plan(circle)
        assert {row.state for row in rows(circle, kind="training")} == {"planned"}
        with circle.db() as db:
            db.execute(update(Training).values(state="cancelled"))
        plan(circle)
    assert {row.state for row in rows(circle, kind="training")} == {"dropped"}


def test_who_put_it_in_the_calendar_and_the_group_it_is_with_are_recalled(circle: World) -> None:
    _entry(circle, kind="kitchen_visit", group_id=GROUP)
    go_on(circle, MONDAY, 24 * 4)
    found = {(row.person_id, f"{row.due_at:%m-%d}", row.state) for row in rows(circle, kind="event")}
    assert found == {(IDS["ada"], "11-25", "sent"), (IDS["ben"], "11-25", "sent")}
    assert written(circle, "reminder").count(("ada", "reminder")) == 1


def test_what_only_stewards_see_is_told_to_no_group(circle: World) -> None:
    _entry(circle, kind="kitchen_visit", group_id=GROUP, visibility="stewards")
    with at(MONDAY):
        plan(circle)
    assert [row.person_id for row in rows(circle, kind="event")] == [IDS["ada"]]


def test_those_who_say_that_they_come_stand_in_no_plan(circle: World) -> None:
    """A plan of mails to them would be the list of names that there must not be."""
    key = _entry(circle, coming=True)
    with at(MONDAY):
        circle.as_(IDS["cem"]).post(
            f"/calendar/entries/{key}/coming/{THURSDAY}", page=f"/calendar/entries/{key}"
        )
        assert circle.count("calendar_entry_coming") == 1
        plan(circle)
    assert [row.person_id for row in rows(circle, kind="event")] == [IDS["ada"]]


def test_one_of_a_series_that_is_moved_is_recalled_at_its_new_day_only(circle: World) -> None:
    key = _entry(circle, rrule="FREQ=WEEKLY;BYDAY=TH", first_on=THURSDAY)
    with at(MONDAY):
        plan(circle)
        with circle.db() as db:
            db.add(
                EntryChange(
                    entry_id=key, kind="moved", on_date=THURSDAY, to_date=THURSDAY + timedelta(days=1)
                )
            )
            db.add(EntryChange(entry_id=key, kind="cancelled", on_date=THURSDAY + timedelta(days=7)))
        plan(circle)
    assert [row[1:] for row in states(circle, "event")] == [
        ("11-25 19:30", "dropped", "not_true"),
        ("11-26 19:30", "planned", ""),
        ("12-02 19:30", "dropped", "not_true"),
    ]


def test_a_whole_day_is_recalled_at_noon_of_the_day_before(circle: World) -> None:
    _entry(circle, starts_at=None, ends_at=None, days=3)
    with at(MONDAY):
        plan(circle)
    assert [row[1:] for row in states(circle, "event")] == [("11-25 12:00", "planned", "")]


def test_what_is_cancelled_or_was_made_by_somebody_who_left_reminds_nobody(circle: World) -> None:
    gone, kept = _entry(circle), _entry(circle, starts_at=time(10), ends_at=time(11))
    with at(MONDAY), circle.db() as db:
        db.execute(update(CalendarEntry).where(CalendarEntry.id == gone).values(cancelled_at=now()))
        planning.plan(db)
    assert [row.thing_id for row in rows(circle, kind="event")] == [kept]
    with at(MONDAY), circle.db() as db:
        db.execute(update(Person).where(Person.id == IDS["ada"]).values(ended_at=now()))
        planning.plan(db)
    assert {row.state for row in rows(circle, kind="event")} == {"dropped"}
