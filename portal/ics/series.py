"""A pattern as events of a calendar file (RFC 5545), so that every reader comes to the same dates.

A cancelled meeting stays visible as cancelled, a moved one keeps the date it came from, and nobody is
invited: there are no attendees. In a file all of a series last equally long (RFC 5545, 3.8.5.3), and ours end
at the same hour on the wall: where the clock changes in between, that one is written by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from portal.ics.writing import Event, Moment
from portal.recurrence import stepping
from portal.recurrence.expanding import clock_changes, moments, usual_hours, wall, zone_named
from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.reading import Rule, write

_DAY = timedelta(days=1)
_END_OF_DAY = time(23, 59, 59)
_LEFT_OUT_FOR = timedelta(days=366 * 10)
"""How far ahead single dates are left out where the rule itself cannot leave out a month."""
_NIGHTS_FOR = 10
"""How many years ahead the nights are written by themselves in which the clock changes."""
_MORNING = time(4)
"""Nowhere does the clock change between this hour and midnight."""
_NEVER = date(1970, 1, 1)


def paper(uid: str, summary: str, *, stamp: datetime, sequence: int = 0, **more: Any) -> Event:
    """What all events of one pattern carry, besides their dates (`more`: other fields of Event)."""
    return Event(uid=uid, summary=summary, starts=_NEVER, stamp=stamp, sequence=sequence, **more)


def events(pattern: Pattern, paper: Event, *, days: int = 1) -> list[Event]:
    """The events of a pattern: the series, its changed meetings, and the extra ones under a uid of their own.

    `paper` has what all of them carry. Its stamp is when the facts last changed: without a first date the
    series starts there, so a stamp that stays the same gives the same file. An event without an hour takes
    the whole day; `days` is how many days each one lasts.
    """
    return [*_series(pattern, paper, days), *_extras(pattern, paper, days)]


def _series(pattern: Pattern, paper: Event, days: int) -> Iterator[Event]:
    first = stepping.first_date(pattern, _since(pattern, paper.stamp))
    rule = stepping.settled(pattern.rrule, pattern.first_on) if pattern.rrule else None
    if first is None or rule is None:
        return
    plain, left_out = _without_months(pattern, rule, first, paper.stamp.date())
    changed = {change.on: change for change in pattern.changes if change.kind in ("cancelled", "moved")}
    odd = _odd_nights(pattern, first, paper.stamp.date(), days)
    usual = (pattern.starts_at, pattern.ends_at)
    event = _event(pattern, paper, first, usual, days)
    if first in odd:
        event = replace(event, ends=None, lasts=_length(pattern, days))
    yield replace(
        event,
        rrule=write(plain) + _until(pattern),
        exdates=tuple(_moment(pattern, day, pattern.starts_at) for day in left_out),
    )
    for on in sorted({*changed, *odd}):
        if on not in changed:
            single = _event(pattern, paper, on, usual, days)
            yield replace(single, recurrence_id=_moment(pattern, on, pattern.starts_at))
        elif on >= first and stepping.gives(pattern, on):
            yield _changed(pattern, paper, changed[on], days)


def _odd_nights(pattern: Pattern, first: date, known_on: date, days: int) -> set[date]:
    """The dates that take an hour more or less than the others."""
    starts, ends = pattern.starts_at, pattern.ends_at
    if starts is None or ends is None or (days == 1 and (starts == ends or _MORNING <= starts < ends)):
        return set()
    reach, length = timedelta(days=days), _length(pattern, days)
    since = max(first.year, known_on.year)
    years = range(since, since + _NIGHTS_FOR)
    nights = (night for year in years for night in clock_changes(pattern.zone, year))
    near = {on for night in nights for on in stepping.dates(pattern, night - reach, night + _DAY)}
    return {on for on in near if on >= first and _exactly(pattern, on, days) != length}


def _length(pattern: Pattern, days: int) -> timedelta:
    """How long one lasts by the clock on the wall."""
    starts, ends = (datetime.combine(_NEVER, at or time.min) for at in (pattern.starts_at, pattern.ends_at))
    past_midnight = days == 1 and ends <= starts
    return ends - starts + timedelta(days=1 if past_midnight else days - 1)


def _exactly(pattern: Pattern, on: date, days: int) -> timedelta:
    """How long the one of this day really lasts."""
    starts = _moment(pattern, on, pattern.starts_at)
    ends = _end(pattern, on, (pattern.starts_at, pattern.ends_at), days)
    assert isinstance(starts, datetime) and isinstance(ends, datetime)
    return ends.astimezone(UTC) - starts.astimezone(UTC)


def _since(pattern: Pattern, stamp: datetime) -> date:
    """Where the series starts to look for its first meeting: not after a meeting that was changed."""
    if pattern.first_on is not None:
        return pattern.first_on
    changed = (change.on for change in pattern.changes)
    return min((stamp.astimezone(zone_named(pattern.zone)).date(), *changed))


def _without_months(pattern: Pattern, rule: Rule, first: date, known_on: date) -> tuple[Rule, list[date]]:
    """The rule that names the months that remain; where that would change its meaning, the dates left out."""
    rule = replace(rule, count=None)
    if not pattern.not_months:
        return rule, []
    sums_up_year = rule.freq in ("WEEKLY", "YEARLY") and bool(rule.positions)
    if not sums_up_year and (rule.in_each_month or not rule.numbered):
        left = set(rule.months or range(1, 13)) - set(pattern.not_months)
        return replace(rule, months=tuple(sorted(left))), []
    every = replace(pattern, not_months=(), changes=())
    given = stepping.dates(every, first, stepping.after(max(first, known_on), _LEFT_OUT_FOR))
    return rule, [day for day in given if day.month in pattern.not_months]


def _until(pattern: Pattern) -> str:
    """The end of the last day, in the form the first moment has."""
    last = stepping.last_date(pattern)
    if last is None:
        return ""
    if pattern.starts_at is None:
        return f";UNTIL={last:%Y%m%d}"
    return f";UNTIL={wall(last, _END_OF_DAY, zone_named(pattern.zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _changed(pattern: Pattern, paper: Event, change: Change, days: int) -> Event:
    moved_to = change.to if change.kind == "moved" else None
    event = _event(pattern, paper, moved_to or change.on, usual_hours(pattern, change), days)
    return replace(
        event,
        recurrence_id=_moment(pattern, change.on, pattern.starts_at),
        cancelled=paper.cancelled or change.kind == "cancelled",
        text=_said(paper, change),
    )


def _extras(pattern: Pattern, paper: Event, days: int) -> Iterator[Event]:
    """Extra meetings; two on one day get different names."""
    seen: dict[date, int] = {}
    name, at, host = paper.uid.partition("@")
    for change in sorted(
        (change for change in pattern.changes if change.kind == "extra"),
        key=lambda change: (change.on, change.starts_at or time.min),
    ):
        number = seen[change.on] = seen.get(change.on, 0) + 1
        suffix = f"-extra-{change.on:%Y%m%d}" + (f"-{number}" if number > 1 else "")
        own = replace(paper, uid=f"{name}{suffix}{at}{host}", text=_said(paper, change))
        yield _event(pattern, own, change.on, usual_hours(pattern, change), days)


def _said(paper: Event, change: Change) -> str:
    """The note of a single one stands before what is said of all."""
    return "\n".join(part for part in (change.note, paper.text) if part)


def _event(
    pattern: Pattern, paper: Event, on: date, hours: tuple[time | None, time | None], days: int
) -> Event:
    return replace(paper, starts=_moment(pattern, on, hours[0]), ends=_end(pattern, on, hours, days))


def _end(pattern: Pattern, on: date, hours: tuple[time | None, time | None], days: int) -> Moment | None:
    """When the one of this day ends, as the pages have it."""
    last = on + timedelta(days=days - 1)
    if hours[0] is None:
        return last + _DAY if days > 1 else None
    if days == 1:
        return moments(pattern, on, *hours)[1]
    return _moment(pattern, last, hours[1]) if hours[1] is not None else None


def _moment(pattern: Pattern, on: date, at: time | None) -> Moment:
    """What the clock shows, with the zone; also an hour that the night of a clock change skips."""
    if at is None:
        return on
    return datetime(on.year, on.month, on.day, at.hour, at.minute, at.second, tzinfo=zone_named(pattern.zone))
