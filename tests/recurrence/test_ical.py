"""The events of a calendar file, as text, since that is what other programs get."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
import recurring_ical_events
from icalendar import Calendar

from portal.ics.series import events as events_of
from portal.ics.series import paper
from portal.ics.writing import Event, calendar
from portal.recurrence.expanding import occurrences
from portal.recurrence.pattern import Change, Pattern
from tests.recurrence.hand import STAMP, on, pattern

CHANGED = pattern(
    "FREQ=MONTHLY;BYDAY=2TU",
    "2026-09-01",
    last_on="2027-06-30",
    not_months=(7, 8),
    changes=(
        Change(on("2026-12-08"), "cancelled"),
        Change(on("2027-01-12"), "moved", on("2027-01-19"), time(20, 0), note="zaal 2"),
        Change(on("2027-01-13"), "cancelled"),
        Change(on("2026-12-20"), "extra", starts_at=time(10, 0), ends_at=time(11, 0)),
        Change(on("2026-12-20"), "extra"),
    ),
)


def made_of(made: Pattern, **values: Any) -> list[Event]:
    """Its events, with what every event needs."""
    given = {"uid": "m1@groups.example", "summary": "Bijeenkomst", "sequence": 3, "stamp": STAMP, **values}
    return events_of(made, paper(**given))


def unfolded(event: Event) -> list[str]:
    """The lines of one event."""
    text = calendar([event]).decode().replace("\r\n ", "")
    return text[text.index("BEGIN:VEVENT") : text.index("END:VEVENT")].split("\r\n")[1:-1]


def events(made: Pattern, **values: Any) -> list[dict[str, str]]:
    """Name and value of every line, parameters kept with the name."""
    return [dict(line.split(":", 1) for line in unfolded(event)) for event in made_of(made, **values)]


def test_the_series() -> None:
    series = events(CHANGED)[0]
    assert series == {
        "UID": "m1@groups.example",
        "SUMMARY": "Bijeenkomst",
        "SEQUENCE": "3",
        "STATUS": "CONFIRMED",
        "DTSTAMP": "20261122T090000Z",
        "LAST-MODIFIED": "20261122T090000Z",
        "DTSTART;TZID=Europe/Amsterdam": "20260908T193000",
        "DTEND;TZID=Europe/Amsterdam": "20260908T213000",
        "RRULE": "FREQ=MONTHLY;BYMONTH=1,2,3,4,5,6,9,10,11,12;BYDAY=2TU;UNTIL=20270630T215959Z",
    }


def test_a_cancelled_meeting_stays_visible_and_a_moved_one_knows_where_it_was() -> None:
    cancelled, moved = events(CHANGED)[1:3]
    assert (cancelled["UID"], cancelled["STATUS"]) == ("m1@groups.example", "CANCELLED")
    assert cancelled["RECURRENCE-ID;TZID=Europe/Amsterdam"] == "20261208T193000"
    assert moved["RECURRENCE-ID;TZID=Europe/Amsterdam"] == "20270112T193000"
    assert moved["DTSTART;TZID=Europe/Amsterdam"] == "20270119T200000"
    assert (moved["STATUS"], moved["DESCRIPTION"]) == ("CONFIRMED", "zaal 2")


def test_extra_meetings_have_names_of_their_own() -> None:
    extras = events(CHANGED)[3:]
    assert [extra["UID"] for extra in extras] == [
        "m1-extra-20261220@groups.example",
        "m1-extra-20261220-2@groups.example",
    ]
    assert {extra["DTSTART;TZID=Europe/Amsterdam"] for extra in extras} == {
        "20261220T100000",
        "20261220T193000",
    }
    assert not any("RRULE" in extra or "RECURRENCE-ID" in extra for extra in extras)
    assert events(pattern("", changes=CHANGED.changes), uid="m1")[0]["UID"] == "m1-extra-20261220"


def test_nobody_is_invited() -> None:
    text = calendar(made_of(CHANGED))
    assert b"ATTENDEE" not in text and b"ORGANIZER" not in text


@pytest.mark.parametrize(
    "bad", ["a\x07b", "a\r\nATTENDEE:mailto:x@x.example", "a\tb\x00", "a\x85b\u2028c", "a\x1b[0m\ud800"]
)
def test_no_control_characters_and_no_line_of_its_own(bad: str) -> None:
    made = replace(CHANGED, changes=(Change(on("2026-12-08"), "cancelled", note=bad),))
    for event in made_of(made, uid=bad, summary=bad, url=bad, place=bad, text=bad, link=bad):
        lines = unfolded(event)
        assert not any(ord(letter) < 32 or letter in "\x85\u2028" for line in lines for letter in line)
        assert not any(line.startswith("ATTENDEE") for line in lines)


def test_without_hours_it_takes_the_day() -> None:
    (series,) = events(
        pattern("FREQ=WEEKLY;BYDAY=TU", "2026-12-01", hours=(None, None), last_on="2027-01-31")
    )
    assert (series["DTSTART;VALUE=DATE"], series["RRULE"]) == (
        "20261201",
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270131",
    )
    assert not any(name.startswith("DTEND") for name in series)


def test_a_rule_that_counts_ends_on_its_last_date() -> None:
    """A rule may not hold both a count and an end, and leaving out a month would shift the count."""
    (series,) = events(pattern("FREQ=WEEKLY;COUNT=3;BYDAY=TU", "2026-11-24", not_months=(12,)))
    assert series["RRULE"] == "FREQ=WEEKLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11;BYDAY=TU;UNTIL=20261208T225959Z"


def test_past_midnight_ends_the_next_day() -> None:
    (series,) = events(pattern("FREQ=WEEKLY;BYDAY=TU", "2026-12-01", hours=(time(22, 0), time(1, 0))))
    assert series["DTEND;TZID=Europe/Amsterdam"] == "20261202T010000"


def test_without_a_first_date_the_series_starts_when_the_facts_changed() -> None:
    open_ended = pattern("FREQ=WEEKLY;BYDAY=TU", changes=(Change(on("2026-11-17"), "cancelled"),))
    assert events(replace(open_ended, changes=()))[0]["DTSTART;TZID=Europe/Amsterdam"] == "20261124T193000"
    found = [event["DTSTART;TZID=Europe/Amsterdam"] for event in events(open_ended)]
    assert found == ["20261117T193000"] * 2


def test_a_first_date_on_another_day_is_no_meeting() -> None:
    (series,) = events(pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-12-01"))
    assert series["DTSTART;TZID=Europe/Amsterdam"] == "20261203T193000"


@pytest.mark.parametrize(
    "rule", ["", "nonsense", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"]
)
def test_what_gives_no_dates_gives_no_events(rule: str) -> None:
    assert events(pattern(rule)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYDAY=10TU,20TU,40TU",
        "FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=30,31,60",
        "FREQ=WEEKLY;BYDAY=TH,MO;BYSETPOS=1",
    ],
)
def test_months_that_the_rule_cannot_leave_out_are_left_out_by_date(rule: str) -> None:
    made = pattern(rule, "2020-01-06", not_months=(3, 7))
    series = events(made)[0]
    assert "BYMONTH" not in series["RRULE"] and any(name.startswith("EXDATE") for name in series)
    assert begins(made, date(2026, 1, 1), date(2030, 1, 1)) == [
        meeting.starts for meeting in occurrences(made, date(2026, 1, 1), date(2030, 1, 1))
    ]


def begins(made: Pattern, start: date, end: date) -> list[datetime]:
    """What another program reads from the file."""
    found = recurring_ical_events.of(Calendar.from_ical(calendar(made_of(made)))).between(start, end)
    return sorted(event["DTSTART"].dt for event in found)
