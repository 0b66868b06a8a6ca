"""What has dates: the one shape in which features hand theirs to the calendar.

A feature joins `sources` with a question and how its rows are read. The questions of all go in one statement
(`portal/together.py`), so a question has columns with names of their own and may pack lists as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select

from portal.clock import ZONE
from portal.recurrence.expanding import CANCELLED, occurrences
from portal.recurrence.pattern import Change, Pattern

AUDIENCES = ("public", "network", "stewards")
KINDS = (
    *("meeting", "training", "event", "exchange", "consultation", "kitchen_visit"),
    *("deadline", "booking"),
)
EARLY = 6
"""Until this hour a night belongs to the evening before: a party until one is no second day."""


class Happening(NamedTuple):
    """Something with one date or a series of them. `audience` says who may know of it at all.

    `neutral` says the same as `title` and gives nothing away. A series has a pattern, of which each one
    lasts `days`; else `starts` and `ends` are moments, or the first and the last day. `link` is where one
    takes part online: whoever fills it in knows that this reader may have it.
    """

    kind: str
    id: UUID
    audience: str
    title: str
    neutral: str
    url: str
    made: datetime
    stamp: datetime
    sequence: int = 0
    pattern: Pattern | None = None
    days: int = 1
    starts: date | datetime | None = None
    ends: date | datetime | None = None
    text: str = ""
    group_id: UUID | None = None
    group: str = ""
    themes: tuple[str, ...] = ()
    place: str = ""
    town: str = ""
    online: bool = False
    link: str = ""
    cancelled: bool = False
    reason: str = ""


class Date(NamedTuple):
    """One date of a happening: its days on the calendar, its moments where hours are known.

    `key` is the date the rule gave, by which a single one of a series is changed.
    """

    what: Happening
    on: date
    last: date
    starts: datetime | None
    ends: datetime | None
    cancelled: bool
    reason: str
    key: date


class Asked(NamedTuple):
    """For which days, last one left out, and for whom (None: a visitor)."""

    since: date
    until: date
    person: Any

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The same as moments."""
        return moment(self.since), moment(self.until)


class Source(NamedTuple):
    """Where happenings come from. `kinds`: what it may give, so that it is asked only for these.

    The question returns None where this reader gets nothing.
    """

    kinds: tuple[str, ...]
    question: Callable[[Asked], Select[Any] | None]
    read: Callable[[Sequence[Any], Asked], Iterable[Happening]]


sources: list[Source] = []
"""In this order; one statement asks them all."""


def moment(day: date) -> datetime:
    """When a day begins where the groups meet."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def dates(what: Happening, since: date, until: date) -> Iterator[Date]:
    """The dates that lie, or reach, into these days."""
    if what.pattern is None:
        yield from _single(what, since, until)
        return
    reach = timedelta(days=what.days)
    for met in occurrences(what.pattern, since - reach, until):
        last, ends = met.on + reach - timedelta(days=1), met.ends
        if what.days > 1 and met.ends is not None:
            ends = _later(met.ends, what.days - 1, past_midnight=met.ends.date() > met.on)
        elif met.ends is not None:
            last = _last(met.on, met.ends)
        if last >= since:
            off = what.cancelled or met.status == CANCELLED
            reason = met.note or what.reason
            yield Date(what, met.on, last, met.starts, ends, off, reason, met.rule_date)


def changes(packed: Sequence[Sequence[str | None]] | None) -> tuple[Change, ...]:
    """Single ones that are otherwise, from JSON: day, kind, new day, beginning, end, note."""
    return tuple(_change(*one) for one in packed) if packed else ()  # type: ignore[arg-type]


def _change(on: str, kind: str, *rest: str | None) -> Change:
    to, starts, ends, note = rest
    begin, end = (time.fromisoformat(text) if text else None for text in (starts, ends))
    new = date.fromisoformat(to) if to else None
    return Change(date.fromisoformat(on), kind, new, begin, end, note or "")


def _later(ends: datetime, days: int, *, past_midnight: bool) -> datetime:
    """The same hour on the wall of a later day."""
    day = ends.date() + timedelta(days=days - past_midnight)
    return ends.replace(year=day.year, month=day.month, day=day.day, fold=0)


def _last(on: date, ends: datetime) -> date:
    """The last day on which it is shown."""
    day = ends.date()
    early = ends.hour < EARLY and day == on + timedelta(days=1)
    return on if early or day < on else day


def _single(what: Happening, since: date, until: date) -> Iterator[Date]:
    starts, ends = (_local(at) for at in (what.starts, what.ends))
    on = starts.date() if isinstance(starts, datetime) else starts
    assert on is not None
    if isinstance(starts, datetime):
        end = ends if isinstance(ends, datetime) else None
        last = _last(on, end) if end else on
        found = Date(what, on, last, starts, end, what.cancelled, what.reason, on)
    else:
        found = Date(what, on, max(on, ends or on), None, None, what.cancelled, what.reason, on)
    if found.on < until and found.last >= since:
        yield found


def _local(at: date | datetime | None) -> date | datetime | None:
    return at.astimezone(ZONE) if isinstance(at, datetime) else at
