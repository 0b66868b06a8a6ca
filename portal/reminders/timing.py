"""When a reminder is sent: so many days before on the wall clock, and never at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from portal.clock import ZONE
from portal.recurrence.expanding import wall
from portal.signups.timing import CLOSES, OPENS, after_waking

DAY = timedelta(days=1)
TOLERANCE = timedelta(hours=6)
"""So late a reminder still goes out, as long as the thing has not begun; hours of the night do not count."""
WEEKLY_TOLERANCE = timedelta(days=3)
"""An overview that is later than this is left to the next one, which tells of both weeks."""


def awake(moment: datetime) -> datetime:
    """The moment itself, or eight in the morning when it lies in the night."""
    local = moment.astimezone(ZONE)
    if OPENS <= local.time() < CLOSES:
        return moment
    day = local.date() + DAY if local.time() >= CLOSES else local.date()
    return wall(day, OPENS, ZONE).astimezone(UTC)


def days_earlier(at: datetime, days: int) -> datetime:
    """The same time on the wall so many days before, moved out of the night."""
    local = at.astimezone(ZONE)
    return awake(wall(local.date() - days * DAY, local.time(), ZONE).astimezone(UTC))


def too_late(due_at: datetime, at: datetime, moment: datetime) -> bool:
    """Whether at this moment it helps nobody any more."""
    return moment >= at or moment > after_waking(due_at, TOLERANCE)


def next_monday(after: datetime) -> datetime:
    """The next Monday morning at eight, later than `after`."""
    local = after.astimezone(ZONE)
    monday = local.date() - local.weekday() * DAY
    found = wall(monday, OPENS, ZONE)
    if found <= after:
        found = wall(monday + 7 * DAY, OPENS, ZONE)
    return found.astimezone(UTC)
