"""Groups for the feeds, all invented, and an independent way to the dates of a pattern."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from dateutil.rrule import rrulestr

from portal.groups.public import PublicGroup, PublicMeeting, PublicNetwork, PublicPlace
from portal.recurrence.pattern import Pattern

TODAY = date(2026, 11, 22)
"""A Sunday in winter time."""
NETWORK = PublicNetwork(
    slug="alpha",
    name="Zelfhulpnetwerk Alpha",
    locale="nl",
    region="Zuidoost-Brabant",
    phone="040 200 01 00",
    email="post@alpha.example",
    url="https://alpha.example/",
    updated_at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
)
HOSTILE = (
    "</script><script>alert(1)</script>",
    "]]><x>&amp;'\"",
    '=HYPERLINK("http://evil.example";"x")',
    "zwart\x00\x08\x0b\x1b[31m\ud800\ufffe\u202egats",
    "a;b\r\n=1+1;\u2028c",
    "\t@SUM(1)",
    "😀 Ærø ﷽ " * 40,
)


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


def bare(number: int = 1, **changed: Any) -> PublicGroup:
    """A group that keeps everything to itself but a name and a number to call."""
    empty = ("intro", "audience_note", "joining", "costs", "contact_name", "phone_note", "email")
    nothing: dict[str, Any] = dict.fromkeys((*empty, "website", "place"), "")
    nothing |= {"themes": (), "audiences": (), "in_person": False, "verified_on": None, "meetings": ()}
    return group(number, **(nothing | changed))


def hostile(number: int, text: str) -> PublicGroup:
    """A group whose every text is the same bad one."""
    names = ("name", "intro", "audience_note", "costs", "contact_name", "phone", "phone_note", "email")
    texts = dict.fromkeys((*names, "website", "place"), text)
    spot = dict.fromkeys(("name", "street", "postcode", "city", "access_note", "directions"), text)
    held = meeting(number, text=text, place=place(number, **spot))
    return group(number, **texts, themes=((text, text),), audiences=(text,), meetings=(held,))


def dates(rule: Pattern, start: date, end: date) -> list[date]:
    """The dates of a pattern from start until and including end, single changes left aside."""
    anchor = datetime.combine(rule.first_on or date(2020, 1, 1), time())
    found = rrulestr(rule.rrule, dtstart=anchor).between(
        datetime.combine(start, time()), datetime.combine(min(end, rule.last_on or end), time()), inc=True
    )
    return [day.date() for day in found if day.month not in rule.not_months]
