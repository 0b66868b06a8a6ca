"""A pattern as events of a calendar file (RFC 5545), so that every reader comes to the same dates.

A cancelled meeting stays visible as cancelled, a moved one keeps the date it came from, and nobody is
invited: there are no attendees.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Event, vRecur

from portal.recurrence import stepping
from portal.recurrence.expanding import usual_hours, wall, zone_named
from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.reading import Rule, write

_END_OF_DAY = time(23, 59, 59)
_LEFT_OUT_FOR = timedelta(days=366 * 10)
"""How far ahead single dates are left out where the rule itself cannot leave out a month."""


@dataclass(frozen=True)
class _Paper:
    """What every event of one pattern carries."""

    uid: str
    summary: str
    sequence: int
    url: str
    location: str
    stamp: datetime


def vevents(
    pattern: Pattern,
    *,
    uid: str,
    summary: str,
    sequence: int,
    url: str = "",
    location: str = "",
    stamp: datetime,
) -> list[Event]:
    """The events of a pattern: the series, its changed meetings, and the extra ones under a uid of their own.

    `stamp` is when the facts last changed (aware). Without a first date the series starts there, so a stamp
    that stays the same gives the same file. An event without an hour takes the whole day.
    """
    uid, summary, url, location = map(_clean, (uid, summary, url, location))
    paper = _Paper(uid, summary, sequence, url, location, stamp.astimezone(UTC))
    return [*_series(pattern, paper), *_extras(pattern, paper)]


def _series(pattern: Pattern, paper: _Paper) -> Iterator[Event]:
    first = stepping.first_date(pattern, _since(pattern, paper.stamp))
    rule = stepping.settled(pattern.rrule, pattern.first_on) if pattern.rrule else None
    if first is None or rule is None:
        return
    event = _event(pattern, paper, first, pattern.starts_at, pattern.ends_at)
    plain, left_out = _without_months(pattern, rule, first, paper.stamp.date())
    event.add("rrule", vRecur.from_ical(write(plain) + _until(pattern)))
    for day in left_out:
        event.add("exdate", _moment(pattern, day, pattern.starts_at))
    yield event
    changed = {change.on: change for change in pattern.changes if change.kind in ("cancelled", "moved")}
    for on, change in sorted(changed.items()):
        if on >= first and stepping.gives(pattern, on):
            yield _changed(pattern, paper, change)


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


def _changed(pattern: Pattern, paper: _Paper, change: Change) -> Event:
    moved_to = change.to if change.kind == "moved" else None
    event = _event(pattern, paper, moved_to or change.on, *usual_hours(pattern, change))
    event.add("recurrence-id", _moment(pattern, change.on, pattern.starts_at))
    if change.kind == "cancelled":
        event["status"] = "CANCELLED"
    _note(event, change)
    return event


def _extras(pattern: Pattern, paper: _Paper) -> Iterator[Event]:
    """Extra meetings; two on one day get different names."""
    seen: dict[date, int] = {}
    name, at, host = paper.uid.partition("@")
    for change in sorted(
        (change for change in pattern.changes if change.kind == "extra"),
        key=lambda change: (change.on, change.starts_at or time.min),
    ):
        number = seen[change.on] = seen.get(change.on, 0) + 1
        suffix = f"-extra-{change.on:%Y%m%d}" + (f"-{number}" if number > 1 else "")
        own = replace(paper, uid=f"{name}{suffix}{at}{host}")
        event = _event(pattern, own, change.on, *usual_hours(pattern, change))
        _note(event, change)
        yield event


def _event(pattern: Pattern, paper: _Paper, on: date, starts_at: time | None, ends_at: time | None) -> Event:
    event = Event()
    event.add("uid", paper.uid)
    event.add("dtstamp", paper.stamp)
    event.add("last-modified", paper.stamp)
    event.add("sequence", paper.sequence)
    event.add("summary", paper.summary)
    event.add("status", "CONFIRMED")
    event.add("dtstart", _moment(pattern, on, starts_at))
    if starts_at is not None and ends_at is not None and ends_at != starts_at:
        event.add("dtend", _moment(pattern, on if ends_at > starts_at else on + timedelta(days=1), ends_at))
    if paper.url:
        event.add("url", paper.url)
    if paper.location:
        event.add("location", paper.location)
    return event


def _moment(pattern: Pattern, on: date, at: time | None) -> date | datetime:
    """What the clock shows, with the zone; also an hour that the night of a clock change skips."""
    if at is None:
        return on
    return datetime(on.year, on.month, on.day, at.hour, at.minute, at.second, tzinfo=zone_named(pattern.zone))


def _note(event: Event, change: Change) -> None:
    if note := _clean(change.note):
        event.add("description", note)


def _clean(text: str) -> str:
    """One line without control characters, which no calendar program expects."""
    spaced = " ".join(text.split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cs"))
