"""Until when a place that became free is kept for somebody. Hours of the night do not count."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.clock import ZONE

LONGEST = timedelta(hours=48)
SHORTEST = timedelta(hours=2)
PART = 4
"""Near the beginning an offer lasts this part of the time that is left, so that several can follow."""
OPENS, CLOSES = time(8), time(22)
"""Between these hours people read their mail; the time of an offer runs only then."""


def offered_until(begin: datetime, starts_at: datetime, zone: ZoneInfo = ZONE) -> datetime:
    """When an offer made at `begin` ends, for something that starts at `starts_at`; never after its start."""
    lasts = min(LONGEST, max(SHORTEST, (starts_at - begin) / PART))
    return min(after_waking(begin, lasts, zone), max(starts_at, begin))


def after_waking(begin: datetime, lasts: timedelta, zone: ZoneInfo = ZONE) -> datetime:
    """The moment at which `lasts` of waking hours have passed, in UTC."""
    day = begin.astimezone(zone).date()
    while True:
        opens = datetime.combine(day, OPENS, zone).astimezone(UTC)
        closes = datetime.combine(day, CLOSES, zone).astimezone(UTC)
        since = max(begin.astimezone(UTC), opens)
        if since < closes:
            if lasts <= closes - since:
                return since + lasts
            lasts -= closes - since
        day += timedelta(days=1)
