"""Days that people fill in, and the moments that are stored: a last day counts to its end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.clock import ZONE
from portal.recurrence.expanding import wall
from portal.rooms.when import DAY, local, midnight


def opening(day: date | None) -> datetime | None:
    """The moment this day begins."""
    return midnight(day) if day else None


def closing(day: date | None) -> datetime | None:
    """The moment this day is over."""
    return midnight(day + DAY) if day else None


def first_day(moment: datetime | None) -> date | None:
    """The day that begins then."""
    return local(moment).date() if moment else None


def last_day(moment: datetime | None) -> date | None:
    """The last day before this moment."""
    return local(moment - timedelta(microseconds=1)).date() if moment else None


def moved(moment: datetime, days: timedelta) -> datetime:
    """So many days later at the same time on the wall, also over a clock change."""
    then = local(moment)
    return wall(then.date() + days, then.time(), ZONE).astimezone(UTC)
