"""Which dates a pattern gives. Every expectation was counted by hand."""

from __future__ import annotations

from datetime import date, time

import pytest

from portal.recurrence.expanding import next_dates, occurrences
from portal.recurrence.pattern import Change, Pattern
from tests.recurrence.hand import TODAY, dates, on, pattern

WINTER = ("2026-12-01", "2027-03-01")
EXAMPLES = [
    (
        "each week",
        pattern("FREQ=WEEKLY;BYDAY=TU"),
        ("2026-12-01", "2027-01-01"),
        "01-12 08-12 15-12 22-12 29-12",
    ),
    ("two days", pattern("FREQ=WEEKLY;BYDAY=TH,MO"), ("2026-12-01", "2026-12-12"), "03-12 07-12 10-12"),
    (
        "the weekday of the first",
        pattern("FREQ=WEEKLY", "2026-12-02"),
        ("2026-12-01", "2026-12-17"),
        "02-12 09-12 16-12",
    ),
    (
        "every second week, counted from the first",
        pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-11-26"),
        ("2026-11-01", "2027-01-10"),
        "26-11 10-12 24-12 07-01",
    ),
    (
        "every second week on two days belongs together by weeks from Monday",
        pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-12-04"),
        ("2026-12-01", "2027-01-05"),
        "04-12 14-12 18-12 28-12 01-01",
    ),
    (
        "the same in a week from Sunday",
        pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,FR;WKST=SU", "2026-12-04"),
        ("2026-12-01", "2027-01-05"),
        "04-12 13-12 18-12 27-12 01-01",
    ),
    (
        "every third week",
        pattern("FREQ=WEEKLY;INTERVAL=3;BYDAY=SA", "2026-10-03"),
        WINTER,
        "05-12 26-12 16-01 06-02 27-02",
    ),
    ("second Tuesday", pattern("FREQ=MONTHLY;BYDAY=2TU"), WINTER, "08-12 12-01 09-02"),
    (
        "first and third Wednesday",
        pattern("FREQ=MONTHLY;BYDAY=1WE,3WE"),
        WINTER,
        "02-12 16-12 06-01 20-01 03-02 17-02",
    ),
    ("last Friday", pattern("FREQ=MONTHLY;BYDAY=-1FR"), WINTER, "25-12 29-01 26-02"),
    ("fifth Thursday", pattern("FREQ=MONTHLY;BYDAY=5TH"), ("2026-12-01", "2027-05-01"), "31-12 29-04"),
    (
        "first Tuesday, third Thursday",
        pattern("FREQ=MONTHLY;BYDAY=1TU,3TH"),
        WINTER,
        "01-12 17-12 05-01 21-01 02-02 18-02",
    ),
    ("second of all Tuesdays", pattern("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2"), WINTER, "08-12 12-01 09-02"),
    (
        "last working day",
        pattern("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        WINTER,
        "31-12 29-01 26-02",
    ),
    ("the 15th", pattern("FREQ=MONTHLY;BYMONTHDAY=15"), WINTER, "15-12 15-01 15-02"),
    (
        "the 31st",
        pattern("FREQ=MONTHLY;BYMONTHDAY=31"),
        ("2026-12-01", "2027-06-01"),
        "31-12 31-01 31-03 31-05",
    ),
    ("the last day", pattern("FREQ=MONTHLY;BYMONTHDAY=-1"), WINTER, "31-12 31-01 28-02"),
    (
        "Friday the 13th",
        pattern("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"),
        ("2026-01-01", "2027-01-01"),
        "13-02 13-03 13-11",
    ),
    ("every second month", pattern("FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "2026-10-05"), WINTER, "07-12 01-02"),
    ("day of the first", pattern("FREQ=MONTHLY", "2026-10-20"), WINTER, "20-12 20-01 20-02"),
    ("each year", pattern("FREQ=YEARLY", "2025-12-12"), WINTER, "12-12"),
    ("a day of a month", pattern("FREQ=YEARLY;BYMONTH=1;BYDAY=2TU"), WINTER, "12-01"),
    ("a week of the year", pattern("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH,FR"), WINTER, "31-12 01-01"),
    ("a day of the year", pattern("FREQ=YEARLY;BYYEARDAY=-1,1"), WINTER, "31-12 01-01"),
    (
        "leap days",
        pattern("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("2026-01-01", "2033-01-01"),
        "29-02 29-02",
    ),
    (
        "every third day",
        pattern("FREQ=DAILY;INTERVAL=3", "2026-11-30"),
        ("2026-12-01", "2026-12-12"),
        "03-12 06-12 09-12",
    ),
    ("four times", pattern("FREQ=WEEKLY;COUNT=4", "2026-12-01"), WINTER, "01-12 08-12 15-12 22-12"),
    (
        "four times, seen later",
        pattern("FREQ=WEEKLY;COUNT=4", "2026-12-01"),
        ("2026-12-14", "2027-03-01"),
        "15-12 22-12",
    ),
    (
        "from the first on",
        pattern("FREQ=WEEKLY;BYDAY=TU", "2026-12-09"),
        ("2026-12-01", "2026-12-23"),
        "15-12 22-12",
    ),
    ("until the last", pattern("FREQ=WEEKLY;BYDAY=TU", last_on="2026-12-15"), WINTER, "01-12 08-12 15-12"),
    (
        "not in summer",
        pattern("FREQ=MONTHLY;BYDAY=2TU", not_months=(7, 8)),
        ("2027-05-01", "2027-10-01"),
        "11-05 08-06 14-09",
    ),
    (
        "weeks go on counting in the months between",
        pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-11-26", not_months=(12,)),
        ("2026-11-01", "2027-02-01"),
        "26-11 07-01 21-01",
    ),
]
SILENT = [
    pattern(""),
    pattern("nonsense"),
    pattern("FREQ=MINUTELY"),
    pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    pattern("FREQ=WEEKLY"),
    pattern("FREQ=WEEKLY;BYDAY=TU;COUNT=3"),
    pattern("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"),
    pattern("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"),
    pattern("FREQ=YEARLY;BYYEARDAY=366;BYMONTH=3"),
    pattern("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "2027-01-01"),
    pattern("FREQ=DAILY", not_months=tuple(range(1, 13))),
    pattern("FREQ=DAILY", "2026-12-01", last_on="2026-11-30"),
]


@pytest.mark.parametrize(
    ("made", "period", "expected"), [entry[1:] for entry in EXAMPLES], ids=[e[0] for e in EXAMPLES]
)
def test_dates(made: Pattern, period: tuple[str, str], expected: str) -> None:
    assert dates(made, *period) == expected


@pytest.mark.parametrize("made", SILENT, ids=lambda made: made.rrule or "none")
def test_nothing_is_guessed_and_nothing_runs_for_ever(made: Pattern) -> None:
    assert occurrences(made, date(2000, 1, 1), date(2100, 1, 1)) == []
    assert next_dates(made, TODAY, 3) == []


def test_the_end_is_not_included() -> None:
    assert dates(pattern("FREQ=DAILY"), "2026-12-01", "2026-12-01") == ""
    assert dates(pattern("FREQ=DAILY"), "2026-12-01", "2026-12-03") == "01-12 02-12"


def test_the_edges_of_the_calendar() -> None:
    every = pattern("FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1", hours=(None, None))
    assert len(occurrences(every, date(1, 1, 1), date(2, 1, 1))) == 12
    assert len(occurrences(every, date(9999, 1, 1), date.max)) == 11, "the last one is on the very last day"
    assert len(next_dates(every, date(9999, 11, 1), 3)) == 1


CHANGED = pattern(
    "FREQ=MONTHLY;BYDAY=2TU",
    changes=(
        Change(on("2026-12-08"), "cancelled", note="feestdag"),
        Change(on("2027-01-12"), "moved", on("2027-01-19"), time(20, 0), note="zaal 2"),
        Change(on("2027-02-09"), "moved", on("2027-03-02")),
        Change(on("2027-02-20"), "extra", starts_at=time(10, 0), ends_at=time(12, 0)),
        Change(on("2027-01-13"), "cancelled"),
        Change(on("2027-01-14"), "moved", on("2027-01-15")),
    ),
)


def test_changed_meetings() -> None:
    found = occurrences(CHANGED, *map(on, WINTER))
    assert [(str(m.on), m.status, str(m.rule_date), m.note) for m in found] == [
        ("2026-12-08", "cancelled", "2026-12-08", "feestdag"),
        ("2027-01-19", "confirmed", "2027-01-12", "zaal 2"),
        ("2027-02-20", "confirmed", "2027-02-20", ""),
    ]
    hours = [(m.starts, m.ends) for m in found]
    assert [f"{s:%H:%M}-{e:%H:%M}" for s, e in hours if s and e] == [
        "19:30-21:30",
        "20:00-21:30",
        "10:00-12:00",
    ]


def test_a_meeting_moved_from_elsewhere_appears() -> None:
    assert dates(CHANGED, "2027-03-01", "2027-04-01") == "02-03 09-03"
    assert dates(CHANGED, "2027-01-13", "2027-01-20") == "19-01"


def test_a_change_of_a_date_that_is_none_says_nothing() -> None:
    gone = pattern("", changes=(Change(on("2026-12-08"), "cancelled"), Change(on("2026-12-20"), "extra")))
    assert [(str(m.on), m.status) for m in next_dates(gone, TODAY, 5)] == [("2026-12-20", "confirmed")]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (time(20, 0), None, "20:00-21:30"),
        (time(22, 0), None, "22:00-?"),
        (None, time(23, 0), "19:30-23:00"),
        (time(23, 0), time(1, 0), "23:00-01:00"),
    ],
)
def test_other_hours(starts: time | None, ends: time | None, expected: str) -> None:
    change = Change(on("2026-12-08"), "moved", None, starts, ends)
    (found,) = occurrences(
        pattern("FREQ=MONTHLY;BYDAY=2TU", changes=(change,)), on("2026-12-01"), on("2027-01-01")
    )
    assert found.starts is not None
    assert f"{found.starts:%H:%M}-{format(found.ends, '%H:%M') if found.ends else '?'}" == expected


def test_past_midnight_and_without_hours() -> None:
    late = pattern("FREQ=WEEKLY;BYDAY=TU", hours=(time(22, 0), time(1, 0)))
    (found,) = occurrences(late, on("2026-12-08"), on("2026-12-09"))
    assert str(found.ends) == "2026-12-09 01:00:00+01:00"
    (timeless,) = occurrences(pattern("FREQ=DAILY", hours=(None, None)), on("2026-12-08"), on("2026-12-09"))
    assert (timeless.starts, timeless.ends) == (None, None)


def test_the_next_dates_count_what_takes_place() -> None:
    found = next_dates(CHANGED, TODAY, 2)
    assert [(str(m.on), m.status) for m in found] == [
        ("2026-12-08", "cancelled"),
        ("2027-01-19", "confirmed"),
        ("2027-02-20", "confirmed"),
    ]
    assert len(next_dates(pattern("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"), TODAY, 3)) == 3
    assert next_dates(CHANGED, TODAY, 0) == []
    assert len(next_dates(pattern("FREQ=WEEKLY;COUNT=4", "2026-11-10"), TODAY, 9)) == 2
    assert len(next_dates(pattern("FREQ=WEEKLY;BYDAY=TU", last_on="2026-12-01"), TODAY, 9)) == 2
