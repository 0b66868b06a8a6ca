"""What everybody may know of a group: the one shape that print, feeds and pages are made from.

What a group keeps from the public is empty here ("" or None), so that nobody who gets these needs to filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.recurrence.pattern import Pattern


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """Where a group meets; groups that share a place have it with the same id."""

    id: UUID
    name: str
    street: str
    postcode: str
    city: str
    access_note: str
    directions: str
    lat: float | None
    lon: float | None
    """Degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class PublicMeeting:
    """A regular meeting of a group. `text` is the sentence people wrote; it may say more than the pattern."""

    id: UUID
    pattern: Pattern
    text: str
    place: PublicPlace | None
    in_person: bool
    online: bool
    by_phone: bool


@dataclass(frozen=True, slots=True)
class PublicGroup:
    """A group. `audiences`, `joining` and `state` are the codes of `portal.groups.models`."""

    id: UUID
    slug: str
    name: str
    intro: str
    themes: tuple[tuple[str, str], ...]
    """Code, and name in the reader's language."""
    audiences: tuple[str, ...]
    audience_note: str
    joining: str
    costs: str
    contact_name: str
    phone: str
    phone_note: str
    email: str
    website: str
    in_person: bool
    online: bool
    by_phone: bool
    place: str
    """The town."""
    state: str
    paused_until: date | None
    verified_on: date | None
    verified_precision: str
    updated_at: datetime
    url: str
    """The full address of the group's page."""
    meetings: tuple[PublicMeeting, ...]


@dataclass(frozen=True, slots=True)
class PublicNetwork:
    """The network that lists the groups. `url` is the full address of its first page."""

    slug: str
    name: str
    locale: str
    region: str
    phone: str
    email: str
    url: str
    updated_at: datetime
    country: str = ""
    """NL, BE or DE; "" when only the language tells."""
