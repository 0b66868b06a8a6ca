"""When a service is held, as HSDS schedules: the parts of a recurrence rule in fields of their own.

Source: schema/schedule.json of HSDS 3.2. The format knows weekly and monthly rules and no exceptions: months
without meetings become a season (`valid_from`, `valid_to`), extra and moved meetings entries of one date,
everything else a sentence in `notes`. Hours are those on the wall; the offset behind them is that of the
first day from today on which the schedule holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portal.feeds.clean import filled, joined
from portal.feeds.rules import DAYS, Rule, hours_of, is_over, rule_of, season, single_dates
from portal.feeds.words import departures, said_when, ways
from portal.groups.public import PublicMeeting
from portal.recurrence.pattern import Pattern

Fields = dict[str, Any]


def schedules(meeting: PublicMeeting, owner: Mapping[str, str], *, today: date) -> list[Fields]:
    """The schedules of one meeting; `owner` names what they belong to. The first has the meeting's own id."""
    pattern = meeting.pattern
    if is_over(pattern, today):
        return []
    rule = rule_of(pattern)
    fields = _regular(rule, pattern, today) if rule else {}
    texts = filled(
        {
            "description": said_when(meeting),
            "attending_type": ways(meeting),
            "notes": joined(departures(pattern, today)),
        }
    )
    first = {"id": str(meeting.id), **owner, **fields, **texts}
    return [first, *_singles(meeting, owner, today)]


def _regular(rule: Rule, pattern: Pattern, today: date) -> Fields:
    start = max(today, pattern.first_on or today)
    valid = season(rule, start)
    days = ",".join(f"{which or ''}{day}" for which, day in rule.days)
    return filled(
        {
            "valid_from": valid[0].isoformat() if valid else "",
            "valid_to": valid[1].isoformat() if valid else "",
            "dtstart": pattern.first_on.isoformat() if pattern.first_on else "",
            "until": pattern.last_on.isoformat() if pattern.last_on else "",
            "freq": rule.freq,
            "interval": rule.interval,
            "byday": days,
            "bymonthday": ",".join(map(str, rule.month_days)),
            "wkst": rule.week_start if rule.interval > 1 else "",
        }
    ) | _hours(pattern.starts_at, pattern.ends_at, pattern.zone, max(start, valid[0] if valid else start))


def _singles(meeting: PublicMeeting, owner: Mapping[str, str], today: date) -> list[Fields]:
    pattern, made = meeting.pattern, []
    for day, change in single_dates(pattern, today):
        starts, ends = hours_of(pattern, change)
        once: Fields = {
            "id": str(part_of(meeting.id, f"{change.kind}:{change.on}:{day}:{starts}")),
            **owner,
            "valid_from": day.isoformat(),
            "valid_to": day.isoformat(),
            "dtstart": day.isoformat(),
            "freq": "WEEKLY",
            "interval": 1,
            "count": 1,
            "byday": DAYS[day.weekday()],
        }
        once |= _hours(starts, ends, pattern.zone, day)
        made.append(once | filled({"attending_type": ways(meeting), "notes": change.note}))
    return made


def _hours(starts: time | None, ends: time | None, zone: str, day: date) -> Fields:
    """What the clock says in the zone on that day. An unknown zone leaves the offset out."""
    if starts is None:
        return {}
    try:
        offset = datetime.combine(day, starts, ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        offset = None
    said = {"opens_at": _clock(starts, offset)} | ({"closes_at": _clock(ends, offset)} if ends else {})
    return said if offset is None else {"timezone": offset / timedelta(hours=1), **said}


def _clock(moment: time, offset: timedelta | None) -> str:
    text = f"{moment:%H:%M}"
    if offset is None:
        return text
    minutes = offset // timedelta(minutes=1)
    return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def part_of(owner: UUID, name: str) -> UUID:
    """A stable id for one of several things that we keep as one."""
    return uuid5(owner, name)
