"""Patterns in few words, and what they give, ready to compare."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from portal.recurrence.expanding import occurrences
from portal.recurrence.pattern import Change, Pattern

TODAY = date(2026, 11, 22)
"""A Sunday."""
EVENING = (time(19, 30), time(21, 30))
STAMP = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def pattern(
    rrule: str,
    first_on: str = "",
    *,
    hours: tuple[time | None, time | None] = EVENING,
    last_on: str = "",
    not_months: tuple[int, ...] = (),
    changes: tuple[Change, ...] = (),
    zone: str = "Europe/Amsterdam",
) -> Pattern:
    """A pattern whose dates are written as 2026-12-08, with the usual hours of an evening."""
    return Pattern(rrule, day(first_on), *hours, zone, day(last_on), not_months, changes)


def day(text: str) -> date | None:
    """The date of a text, nothing for nothing."""
    return date.fromisoformat(text) if text else None


def on(text: str) -> date:
    """The date of a text."""
    return date.fromisoformat(text)


def dates(made: Pattern, start: str, end: str) -> str:
    """The meetings that take place as 08-12, 12-01."""
    found = occurrences(made, on(start), on(end))
    return " ".join(f"{meeting.on:%d-%m}" for meeting in found if meeting.status == "confirmed")
