"""What time it is. One place, so that tests can move it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
"""The wall clock of the networks served so far; the Netherlands and Germany share it."""


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the wall where the groups meet."""
    return now().astimezone(ZONE).date()
