"""Dates that are not what they seem, said in words: nights in which the clock changes, days a month lacks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.clock import today
from portal.groups.meetings.dates import day_in_words
from portal.happenings import Date
from portal.recurrence import stepping, words
from portal.recurrence.pattern import Pattern
from portal.recurrence.reading import Rule

_LEAP_YEAR = 2028
_NIGHTS: dict[str, Any] = {
    "skipped": _l("In the night of %(day)s the clock skips this hour: it begins an hour later."),
    "twice": _l("In the night of %(day)s this hour comes twice: the first one counts."),
    "shorter": _l("After %(day)s the clock goes forward in the night: that one lasts an hour shorter."),
    "longer": _l("After %(day)s the clock goes back in the night: that one lasts an hour longer."),
}
"""What is said of the first night in which the clock changes like this."""


def oddities(pattern: Pattern, found: Sequence[Date]) -> list[str]:
    """A sentence for each kind, about the first of these dates where it happens."""
    return [*_lacking(pattern), *_nights(pattern, found)]


def _lacking(pattern: Pattern) -> Iterator[str]:
    """Months that the rule passes over because they have no such day."""
    rule = stepping.settled(pattern.rrule, pattern.first_on) if pattern.rrule else None
    if rule is None or rule.freq not in ("MONTHLY", "YEARLY"):
        return
    months, day = _months(pattern, rule), max(rule.monthdays, default=0)
    short = sorted(month for month in months if monthrange(_LEAP_YEAR, month)[1] < day)
    if day == 29 and months == {2}:
        yield str(_("29 February is only there in leap years: in the other years it does not take place."))
    elif day == 29 and 2 in months:
        yield str(_("February has a 29th in leap years only: in other years it does not take place then."))
    elif short:
        named = words.joined([words.month(month) for month in short])
        nth = words.day_of_month(day)
        yield str(_("There is no %(nth)s in %(months)s: then it does not take place.", nth=nth, months=named))
    for fifth in sorted({weekday for nth, weekday in rule.weekdays if nth == 5}):
        name = words.weekday(fifth)
        yield str(_("Not every month has a fifth %(weekday)s: then it does not take place.", weekday=name))


def _months(pattern: Pattern, rule: Rule) -> set[int]:
    """The months in which the rule looks for its day."""
    steps = rule.interval if rule.freq == "MONTHLY" else 1
    first = pattern.first_on.month if pattern.first_on else 1
    reached = {(first - 1 + number * steps) % 12 + 1 for number in range(12)}
    return (set(rule.months) or reached) - set(pattern.not_months)


def _nights(pattern: Pattern, found: Sequence[Date]) -> Iterator[str]:
    first: dict[str, Date] = {}
    for one in found:
        first.setdefault(_night(pattern, one), one)
    for kind, one in sorted(first.items(), key=lambda pair: pair[1].on):
        if kind:
            yield str(_NIGHTS[kind] % {"day": day_in_words(one.on, today())})


def _night(pattern: Pattern, one: Date) -> str:
    """What the clock does while this one goes on; "" mostly. One that was moved has hours of its own."""
    starts, ends = one.starts, one.ends
    if starts is None or pattern.starts_at is None or one.key != one.on:
        return ""
    if starts.time() != pattern.starts_at:
        return "skipped"
    if starts.replace(fold=1).utcoffset() != starts.utcoffset():
        return "twice"
    before, after = starts.utcoffset(), ends.utcoffset() if ends else None
    if ends is None or before is None or after is None or ends - starts > timedelta(hours=24):
        return ""
    return "shorter" if after > before else "longer" if after < before else ""
