"""Hours on the wall, also in the nights the clock changes, and how they are said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from flask_babel import force_locale

from portal.gate import Gate
from portal.rooms.when import days, midnight, moments, said, weeks
from tests.cast import IDS
from tests.rooms import helpers
from tests.rooms.helpers import page
from tests.world import World

SPRING, AUTUMN = date(2027, 3, 27), date(2026, 10, 24)
"""The evenings before the clock goes forward, and back."""


@pytest.mark.parametrize(
    ("day", "starts", "ends", "hours"),
    [
        (date(2026, 12, 1), "19:30", "21:30", 2),
        (date(2026, 12, 1), "22:00", "01:00", 3),
        (SPRING, "22:00", "04:00", 5),
        (AUTUMN, "22:00", "04:00", 7),
        (AUTUMN, "22:00", "02:30", 5.5),
        (SPRING + timedelta(days=1), "01:00", "02:30", 1.5),
        (SPRING + timedelta(days=1), "02:30", "04:00", 0.5),
        (AUTUMN + timedelta(days=1), "02:30", "03:00", 1.5),
    ],
)
def test_the_hours_that_pass(day: date, starts: str, ends: str, hours: float) -> None:
    begin, end = moments(day, time.fromisoformat(starts), time.fromisoformat(ends))
    assert end - begin == timedelta(hours=hours)


def test_a_week_of_the_clock_change_is_an_hour_shorter() -> None:
    begin, end = moments(date(2027, 3, 28), time(12), time(13))
    ((monday, next_monday),) = weeks(begin, end)
    assert next_monday - monday == timedelta(days=7) - timedelta(hours=1)
    assert len(weeks(*moments(date(2026, 11, 29), time(22), time(2)))) == 2


def test_whole_days_begin_at_midnight_on_the_wall() -> None:
    assert midnight(date(2026, 7, 1)) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert days(date(2026, 12, 1), None)[1].year == 9000


def test_how_it_is_said(app: Gate) -> None:
    today = date(2026, 10, 20)
    with app.app_context(), force_locale("en"):
        assert said(*moments(date(2026, 12, 8), time(19, 30), time(21, 30)), today) == (
            "Tuesday 8 December, 19:30 to 21:30"
        )
        assert "7 hours" in said(*moments(AUTUMN, time(22), time(4)), today)
        long = said(*moments(date(2026, 12, 8), time(10), time(12), date(2026, 12, 10)), today)
        assert long == "Tuesday 8 December, 10:00, until Thursday 10 December, 12:00"


def test_a_booking_over_the_night_of_the_clock_change(house: World) -> None:
    with time_machine.travel(datetime(2026, 10, 10, 12, tzinfo=UTC), tick=True):
        browser = house.as_(IDS["ben"])
        data: dict[str, Any] = helpers.wanted(house, "Rouw", starts="22:00", ends="04:00")
        data["day"] = AUTUMN.isoformat()
        answer = browser.post(f"{page(house)}/bookings", data, page=page(house))
        assert answer.status_code == 303
        assert "7" in browser.follow(answer).text
        (booking,) = helpers.bookings(house)
        assert booking.ends_at - booking.starts_at == timedelta(hours=7)


def test_an_hour_that_does_not_exist_and_ends_before_it_begins(house: World) -> None:
    with time_machine.travel(datetime(2027, 3, 10, 12, tzinfo=UTC), tick=True):
        browser = house.as_(IDS["ben"])
        data: dict[str, Any] = helpers.wanted(house, "Rouw", starts="02:30", ends="03:00")
        data["day"] = (SPRING + timedelta(days=1)).isoformat()
        assert browser.post(f"{page(house)}/bookings", data, page=page(house)).status_code == 422
    assert helpers.states(house) == []
