"""HSDS schedules give the dates and hours of our patterns, or say in words what they cannot."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr

from portal.recurrence.pattern import Change, Pattern
from tests.feeds.helpers import dates
from tests.feeds.test_hsds import full
from tests.public_groups import TODAY, group, meeting, pattern, place

pytestmark = pytest.mark.usefixtures("english")
Fields = dict[str, Any]


def schedules(rule: Pattern, *, today: date = TODAY) -> list[Fields]:
    """The schedules of a meeting at a place."""
    (held,) = full(group(meetings=(meeting(rule=rule),)), today=today)["service_at_locations"]
    return list(held.get("schedules", []))


def read_back(schedule: Fields, start: date, end: date) -> list[date]:
    """The dates that a reader of the format gets out of a schedule."""
    names = ("freq", "interval", "count", "byday", "bymonthday", "wkst")
    rule = ";".join(f"{name.upper()}={schedule[name]}" for name in names if name in schedule)
    anchor = schedule.get("dtstart", "2020-01-01")
    low = max(start, date.fromisoformat(schedule.get("valid_from", "0001-01-01")))
    limits = [date.fromisoformat(schedule[name]) for name in ("valid_to", "until") if name in schedule]
    found = rrulestr(rule, dtstart=datetime.fromisoformat(anchor)).between(
        datetime.combine(low, time()), datetime.combine(min([end, *limits]), time()), inc=True
    )
    return [day.date() for day in found]


RULES = [
    *(pattern(f"FREQ=WEEKLY;BYDAY={day}") for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")),
    pattern("FREQ=WEEKLY;BYDAY=SU,MO"),
    pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", first_on=date(2026, 11, 1)),
    pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", first_on=date(2026, 11, 1)),
    pattern("FREQ=WEEKLY;INTERVAL=3", first_on=date(2026, 11, 5)),
    pattern("FREQ=MONTHLY;BYDAY=2TU"),
    pattern("FREQ=MONTHLY;BYDAY=1SU,3SU"),
    pattern("FREQ=MONTHLY;BYDAY=-1MO"),
    pattern("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2"),
    pattern("FREQ=MONTHLY;BYMONTHDAY=15"),
    pattern("FREQ=MONTHLY;BYMONTHDAY=-1"),
    pattern("FREQ=MONTHLY;INTERVAL=2;BYDAY=1WE", first_on=date(2026, 10, 7)),
    pattern("FREQ=MONTHLY", first_on=date(2026, 10, 7)),
    pattern("FREQ=MONTHLY;BYDAY=TH"),
    pattern("FREQ=DAILY"),
    pattern("FREQ=DAILY;BYDAY=MO,FR"),
    pattern("FREQ=WEEKLY;BYDAY=TU", last_on=date(2027, 2, 2)),
    pattern("FREQ=WEEKLY;BYDAY=TU", first_on=date(2027, 1, 5)),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.rrule} {rule.first_on or ''}")
def test_a_schedule_gives_the_dates_and_hours_of_the_pattern(rule: Pattern) -> None:
    (schedule,) = schedules(rule)
    end = TODAY + timedelta(days=400)
    expected = dates(rule, TODAY, end)
    assert expected and read_back(schedule, TODAY, end) == expected
    assert (schedule["opens_at"][:5], schedule["closes_at"][:5]) == ("19:30", "21:30")


@pytest.mark.parametrize(
    ("not_months", "today", "season"),
    [
        ((7, 8), TODAY, ("2026-09-01", "2027-06-30")),
        ((7, 8), date(2026, 7, 31), ("2026-09-01", "2027-06-30")),
        ((12,), TODAY, ("2026-01-01", "2026-11-30")),
        ((1, 12), TODAY, ("2026-02-01", "2026-11-30")),
        (tuple(range(1, 12)), TODAY, ("2026-12-01", "2026-12-31")),
    ],
)
def test_months_without_meetings_are_a_season(
    not_months: tuple[int, ...], today: date, season: tuple[str, str]
) -> None:
    rule = pattern("FREQ=WEEKLY;BYDAY=MO", not_months=not_months)
    (schedule,) = schedules(rule, today=today)
    assert (schedule["valid_from"], schedule["valid_to"]) == season
    last = date.fromisoformat(season[1])
    assert read_back(schedule, today, last) == dates(rule, today, last)
    assert "Not in " in schedule["notes"]


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        *((rule, {}) for rule in ("", "FREQ=YEARLY", "FREQ=HOURLY", "a=b=c", "FREQ=MONTHLY;BYMONTHDAY=99")),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", {}),
        ("FREQ=WEEKLY;BYDAY=TU", {"not_months": tuple(range(1, 13))}),
    ],
)
def test_what_the_format_cannot_say_is_said_in_words_alone(rule: str, changed: Fields) -> None:
    (schedule,) = schedules(pattern(rule, **changed))
    assert "freq" not in schedule and "opens_at" not in schedule
    assert schedule["description"].startswith("elke dinsdag")


def test_the_offset_is_that_of_the_day() -> None:
    """Half past seven on the wall, in winter and in summer."""
    assert schedules(pattern())[0]["opens_at"] == "19:30+01:00"
    assert schedules(pattern(), today=date(2026, 6, 1))[0]["opens_at"] == "19:30+02:00"
    assert schedules(pattern(), today=date(2026, 6, 1))[0]["timezone"] == 2.0
    assert schedules(pattern(zone="America/New_York"))[0]["opens_at"] == "19:30-05:00"
    assert schedules(pattern(zone="Nowhere/At_All"))[0]["opens_at"] == "19:30"


def test_single_dates_are_schedules_of_their_own() -> None:
    changes = (
        Change(date(2026, 12, 1), "cancelled"),
        Change(date(2026, 12, 8), "moved", to=date(2026, 12, 13), starts_at=time(22)),
        Change(date(2026, 12, 21), "extra", note="zaal 2"),
        Change(date(2026, 10, 5), "extra"),
    )
    regular, moved, extra = schedules(pattern(changes=changes))
    assert "Not on 1 December 2026" in regular["notes"]
    assert read_back(moved, TODAY, date(2027, 12, 31)) == [date(2026, 12, 13)]
    assert moved["opens_at"] == "22:00+01:00" and "closes_at" not in moved
    assert read_back(extra, TODAY, date(2027, 12, 31)) == [date(2026, 12, 21)]
    assert (extra["byday"], extra["notes"], extra["closes_at"]) == ("MO", "zaal 2", "21:30+01:00")
    assert len({regular["id"], moved["id"], extra["id"]}) == 3


def test_what_is_over_is_gone() -> None:
    assert schedules(pattern(last_on=TODAY - timedelta(days=1))) == []


def test_meetings_without_a_place_stand_with_the_service() -> None:
    online = meeting(2, rule=pattern("FREQ=WEEKLY;BYDAY=SU"), place=place(), in_person=False, online=True)
    made = full(group(meetings=(meeting(1), online)))
    assert [one["byday"] for one in made["schedules"]] == ["SU"]
    assert made["schedules"][0]["service_id"] == made["id"]
    assert made["schedules"][0]["attending_type"] == "online"
    assert len(made["service_at_locations"]) == 1
