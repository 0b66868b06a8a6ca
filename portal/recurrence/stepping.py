"""Which dates a rule gives. Every search is bounded, also for a rule that has no end or never occurs.

Our own steps instead of a library's: the dates of a page are asked for hundreds of rules at once, and there
building one rule costs more than all of its dates here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING

from portal.recurrence.reading import Rule, Unreadable, read

if TYPE_CHECKING:
    from portal.recurrence.pattern import Pattern

HORIZON = timedelta(days=366 * 40)
"""29 February on a given weekday can stay away for forty years (over 2100), and nothing sensible longer."""
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def dates(pattern: Pattern, start: date, end: date) -> list[date]:
    """The dates of the rule from start until before end; changes are not looked at.

    A rule that cannot be read, or that needs a first date it does not have, gives none: nothing is guessed.
    """
    rule = settled(pattern.rrule, pattern.first_on) if pattern.rrule else None
    if rule is None:
        return []
    low, high = start.toordinal(), end.toordinal()
    if pattern.last_on is not None:
        high = min(high, pattern.last_on.toordinal() + 1)
    if pattern.first_on is not None and (rule.count is not None or pattern.first_on > start):
        low = pattern.first_on.toordinal()
    found: Iterator[date] = _days(rule, pattern.first_on, low, high)
    if rule.count is not None:
        found = (day for day in islice(found, rule.count) if day >= start)
    if pattern.not_months:
        return [day for day in found if day.month not in pattern.not_months]
    return list(found)


def gives(pattern: Pattern, day: date) -> bool:
    """The rule gives this date."""
    return day < date.max and bool(dates(pattern, day, day + timedelta(days=1)))


def first_date(pattern: Pattern, since: date | None = None) -> date | None:
    """The first date of the rule, or the first from a day on; None when there is none within forty years."""
    start = since or pattern.first_on or date(2000, 1, 1)
    span, limit = timedelta(days=60), after(start, HORIZON)
    while start < limit:
        end = min(after(start, span), limit)
        if found := dates(pattern, start, end):
            return found[0]
        start, span = end, span * 2
    return None


def last_date(pattern: Pattern) -> date | None:
    """The date after which nothing comes: the one that was set, or the last one of a rule that counts."""
    rule = settled(pattern.rrule, pattern.first_on) if pattern.rrule else None
    if rule is None or rule.count is None or pattern.first_on is None:
        return pattern.last_on
    start = pattern.first_on
    counted = islice(_days(rule, start, start.toordinal(), after(start, HORIZON).toordinal()), rule.count)
    last = max(counted, default=None)
    return min((day for day in (last, pattern.last_on) if day is not None), default=None)


def after(day: date, span: timedelta) -> date:
    """A day later by a span, or the end of the calendar."""
    return day + span if date.max - day > span else date.max


@lru_cache(maxsize=4_000)
def settled(text: str, first_on: date | None) -> Rule | None:
    """The rule with what only its first date says filled in, None when that date is needed and missing."""
    try:
        rule = read(text)
    except Unreadable:
        return None
    if first_on is None:
        complete = rule.interval == 1 and rule.count is None and (rule.says_day or rule.freq == "DAILY")
        return rule if complete else None
    if rule.says_day or rule.freq == "DAILY":
        return rule
    if rule.freq == "WEEKLY":
        return replace(rule, weekdays=((0, first_on.weekday()),))
    months = rule.months or ((first_on.month,) if rule.freq == "YEARLY" else ())
    return replace(rule, months=months, monthdays=(first_on.day,))


def _days(rule: Rule, first_on: date | None, low: int, high: int) -> Iterator[date]:
    """Days from ordinal low until before high, in order, that lie in a counted period and fit the rule."""
    if rule.positions:
        yield from _picked(rule, first_on, low, high)
        return
    only_weekdays = not (rule.months or rule.monthdays or rule.numbered or rule.yeardays or rule.weeks)
    if rule.interval == 1 or first_on is None:
        for day in _candidates(rule, low, high):
            if only_weekdays or _fits(rule, day):
                yield day
        return
    number = _period(rule)
    phase = number(first_on) % rule.interval
    for day in _candidates(rule, low, high):
        if number(day) % rule.interval == phase and (only_weekdays or _fits(rule, day)):
            yield day


def _picked(rule: Rule, first_on: date | None, low: int, high: int) -> Iterator[date]:
    """BYSETPOS: of all days of one period only the first, the last, and so on."""
    if low >= high:
        return
    number = _period(rule)
    wide_low, wide_high = max(low - 366, 1), min(high + 366, date.max.toordinal() + 1)
    wide_first = None if rule.interval == 1 else first_on
    all_days = _days(replace(rule, positions=()), wide_first, wide_low, wide_high)
    for _, group in groupby(all_days, number):
        period = list(group)
        picked = {period[at - 1 if at > 0 else at] for at in rule.positions if abs(at) <= len(period)}
        yield from (day for day in sorted(picked) if low <= day.toordinal() < high)


def _candidates(rule: Rule, low: int, high: int) -> Iterator[date]:
    """All days, or only those on the weekdays of the rule."""
    made = date.fromordinal
    if not rule.weekdays:
        yield from map(made, range(low, high))
        return
    week = low - (low - 1) % 7
    offsets = sorted({day for _, day in rule.weekdays})
    while week < high:
        for offset in offsets:
            if low <= week + offset < high:
                yield made(week + offset)
        week += 7


def _period(rule: Rule) -> Callable[[date], int]:
    """The number of the day, week, month or year that intervals count."""
    if rule.freq == "DAILY":
        return date.toordinal
    if rule.freq == "WEEKLY":
        return lambda day: (day.toordinal() - 1 - rule.week_start) // 7
    if rule.freq == "MONTHLY":
        return lambda day: day.year * 12 + day.month
    return lambda day: day.year


def _fits(rule: Rule, day: date) -> bool:
    """Every part of the rule that limits days lets this one pass; its weekday was looked at before."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.monthdays and not _counted(rule.monthdays, day.day, _month_length(day)):
        return False
    if rule.numbered and not _numbered(rule, day):
        return False
    if rule.yeardays and not _counted(rule.yeardays, day.timetuple().tm_yday, _year_length(day)):
        return False
    return not rule.weeks or _counted(rule.weeks, day.isocalendar().week, _weeks(day.isocalendar().year))


def _counted(wanted: tuple[int, ...], number: int, length: int) -> bool:
    return number in wanted or number - length - 1 in wanted


def _numbered(rule: Rule, day: date) -> bool:
    """The how manieth of its weekday it is, from the beginning or from the end."""
    if rule.in_each_month:
        at, length = day.day, _month_length(day)
    else:
        at, length = day.timetuple().tm_yday, _year_length(day)
    numbers = (0, (at - 1) // 7 + 1, -((length - at) // 7) - 1)
    weekday = day.weekday()
    return any(wanted == weekday and nth in numbers for nth, wanted in rule.weekdays)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_length(day: date) -> int:
    return 29 if day.month == 2 and _leap(day.year) else _LENGTHS[day.month - 1]


def _year_length(day: date) -> int:
    return 366 if _leap(day.year) else 365


def _weeks(year: int) -> int:
    """How many weeks a year of weeks has; 28 December always lies in the last one."""
    return date(min(year, MAXYEAR), 12, 28).isocalendar().week
