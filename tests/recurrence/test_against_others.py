"""A thousand patterns over the clock changes of 2026 and 2027, beside two readers that are not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from dateutil.tz import gettz, resolve_imaginary
from icalendar import Calendar, Event

from portal.ics.series import events as events_of
from portal.ics.series import paper
from portal.ics.writing import calendar
from portal.recurrence.expanding import occurrences
from portal.recurrence.pattern import Occurrence, Pattern
from tests.recurrence import generator
from tests.recurrence.hand import STAMP

BATCHES, SIZE = 20, 50
WHOLE = (date(2026, 3, 1), date(2027, 11, 15))
"""All four clock changes of two years."""
WINTER = (date(2026, 10, 1), date(2027, 4, 15))
"""One in each direction."""

Moments = list[tuple[date, datetime | None]]
Spans = list[tuple[datetime | None, datetime | None]]


def spans(found: list[Occurrence]) -> Spans:
    """From when to when; a meeting whose end is not known is a moment to others."""
    return sorted(((utc(meeting.starts), utc(meeting.ends or meeting.starts)) for meeting in found), key=str)


def ours(found: list[Occurrence], status: str = "confirmed") -> Moments:
    """Date and instant of each meeting."""
    return sorted_moments(
        [(meeting.on, utc(meeting.starts)) for meeting in found if meeting.status == status]
    )


def utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def sorted_moments(moments: Moments) -> Moments:
    return sorted(moments, key=str)


def by_dateutil(made: Pattern, start: date, end: date) -> Moments:
    """The rule from its first date, through a library that knows nothing of us."""
    assert made.first_on is not None
    midnight = datetime.combine(made.first_on, time())
    rule = rrulestr(made.rrule, dtstart=midnight)
    found = rule.between(datetime.combine(start, time()), datetime.combine(end, time()), inc=True)
    days = [moment.date() for moment in found if moment.date() < end]
    kept = [day for day in days if day.month not in made.not_months and day <= (made.last_on or date.max)]
    if made.starts_at is None:
        return sorted_moments([(day, None) for day in kept])
    zone = gettz(made.zone)
    local = [datetime.combine(day, made.starts_at).replace(tzinfo=zone) for day in kept]
    return sorted_moments(
        [(day, resolve_imaginary(moment).astimezone(UTC)) for day, moment in zip(kept, local, strict=True)]
    )


def in_the_file(made: Pattern, start: date, end: date) -> list[Event]:
    """Our calendar file as text, read and expanded by others."""
    made_of = events_of(made, paper("a@groups.example", "Meeting", sequence=1, stamp=STAMP))
    read = Calendar.from_ical(calendar(made_of))
    near = recurring_ical_events.of(read).between(start - timedelta(days=1), end + timedelta(days=1))
    return [event for event in near if start <= day_of(event) < end]


def day_of(event: Event) -> date:
    begins = event["DTSTART"].dt
    return begins.date() if isinstance(begins, datetime) else begins


def at(event: Event, name: str) -> datetime | None:
    moment = event.get(name, event["DTSTART"]).dt
    return utc(moment) if isinstance(moment, datetime) else None


def theirs(events: list[Event], status: str = "CONFIRMED") -> Moments:
    """Date and instant of each meeting."""
    kept = [event for event in events if event["STATUS"] == status]
    return sorted_moments([(day_of(event), at(event, "DTSTART")) for event in kept])


def batch(number: int) -> list[Pattern]:
    """The patterns of one batch."""
    luck = Random(f"meetings {number}")
    return [generator.pattern(luck) for _ in range(SIZE)]


@pytest.mark.parametrize("number", range(BATCHES))
def test_the_same_dates_and_instants_as_a_library(number: int) -> None:
    for made in batch(number):
        assert ours(occurrences(made, *WHOLE)) == by_dateutil(made, *WHOLE), made


@pytest.mark.parametrize("number", range(BATCHES))
def test_the_same_dates_and_instants_through_a_calendar_file(number: int) -> None:
    luck = Random(number)
    for plain in batch(number):
        made = replace(plain, changes=generator.changes(luck, plain, *WINTER))
        found = occurrences(made, *WINTER)
        events = in_the_file(made, *WINTER)
        assert ours(found) == theirs(events), made
        assert ours(found, "cancelled") == theirs(events, "CANCELLED"), made
        assert spans(found) == sorted(((at(e, "DTSTART"), at(e, "DTEND")) for e in events), key=str), made


def test_the_comparison_has_something_to_compare() -> None:
    made = [pattern for number in range(BATCHES) for pattern in batch(number)]
    assert len(set(made)) == 1_000
    with_dates = sum(bool(occurrences(pattern, *WHOLE)) for pattern in made)
    assert with_dates > 850
    for part in ("BYSETPOS", "BYMONTHDAY", "INTERVAL", "COUNT", "WKST", "BYDAY=-", "BYMONTH="):
        assert sum(part in pattern.rrule for pattern in made) > 10, part


def test_a_clock_that_does_not_change_would_be_seen() -> None:
    """The control: the same meetings in a zone without summer time."""
    made = Pattern("FREQ=WEEKLY;BYDAY=TU", date(2026, 3, 3), time(19, 30), time(21, 30))
    fixed = replace(made, zone="Etc/GMT-1")
    assert ours(occurrences(fixed, *WHOLE)) != by_dateutil(made, *WHOLE)
    assert ours(occurrences(fixed, *WINTER)) != theirs(in_the_file(made, *WINTER))


def test_a_month_too_many_would_be_seen() -> None:
    """The control: months that are left out by us alone."""
    made = Pattern("FREQ=MONTHLY;BYDAY=2TU", date(2026, 3, 3), time(19, 30), None, not_months=(12,))
    assert ours(occurrences(made, *WHOLE)) != by_dateutil(replace(made, not_months=()), *WHOLE)
    assert ours(occurrences(made, *WINTER)) != theirs(in_the_file(replace(made, not_months=()), *WINTER))
