"""Groups for the feeds, all invented, and an independent way to the dates of a pattern."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from dateutil.rrule import rrulestr

from portal.groups.public import PublicGroup, PublicNetwork
from portal.recurrence.pattern import Pattern
from tests.public_groups import group, meeting, place

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
