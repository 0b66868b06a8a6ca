"""Groups as visitors see them, all invented: what leaves the house is made of these."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from portal.groups.public import PublicGroup, PublicMeeting, PublicPlace
from portal.recurrence.pattern import Pattern

TODAY = date(2026, 11, 22)
"""A Sunday in winter time."""


def uid(number: int) -> UUID:
    """An id as ours are: ordered at the beginning, told apart at the end."""
    return UUID(int=0x0192_0000_0000_7000_8000_0000_0000_0000 + number)


def place(number: int = 1, **changed: Any) -> PublicPlace:
    """A house in Helmond."""
    usual: dict[str, Any] = {
        "name": "De Huiskamer",
        "street": "Markt 1",
        "postcode": "5701 RK",
        "city": "Helmond",
        "access_note": "Rolstoel kan via de achterdeur",
        "directions": "Bel bij de groene deur",
        "lat": 51.481234567,
        "lon": 5.661234567,
    }
    return PublicPlace(id=uid(5000 + number), **(usual | changed))


def pattern(rrule: str = "FREQ=WEEKLY;BYDAY=TU", **changed: Any) -> Pattern:
    """Half past seven to half past nine in the evening."""
    usual: dict[str, Any] = {"first_on": None, "starts_at": time(19, 30), "ends_at": time(21, 30)}
    return Pattern(rrule=rrule, **(usual | changed))


def meeting(number: int = 1, *, rule: Pattern | None = None, **changed: Any) -> PublicMeeting:
    """Every Tuesday in Helmond."""
    usual: dict[str, Any] = {
        "text": "elke dinsdag",
        "place": place(),
        "in_person": True,
        "online": False,
        "by_phone": False,
    }
    return PublicMeeting(id=uid(9000 + number), pattern=rule or pattern(), **(usual | changed))


def group(number: int = 1, **changed: Any) -> PublicGroup:
    """A group that says everything about itself."""
    usual: dict[str, Any] = {
        "slug": f"rouwcafe-{number}",
        "name": f"Rouwcafé {number}",
        "intro": "Samen praten na een verlies.",
        "themes": (("grief", "rouw"),),
        "audiences": ("everyone",),
        "audience_note": "vanaf 18 jaar",
        "joining": "open",
        "costs": "Gratis",
        "contact_name": "Ria",
        "phone": "+31 6 12345678",
        "phone_note": "na 18 uur",
        "email": "rouw@groep.example",
        "website": "https://groep.example/rouw",
        "in_person": True,
        "online": False,
        "by_phone": False,
        "place": "Helmond",
        "state": "active",
        "paused_until": None,
        "verified_on": date(2026, 10, 14),
        "verified_precision": "day",
        "updated_at": datetime(2026, 11, 1, 23, 30, 5, 123_456, tzinfo=UTC),
        "url": f"https://alpha.example/groups/rouwcafe-{number}",
        "meetings": (meeting(number),),
    }
    return PublicGroup(id=uid(number), **(usual | changed))
