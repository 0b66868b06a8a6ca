"""The wall clock leads: 19:30 stays 19:30 on both sides of a clock change."""

from __future__ import annotations

from datetime import UTC, date, time

import pytest

from portal.recurrence.expanding import occurrences
from portal.recurrence.pattern import Occurrence
from tests.recurrence.hand import on, pattern

FORWARD, BACK = "2027-03-28", "2026-10-25"


def one(day: str, starts: time, ends: time | None = None, zone: str = "Europe/Amsterdam") -> Occurrence:
    """The meeting of one day."""
    made = pattern("FREQ=DAILY", hours=(starts, ends), zone=zone)
    (found,) = occurrences(made, on(day), date.fromordinal(on(day).toordinal() + 1))
    return found


def utc(found: Occurrence) -> str:
    """The moments a clock in Greenwich shows."""
    moments = (moment.astimezone(UTC) for moment in (found.starts, found.ends) if moment is not None)
    return " ".join(f"{moment:%d %H:%M}" for moment in moments)


def test_half_past_seven_stays_half_past_seven() -> None:
    made = pattern("FREQ=WEEKLY;BYDAY=TU")
    found = occurrences(made, on("2026-10-20"), on("2026-10-28")) + occurrences(
        made, on("2027-03-23"), on("2027-03-31")
    )
    assert [f"{meeting.starts:%H:%M}" for meeting in found] == ["19:30"] * 4
    assert [utc(meeting) for meeting in found] == [
        "20 17:30 20 19:30",
        "27 18:30 27 20:30",
        "23 18:30 23 20:30",
        "30 17:30 30 19:30",
    ]


@pytest.mark.parametrize(
    ("day", "starts", "ends", "wall", "expected"),
    [
        (FORWARD, time(1, 59), None, "01:59", "28 00:59"),
        (FORWARD, time(2, 0), None, "03:00", "28 01:00"),
        (FORWARD, time(2, 30), None, "03:30", "28 01:30"),
        (FORWARD, time(3, 0), None, "03:00", "28 01:00"),
        (FORWARD, time(1, 0), time(4, 0), "01:00", "28 00:00 28 02:00"),
        (FORWARD, time(2, 30), time(3, 0), "03:30", "28 01:30 28 02:00"),
        (BACK, time(2, 30), None, "02:30", "25 00:30"),
        (BACK, time(2, 30, fold=1), None, "02:30", "25 00:30"),
        (BACK, time(1, 0), time(4, 0), "01:00", "24 23:00 25 03:00"),
        (BACK, time(3, 0), None, "03:00", "25 02:00"),
        ("2027-03-27", time(22, 0), time(2, 30), "22:00", "27 21:00 28 01:30"),
    ],
)
def test_the_nights_of_the_change(
    day: str, starts: time, ends: time | None, wall: str, expected: str
) -> None:
    found = one(day, starts, ends)
    assert found.starts is not None
    assert (f"{found.starts:%H:%M}", utc(found)) == (wall, expected)


def test_a_meeting_in_the_night_keeps_its_date() -> None:
    assert one(FORWARD, time(2, 30)).on == on(FORWARD)


def test_another_zone_changes_on_its_own_night() -> None:
    assert utc(one("2027-03-14", time(2, 30), zone="America/New_York")) == "14 07:30"
    assert utc(one(FORWARD, time(1, 30), zone="Europe/London")) == "28 01:30"
