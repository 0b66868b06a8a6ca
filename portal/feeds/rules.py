"""Recurrence rules taken apart, as far as other formats can say them.

`rule_of` returns None for a rule that it does not know entirely: then the sentence people wrote goes out
alone, since a format that gets half of a rule shows wrong dates.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta

from portal.recurrence import reading
from portal.recurrence.expanding import CANCELLED, occurrences
from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.reading import Unreadable, read

SOON = timedelta(days=14)
"""Who looks a meeting up goes there within this time, mostly."""
DAYS = reading.WEEKDAYS
"""As ISO and Python count: Monday is 0. Formats that begin with Sunday count for themselves."""
_ALL_YEAR = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Rule:
    """Every `interval` weeks or months; either `days` or `month_days` is filled."""

    freq: str
    """WEEKLY or MONTHLY."""
    interval: int
    days: tuple[tuple[int, str], ...]
    """Which one of the month (-1 is the last; 0 in a weekly rule), and the day's two letters."""
    month_days: tuple[int, ...]
    months: tuple[int, ...]
    """The months of the year in which it holds."""
    week_start: str

    @property
    def weekly(self) -> bool:
        """Each week, whatever the month."""
        return self.freq == "WEEKLY" and self.interval == 1

    @property
    def all_year(self) -> bool:
        """No month is left out."""
        return self.months == _ALL_YEAR


def rule_of(pattern: Pattern) -> Rule | None:
    """The rule of a pattern, or None when there is none or part of it is unknown."""
    try:
        said = read(pattern.rrule)
    except Unreadable:
        return None
    if said.yeardays or said.weeks or said.count is not None:
        return None
    return _weekly(said, pattern) or _monthly(said, pattern)


def _weekly(said: reading.Rule, pattern: Pattern) -> Rule | None:
    days = _days(said)
    if said.numbered or said.monthdays or said.positions:
        return None
    if said.freq == "DAILY" and said.interval == 1:
        days = days or tuple((0, day) for day in DAYS)
    elif said.freq == "WEEKLY" and not days and pattern.first_on:
        days = ((0, DAYS[pattern.first_on.weekday()]),)
    elif said.freq != "WEEKLY" and not (said.freq == "MONTHLY" and said.interval == 1):
        return None
    return _made("WEEKLY", said, pattern, days, ()) if days else None


def _monthly(said: reading.Rule, pattern: Pattern) -> Rule | None:
    if said.freq != "MONTHLY" or said.positions:
        return None
    days, month_days = _days(said), said.monthdays
    if not days and not month_days and pattern.first_on:
        month_days = (pattern.first_on.day,)
    if bool(days) == bool(month_days) or not all(which for which, _day in days):
        return None
    return _made("MONTHLY", said, pattern, days, month_days)


def _made(
    freq: str,
    said: reading.Rule,
    pattern: Pattern,
    days: tuple[tuple[int, str], ...],
    month_days: tuple[int, ...],
) -> Rule | None:
    months = tuple(month for month in said.months or _ALL_YEAR if month not in pattern.not_months)
    anchored = said.interval == 1 or pattern.first_on is not None
    if not (anchored and months):
        return None
    return Rule(freq, said.interval, days, month_days, months, DAYS[said.week_start])


def _days(said: reading.Rule) -> tuple[tuple[int, str], ...]:
    """Which one of the month and the day's two letters, in the order of the week."""
    return tuple((which, DAYS[day]) for which, day in sorted(said.weekdays, key=lambda pair: pair[::-1]))


def season(rule: Rule, today: date) -> tuple[date, date] | None:
    """First and last day of the run of months, round the new year if need be, that is or comes next.

    None for a rule that holds all year. For formats that cannot leave months out: what they are given is
    right until the last day, and those who ask again later get the season after it.
    """
    if rule.all_year:
        return None
    year, month = today.year, today.month
    while month not in rule.months:
        year, month = _moved(year, month, 1)
    last = first = (year, month)
    while (before := _moved(*first, -1))[1] in rule.months:
        first = before
    while (after := _moved(*last, 1))[1] in rule.months:
        last = after
    return date(*first, 1), date(*last, monthrange(*last)[1])


def _moved(year: int, month: int, step: int) -> tuple[int, int]:
    position = year * 12 + month - 1 + step
    return position // 12, position % 12 + 1


def is_over(pattern: Pattern, today: date) -> bool:
    """The last meeting has been."""
    return pattern.last_on is not None and pattern.last_on < today


def meets_weekly_now(pattern: Pattern, today: date) -> bool:
    """Somebody who comes at the day and hour of this week finds the group there, but for single changes."""
    rule = rule_of(pattern)
    begun = pattern.first_on is None or pattern.first_on <= today
    running = begun and not is_over(pattern, today)
    return bool(rule and rule.weekly and running and today.month in rule.months and not _away(pattern, today))


def _away(pattern: Pattern, today: date) -> bool:
    """None of the next meetings takes place: the building is closed, or everybody is on holiday."""
    if not pattern.changes:
        return False
    soon = occurrences(pattern, today, today + SOON)
    return bool(soon) and all(meeting.status == CANCELLED for meeting in soon)


def coming(pattern: Pattern, today: date) -> list[Change]:
    """The changes that still matter, in the order of the calendar."""
    mattering = [change for change in pattern.changes if max(change.on, change.to or change.on) >= today]
    return sorted(mattering, key=lambda change: (change.on, change.kind))


def single_dates(pattern: Pattern, today: date) -> list[tuple[date, Change]]:
    """The dates still to come that the rule does not give: extra meetings and where moved ones went."""
    held = [change for change in coming(pattern, today) if change.kind in ("extra", "moved")]
    dates = [((change.to or change.on) if change.kind == "moved" else change.on, change) for change in held]
    return [(day, change) for day, change in dates if day >= today]


def hours_of(pattern: Pattern, change: Change) -> tuple[time | None, time | None]:
    """When a single meeting starts and ends; a usual end that a later start has passed is unknown."""
    starts, ends = pattern.starts_at, pattern.ends_at
    if change.starts_at and starts and ends and starts < ends <= change.starts_at:
        ends = None
    return change.starts_at or starts, change.ends_at or ends
