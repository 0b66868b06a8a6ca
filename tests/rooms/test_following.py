"""A room that follows a group's meetings: booked ahead, moved, freed; what is not free is said."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Person
from portal.clock import now, today
from portal.groups.meetings import actions as meetings
from portal.groups.meetings.models import Meeting
from portal.groups.models import Group
from portal.ledger import HANDLERS
from portal.rooms.models import Booking, RoomSeries
from portal.rooms.when import local
from tests.cast import IDS
from tests.groups.helpers import said
from tests.rooms import helpers
from tests.rooms.helpers import mails, page, put, states
from tests.world import World


@pytest.fixture
def weekly(house: World) -> World:
    """ben's group meets each week, eight days from now for the first time after today's."""
    with house.db() as db:
        group = db.scalars(select(Group).where(Group.name.startswith("Rouw"))).one()
        first = today() + timedelta(days=1)
        db.add(
            Meeting(
                group_id=group.id, position=0, rrule=f"FREQ=WEEKLY;BYDAY={first.strftime('%a')[:2].upper()}",
                first_on=first, starts_at=time(19, 30), ends_at=time(21, 30), sequence=0,
            )
        )  # fmt: skip
    return house


def follow(world: World) -> str:
    """ben books for all meetings; what the page says then."""
    with world.db() as db:
        meeting = db.scalars(select(Meeting.id)).one()
    ben, address = world.as_(IDS["ben"]), f"{page(world)}/meetings"
    answer = ben.post(address, {"meeting": str(meeting), "minutes": "120"}, page=address)
    assert answer.status_code in (303, 409, 422)
    return answer.text if answer.status_code != 303 else ben.follow(answer).text


def deed(world: World, what: str, *arguments: object, **more: object) -> None:
    """Something ben does to the meetings, and what follows from it."""
    with world.db() as db:
        group = db.scalars(
            select(Group).options(
                selectinload(Group.seats), selectinload(Group.themes), selectinload(Group.location)
            ).where(Group.name.startswith("Rouw"))
        ).one()  # fmt: skip
        meeting = db.scalars(select(Meeting).options(selectinload(Meeting.changes))).one()
        ben = db.get_one(Person, IDS["ben"])
        getattr(meetings, what)(db, group, meeting, *arguments, by=ben, **more)
    world.work()


def test_each_meeting_is_booked_ahead_and_further_as_time_goes(weekly: World) -> None:
    follow(weekly)
    known = helpers.bookings(weekly)
    assert len(known) in (8, 9) and {booking.state for booking in known} == {"booked"}
    assert {local(booking.starts_at).time() for booking in known} == {time(19, 30)}
    with time_machine.travel(now() + timedelta(days=14), tick=True), weekly.app.app_context():
        with weekly.db() as db:
            HANDLERS["rooms.tend"](db)
        assert len(helpers.bookings(weekly)) == len(known) + 2
    assert mails(weekly) == []


def test_pressed_twice_there_is_one_series(weekly: World) -> None:
    follow(weekly)
    number = len(helpers.bookings(weekly))
    follow(weekly)
    assert weekly.count("room_series") == 1 and len(helpers.bookings(weekly)) == number


def test_dates_that_are_not_free_are_said_and_stand_in_line(weekly: World) -> None:
    put(weekly, "Angst", by="dora", days=8, starts="19:00", ends="20:00")
    follow(weekly)
    assert sorted(states(weekly)).count("waiting") == 1
    assert mails(weekly) == [("ben", "room_series")]
    taken = helpers.bookings(weekly)[1]
    dora = weekly.as_(IDS["dora"])
    dora.post(f"/rooms/bookings/{taken.id}/cancellation", page=page(weekly))
    assert "offered" in states(weekly) and mails(weekly)[-1] == ("ben", "room_free")


def test_a_cancelled_meeting_frees_the_room(weekly: World) -> None:
    follow(weekly)
    second = helpers.bookings(weekly)[1]
    deed(weekly, "cancel", second.series_on)
    assert states(weekly).count("cancelled") == 1
    put(weekly, "Angst", by="dora", days=8)


def test_a_moved_meeting_moves_its_booking(weekly: World) -> None:
    follow(weekly)
    second = helpers.bookings(weekly)[1]
    assert second.series_on is not None
    day = second.series_on + timedelta(days=2)
    deed(weekly, "move", second.series_on, to=day, starts_at=time(10), ends_at=time(12))
    with weekly.db() as db:
        moved = db.get_one(Booking, second.id)
        assert local(moved.starts_at).date() == day and local(moved.starts_at).time() == time(10)
        assert moved.state == "booked"


def test_moved_to_a_taken_time_it_stands_in_line_there(weekly: World) -> None:
    follow(weekly)
    second = helpers.bookings(weekly)[1]
    assert second.series_on is not None
    put(weekly, "Angst", by="dora", days=10, starts="10:00", ends="12:00")
    deed(weekly, "move", second.series_on, to=today() + timedelta(days=10), starts_at=time(10))
    with weekly.db() as db:
        assert db.get_one(Booking, second.id).state == "waiting"
    assert ("ben", "room_series") in mails(weekly)


@pytest.mark.parametrize("what", ["remove", "end"])
def test_without_the_meetings_the_dates_are_free(weekly: World, what: str) -> None:
    follow(weekly)
    if what == "remove":
        deed(weekly, "remove")
    else:
        booking = helpers.bookings(weekly)[1]
        own = f"/rooms/bookings/{booking.id}"
        assert weekly.as_(IDS["ben"]).post(f"{own}/series-end", page=own).status_code == 303
    assert set(states(weekly)) == {"cancelled"}
    with weekly.db() as db:
        assert db.scalar(select(func.count()).where(RoomSeries.ended_at.is_(None))) == 0


def test_one_date_given_back_stays_given_back(weekly: World) -> None:
    follow(weekly)
    second = helpers.bookings(weekly)[1]
    weekly.as_(IDS["ben"]).post(f"/rooms/bookings/{second.id}/cancellation", page=page(weekly))
    with weekly.app.app_context(), weekly.db() as db:
        HANDLERS["rooms.tend"](db)
    assert states(weekly).count("cancelled") == 1


def test_a_room_on_request_asks_once_for_all_dates(weekly: World) -> None:
    with weekly.db() as db:
        db.execute(helpers.Room.__table__.update().values(way="ask"))  # type: ignore[attr-defined]
    follow(weekly)
    assert set(states(weekly)) == {"asked"} and mails(weekly) == [("ada", "room_asked")]
    own = f"/rooms/bookings/{helpers.bookings(weekly)[0].id}"
    weekly.as_(IDS["ada"]).post(f"{own}/decision", {"yes": "yes"}, page=own)
    assert set(states(weekly)) == {"booked"} and mails(weekly)[1:] == [("ben", "room_news")]


def test_more_hours_than_the_room_gives_are_refused(weekly: World) -> None:
    with weekly.db() as db:
        db.execute(helpers.Room.__table__.update().values(hours_a_week=1))  # type: ignore[attr-defined]
    follow(weekly)
    assert states(weekly) == [] and weekly.count("room_series") == 0


def test_a_group_that_ends_gives_its_bookings_back(house: World) -> None:
    put(house)
    with house.db() as db:
        group = db.scalars(select(Group).where(Group.name.startswith("Rouw"))).one()
        group.state = "ended"
        db.flush()
        HANDLERS["rooms.follow"](db, items=[str(group.id)])
    assert states(house) == ["cancelled"]


def test_a_group_without_regular_meetings_reads_why(house: World) -> None:
    text = said(house.as_(IDS["ben"]).get(f"{page(house)}/meetings"))
    assert text and "radio" not in text
