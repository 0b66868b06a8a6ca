"""What features say is due: who is to be reminded of what, and when it is.

A feature puts its question into SOURCES when it is installed. The same question answers twice: when reminders
are planned, and again just before one is sent. What it no longer names then is no longer true.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from portal.clock import ZONE
from portal.recurrence.expanding import wall


class Due(NamedTuple):
    """One person and one thing that begins `at`. Without an account (`person_id` None) `email` says where."""

    thing_id: UUID
    person_id: UUID | None
    at: datetime
    ends_at: datetime | None
    sentence: Any
    """What the mail says, with %(when)s; it names no theme, no group and nobody."""
    link: Callable[[], str]
    """Where to look, as a full address."""
    since: datetime | None = None
    """When the person came to know of it: nobody is reminded of what they heard after that moment."""
    again: bool = False
    """A later one of several: of the usual moments before only the last counts."""
    hour_known: bool = True
    email: str = ""
    locale: str = ""


NOON = time(12)
"""What counts as the hour of something of which only the day is known."""


def begins(on: date, starts: datetime | None) -> datetime:
    """When something begins that is on this day, perhaps at an hour that is known."""
    return (starts or wall(on, NOON, ZONE)).astimezone(UTC)


Source = Callable[[Session, datetime, datetime, Collection[UUID] | None], list[Due]]
"""(db, since, until, only): what begins in this time, not at `until`; `only` these things, None: all."""

SOURCES: dict[str, Source] = {}
"""By kind of reminder (`portal/reminders/kinds.py`)."""
