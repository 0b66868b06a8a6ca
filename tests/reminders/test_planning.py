"""What is planned, sent, moved, dropped and skipped, on a clock that the test moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from portal.accounts.models import Person
from portal.due import SOURCES
from portal.groups.meetings.models import Closure, Meeting, MeetingChange
from portal.groups.models import Group, GroupContact
from portal.reminders import timing
from portal.reminders.choices import choose, who_is
from portal.rooms.models import Booking, Room
from portal.signups.models import SignUp
from portal.trainings.models import Training, TrainingSession
from tests import factories
from tests.cast import IDS
from tests.reminders.conftest import GROUP
from tests.reminders.helpers import at, go_on, plan, rows, send, states, wall, written
from tests.signups import helpers as signups
from tests.world import World

MONDAY = wall("2026-11-23 12:00")


def _course(world: World, days: int = 9) -> None:
    signups.training(world, days=days)
    signups.put(world, "cem")


def _way(world: World, name: str, kind: str, way: str) -> None:
    with world.db() as db:
        choose(db, who_is(IDS[name]), kind, way, person_id=IDS[name])


def test_who_answers_for_a_group_hears_of_its_meeting_a_day_before(circle: World) -> None:
    go_on(circle, MONDAY, 24 * 8)
    assert written(circle, "reminder") == [("ben", "reminder")] * 2
    assert states(circle, "meeting")[:3] == [
        ("meeting", "11-23 19:30", "sent", ""),
        ("meeting", "11-30 19:30", "sent", ""),
        ("meeting", "12-07 19:30", "planned", ""),
    ]


def test_a_training_is_recalled_a_week_and_a_day_before_and_its_later_evenings_once(circle: World) -> None:
    """Evenings on 2 and 9 December at seven."""
    with at(MONDAY):
        _course(circle)
    go_on(circle, MONDAY, 24 * 17)
    assert [row[1:3] for row in states(circle, "training")] == [
        ("11-25 19:00", "sent"), ("12-01 19:00", "sent"), ("12-08 19:00", "sent"),
    ]  # fmt: skip
    assert [to for to, _ in written(circle, "reminder")].count("cem") == 3


def test_what_falls_into_the_night_is_sent_in_the_morning(circle: World) -> None:
    """Meetings at 7:30 and 22:30; both reminders come at eight."""
    with circle.db() as db:
        db.execute(
            update(Meeting).values(starts_at=wall("2026-01-01 07:30").time(), rrule="FREQ=WEEKLY;BYDAY=TH")
        )
    with at(MONDAY):
        plan(circle)
    assert states(circle, "meeting")[0][1] == "11-25 08:00"
    for hour, told in (("25 22:00", "26 08:00"), ("25 21:59", "25 21:59"), ("25 00:10", "25 08:00")):
        assert timing.awake(wall(f"2026-11-{hour}")) == wall(f"2026-11-{told}")


@pytest.mark.parametrize(("day", "before"), [("2026-03-29", "2026-03-28"), ("2026-10-26", "2026-10-25")])
def test_a_day_before_is_the_same_hour_on_the_wall_across_the_change_of_the_clock(
    day: str, before: str
) -> None:
    assert timing.days_earlier(wall(f"{day} 19:30"), 1) == wall(f"{before} 19:30")


def test_at_night_nothing_is_sent_although_it_is_due(circle: World) -> None:
    with at(MONDAY):
        plan(circle)
    with at("2026-11-23 23:00"):
        send(circle)
    assert written(circle) == []
    with at("2026-11-24 07:00"):
        plan(circle)
        circle.work()
    assert written(circle, "reminder") == []
    with at("2026-11-24 07:29"):
        assert [row.state for row in rows(circle, kind="meeting")][:1] == ["planned"]
    with at("2026-11-24 08:00"):
        circle.work()
    assert states(circle, "meeting")[0][2:] == ("sent", "")


def test_a_moved_meeting_is_recalled_at_its_new_time_only(circle: World) -> None:
    with at(MONDAY):
        plan(circle)
        with circle.db() as db:
            key = db.scalars(select(Meeting.id)).one()
            day = wall("2026-11-24 00:00").date()
            change = {"kind": "moved", "on_date": day, "to_date": day + timedelta(days=2)}
            db.add(MeetingChange(meeting_id=key, **change))
    go_on(circle, MONDAY, 50)
    assert [row[1:] for row in states(circle, "meeting")][:2] == [
        ("11-23 19:30", "dropped", "not_true"), ("11-25 19:30", "planned", ""),
    ]  # fmt: skip
    go_on(circle, MONDAY + timedelta(hours=56), 3)
    assert written(circle, "reminder") == [("ben", "reminder")]


def _cancel(db: Any) -> None:
    key = db.scalars(select(Meeting.id)).one()
    db.add(MeetingChange(meeting_id=key, kind="cancelled", on_date=wall("2026-11-24 00:00").date()))


def _close(db: Any) -> None:
    place = factories.location(db)
    db.execute(update(Group).values(location_id=place.id))
    db.add(Closure(location_id=place.id, from_on=wall("2026-11-20 00:00").date()))


def _pause(db: Any) -> None:
    db.execute(update(Group).values(state="paused"))


def _go_away(db: Any) -> None:
    db.execute(update(GroupContact).values(away_until=wall("2026-12-24 00:00").date()))


def _end(db: Any) -> None:
    db.execute(update(Person).where(Person.id == IDS["ben"]).values(ended_at=MONDAY))


@pytest.mark.parametrize("change", [_cancel, _close, _pause, _go_away, _end])
def test_what_ceased_to_be_true_is_not_sent(circle: World, change: Any) -> None:
    """In the last minute: the plan still holds it."""
    with at(MONDAY):
        plan(circle)
        with circle.db() as db:
            change(db)
    with at("2026-11-23 19:30"):
        send(circle)
    assert written(circle, "reminder") == []
    assert states(circle, "meeting")[0][2:] == ("skipped", "not_true")


def test_without_the_look_just_before_a_cancelled_meeting_is_recalled(
    circle: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    with at(MONDAY):
        plan(circle)
        planned = SOURCES["meeting"](_session(circle), MONDAY, MONDAY + timedelta(days=15), None)
        monkeypatch.setitem(SOURCES, "meeting", lambda *_: planned)
        with circle.db() as db:
            _cancel(db)
    with at("2026-11-23 19:30"):
        send(circle)
    assert written(circle, "reminder") == [("ben", "reminder")]


def _session(world: World) -> Any:
    with world.db() as db:
        return db


def test_nobody_is_recalled_of_what_they_heard_of_after_that_moment(circle: World) -> None:
    """cem signs up three days before: not a week before, and the day before as always."""
    with at("2026-11-29 12:00"):
        _course(circle, days=3)
    go_on(circle, wall("2026-11-29 12:00"), 72)
    assert [row[1:] for row in states(circle, "training")][:2] == [
        ("11-25 19:00", "skipped", "known_later"), ("12-01 19:00", "sent", ""),
    ]  # fmt: skip


def test_a_place_given_up_and_a_training_called_off_end_their_reminders(circle: World) -> None:
    with at(MONDAY):
        _course(circle)
        signups.put(circle, "dora")
        plan(circle)
    with at("2026-11-24 12:00"), circle.db() as db:
        db.execute(update(SignUp).where(SignUp.name == "cem").values(state="cancelled"))
    go_on(circle, wall("2026-11-25 12:00"), 24)
    assert [to for to, _ in written(circle, "reminder") if to != "ben"] == ["dora"]
    with at("2026-11-27 12:00"), circle.db() as db:
        db.execute(update(Training).values(state="cancelled"))
    go_on(circle, wall("2026-12-01 12:00"), 24)
    assert [to for to, _ in written(circle, "reminder") if to != "ben"] == ["dora"]


def test_a_guest_is_recalled_by_mail(circle: World) -> None:
    with at(MONDAY):
        signups.training(circle, days=9)
        signups.put(circle, "gast")
    go_on(circle, wall("2026-12-01 12:00"), 12)
    assert ("gast", "reminder") in written(circle, "reminder")


def test_a_training_moved_into_the_next_days_is_recalled_within_the_hour(circle: World) -> None:
    """From 2 December to the day after tomorrow at eight in the evening; the plan was made just before."""
    with at(MONDAY):
        _course(circle)
        plan(circle)
        begin = wall("2026-11-24 12:40")
    with at("2026-11-23 12:30"), circle.db() as db:
        first = select(TrainingSession.id).order_by(TrainingSession.starts_at).limit(1).scalar_subquery()
        times = {"starts_at": begin, "ends_at": begin + timedelta(hours=2)}
        db.execute(update(TrainingSession).where(TrainingSession.id == first).values(**times))
        db.execute(update(Training).values(starts_at=begin, changed_at=wall("2026-11-23 12:30")))
    go_on(circle, wall("2026-11-23 13:00"), 2)
    assert ("training", "11-23 12:40", "sent", "") in states(circle, "training")


def _room(world: World, **facts: Any) -> None:
    with world.db() as db:
        room = Room(name="Zaal", key_holder_id=IDS["dora"], key_note="Kluisje 4")
        db.add(room)
        db.flush()
        times = {
            "starts_at": wall("2026-11-26 14:00"),
            "ends_at": wall("2026-11-26 16:00"),
            "changed_at": MONDAY,
        }
        db.add(Booking(room_id=room.id, **times, **facts))


def test_the_key_holder_and_who_has_the_room_hear_of_it(circle: World) -> None:
    with at(MONDAY):
        _room(circle, group_id=GROUP)
    go_on(circle, wall("2026-11-25 12:00"), 6)
    assert sorted(to for to, _ in written(circle, "reminder")) == ["ben", "dora"]


def test_a_room_that_was_given_back_needs_no_key(circle: World) -> None:
    with at(MONDAY):
        _room(circle, group_id=GROUP)
        plan(circle)
    with at("2026-11-25 14:00"):
        with circle.db() as db:
            db.execute(update(Booking).values(state="cancelled"))
        send(circle)
    assert [row[2:] for row in states(circle, "room_key")] == [("skipped", "not_true")] * 2


@pytest.mark.parametrize(
    ("way", "due"), [("off", []), ("digest", []), ("3", ["11-28 19:30"]), ("14", ["11-24 19:30"])]
)
def test_everybody_chooses_for_themselves(circle: World, way: str, due: list[str]) -> None:
    with at("2026-11-10 12:00"):
        _way(circle, "ben", "meeting", way)
    go_on(circle, wall("2026-11-24 12:00"), 24 * 5, every=3)
    sent = [row[1] for row in states(circle, "meeting") if row[2] == "sent"]
    assert sent == due


def test_a_choice_of_the_last_minute_counts(circle: World) -> None:
    with at(MONDAY):
        plan(circle)
    with at("2026-11-23 19:29"):
        _way(circle, "ben", "all", "off")
    with at("2026-11-23 19:30"):
        send(circle)
    assert states(circle, "meeting")[0][2:] == ("skipped", "off")
    assert written(circle) == []
