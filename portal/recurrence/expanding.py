"""The meetings of a pattern, with what was moved, cancelled and added.

Local wall time first, then the zone. 02:30 in the night the clock goes forward does not exist: the meeting is
an hour later on the clock (03:30), as RFC 5545 says. 02:30 in the night it goes back comes twice: the first
one counts.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from portal.recurrence import stepping
from portal.recurrence.pattern import Change, Occurrence, Pattern

CONFIRMED, CANCELLED = "confirmed", "cancelled"
_DAY = timedelta(days=1)


def occurrences(pattern: Pattern, start: date, end: date) -> list[Occurrence]:
    """The meetings from start until before end, in order.

    A moved meeting stands on its new date, a cancelled one stays with that status, an extra one is added.
    Changes of a date that the rule does not give say nothing.
    """
    given = stepping.dates(pattern, start, end)
    if not pattern.changes:
        return [_meeting(pattern, on) for on in given]
    changed = {change.on: change for change in pattern.changes if change.kind in ("cancelled", "moved")}
    given += [on for on, change in changed.items() if _moves_in(pattern, change, start, end)]
    found = [_meeting(pattern, on, changed.get(on)) for on in given]
    found += [_meeting(pattern, extra.on, extra) for extra in pattern.changes if extra.kind == "extra"]
    return sorted((meeting for meeting in found if start <= meeting.on < end), key=_order)


def next_dates(pattern: Pattern, today: date, count: int) -> list[Occurrence]:
    """From today on as many meetings as asked that take place, and the cancelled ones between them.

    Fewer when the pattern ends, or gives no more within forty years.
    """
    limit = stepping.after(today, stepping.HORIZON)
    last = max((change.to or change.on for change in pattern.changes), default=date.min)
    known_end = stepping.last_date(pattern) if pattern.rrule else date.min
    if known_end is not None:
        limit = min(limit, stepping.after(max(known_end, last), _DAY))
    found: list[Occurrence] = []
    start, span = today, timedelta(days=60)
    while start < limit and count > 0:
        end = min(stepping.after(start, span), limit)
        for meeting in occurrences(pattern, start, end):
            found.append(meeting)
            count -= meeting.status == CONFIRMED
            if count == 0:
                return found
        start, span = end, span * 2
    return found


def wall(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment the clock on the wall shows this, as the wall shows it then."""
    local = datetime(on.year, on.month, on.day, at.hour, at.minute, at.second, tzinfo=zone)
    return local if local.utcoffset() == _later(local) else local.astimezone(UTC).astimezone(zone)


def usual_hours(pattern: Pattern, change: Change | None) -> tuple[time | None, time | None]:
    """When a meeting starts and ends on the wall clock; an end that does not fit a later start is unknown."""
    starts, ends = pattern.starts_at, pattern.ends_at
    if change is None or change.kind == "cancelled":
        return starts, ends
    if change.starts_at is not None and starts is not None and ends is not None and starts < ends:
        ends = ends if change.starts_at < ends else None
    return change.starts_at or starts, change.ends_at or ends


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """The zone of a pattern. Raises ZoneInfoNotFoundError (a KeyError) or ValueError."""
    return ZoneInfo(name)


@lru_cache(maxsize=500)
def clock_changes(zone: str, year: int) -> tuple[date, ...]:
    """The days of a year on which the clock there is put forward or back."""
    first = datetime(year, 1, 1, 12, tzinfo=zone_named(zone))
    noons = [first + _DAY * number for number in range(-1, 366)]
    return tuple(day.date() for before, day in pairwise(noons) if before.utcoffset() != day.utcoffset())


def _later(local: datetime) -> timedelta | None:
    """The offset of the second of two readings; it differs only in the nights the clock changes."""
    return local.replace(fold=1).utcoffset()


def _moves_in(pattern: Pattern, change: Change, start: date, end: date) -> bool:
    """A meeting from outside the period was moved into it."""
    if change.kind != "moved" or change.to is None:
        return False
    crosses = start <= change.to < end and not start <= change.on < end
    return crosses and stepping.gives(pattern, change.on)


def _meeting(pattern: Pattern, rule_date: date, change: Change | None = None) -> Occurrence:
    moved_to = change.to if change is not None and change.kind == "moved" else None
    status = CANCELLED if change is not None and change.kind == "cancelled" else CONFIRMED
    on = moved_to or rule_date
    starts, ends = moments(pattern, on, *usual_hours(pattern, change))
    return Occurrence(on, starts, ends, status, rule_date, change.note if change is not None else "")


def moments(
    pattern: Pattern, on: date, starts_at: time | None, ends_at: time | None
) -> tuple[datetime | None, datetime | None]:
    """The beginning and the end of a meeting on a date, past midnight when the end is the earlier hour."""
    if starts_at is None:
        return None, None
    zone = zone_named(pattern.zone)
    starts = wall(on, starts_at, zone)
    if ends_at is None or ends_at == starts_at:
        return starts, None
    past_midnight = ends_at < starts_at
    ends = wall(on + _DAY if past_midnight else on, ends_at, zone)
    if ends <= starts:
        length = datetime.combine(on, ends_at) - datetime.combine(on, starts_at)
        ends = (starts.astimezone(UTC) + length).astimezone(zone)
    return starts, ends


def _order(meeting: Occurrence) -> tuple[date, bool, float, date]:
    starts = meeting.starts
    return meeting.on, starts is not None, starts.timestamp() if starts else 0.0, meeting.rule_date
