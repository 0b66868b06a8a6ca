"""Events as the text of a calendar file. Nobody is ever invited: there is no way to write an attendee.

Our own lines instead of the library's objects: a feed of two thousand events takes the library more than a
second. What we write is read back by the library, and by readers of others, in the tests.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Timezone

WIDEST = 75
"""Octets of a line, its end left out."""
PRODUCT = "-//portal//calendar//"
_EUROPE = {"Europe/Amsterdam", "Europe/Berlin", "Europe/Brussels"}
_SEASONS = (("DAYLIGHT", "CEST", "+0100", "+0200", "19810329T020000", 3),
            ("STANDARD", "CET", "+0200", "+0100", "19961027T030000", 10))  # fmt: skip
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a file. A date without an hour takes whole days, and `ends` is then the day after.

    `stamp` is when its facts last changed (aware); `sequence` never goes down. `recurrence_id` is the moment
    that the rule gave to a single one that is otherwise. `lasts` takes the place of `ends`. `link` is where
    one takes part online: only for those who may know it.
    """

    uid: str
    summary: str
    starts: Moment
    stamp: datetime
    ends: Moment | None = None
    lasts: timedelta | None = None
    sequence: int = 0
    cancelled: bool = False
    recurrence_id: Moment | None = None
    rrule: str = ""
    exdates: tuple[Moment, ...] = ()
    url: str = ""
    place: str = ""
    text: str = ""
    link: str = ""


def calendar(
    events: Iterable[Event], *, name: str = "", method: str = "", url: str = "", hours: int = 0
) -> bytes:
    """The file. `hours`: how often whoever subscribed should look again."""
    zones: dict[str, None] = {}
    body = [line for event in events for line in _event(event, zones)]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    head += [f"METHOD:{method}"] if method else []
    if name:
        head += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
    head += [f"URL:{_uri(url)}"] if url else []
    if hours:
        head += [f"REFRESH-INTERVAL;VALUE=DURATION:PT{hours}H", f"X-PUBLISHED-TTL:PT{hours}H"]
    lines = [*map(folded, head), *(line for zone in zones for line in timezone(zone)), *body, "END:VCALENDAR"]
    return ("\r\n".join(lines) + "\r\n").encode()


def sequence(made: datetime, changed: datetime) -> int:
    """A number that goes up with every change, for things that do not count theirs: seconds since."""
    return max(0, int((changed - made).total_seconds()))


def _event(event: Event, zones: dict[str, None]) -> Iterator[str]:
    stamp = f"{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield folded(f"UID:{_text(event.uid)}")
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield folded(f"SUMMARY:{_text(event.summary)}")
    yield _moment("DTSTART", event.starts, zones)
    if event.ends is not None:
        yield _moment("DTEND", event.ends, zones)
    elif event.lasts is not None:
        yield f"DURATION:PT{int(event.lasts.total_seconds()) // 60}M"
    if event.recurrence_id is not None:
        yield _moment("RECURRENCE-ID", event.recurrence_id, zones)
    if event.rrule:
        yield folded(f"RRULE:{event.rrule}")
    for day in event.exdates:
        yield _moment("EXDATE", day, zones)
    yield from map(folded, _about(event))
    yield "END:VEVENT"


def _about(event: Event) -> Iterator[str]:
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    if event.text:
        yield f"DESCRIPTION:{_text(event.text, lines=True)}"
    if event.url:
        yield f"URL:{_uri(event.url)}"
    if event.link:
        yield f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{_uri(event.link)}"


def _moment(name: str, moment: Moment, zones: dict[str, None]) -> str:
    """What the wall clock shows, with its zone; also an hour that the night of a clock change skips."""
    if not isinstance(moment, datetime):
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    zone = moment.tzinfo
    if not isinstance(zone, ZoneInfo) or zone.key == "UTC":
        return f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    zones[zone.key] = None
    return f"{name};TZID={zone.key}:{moment:%Y%m%dT%H%M%S}"


def folded(line: str) -> str:
    """In pieces of at most WIDEST octets, no letter cut in two."""
    if len(line) <= WIDEST // 4 or len(line.encode()) <= WIDEST:
        return line
    pieces, piece, width = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if width + octets > WIDEST:
            pieces.append(piece)
            piece, width = " ", 1
        piece, width = piece + letter, width + octets
    return "\r\n".join([*pieces, piece])


def clean(text: str, *, lines: bool = False) -> str:
    """Without control characters, which no calendar program expects; in one line unless `lines`."""
    parts = text.splitlines() if lines else [text]
    spaced = "\n".join(" ".join(part.split()) for part in parts).strip()
    if spaced.replace("\n", "").isprintable():
        return spaced
    kept = (letter for letter in spaced if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs"))
    return "".join(kept)


def _text(text: str, *, lines: bool = False) -> str:
    return clean(text, lines=lines).translate(_ESCAPED)


def _uri(address: str) -> str:
    """As it is, but that nothing in it can end the line."""
    return clean(address).replace(" ", "%20")


@lru_cache(maxsize=64)
def timezone(zone: str) -> tuple[str, ...]:
    """The lines that say when the clock changes there: by rule where we know it, else the changes to 2038."""
    if zone not in _EUROPE:
        made: Any = Timezone.from_tzid(zone)
        return tuple(made.to_ical().decode().rstrip().split("\r\n"))
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for kind, name, before, after, since, month in _SEASONS:
        lines += [f"BEGIN:{kind}", f"TZNAME:{name}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}"]
        lines += [f"DTSTART:{since}", f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU", f"END:{kind}"]
    return (*lines, "END:VTIMEZONE")


def day_after(day: date) -> date:
    """The end of an event that takes whole days, of which `day` is the last."""
    return day + timedelta(days=1)
