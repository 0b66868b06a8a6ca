"""A pattern as the sentence people would write: "every second Tuesday of the month at 19:30, not in July".

Each text is a whole clause, so that a translation can put its words in their own order.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, time
from functools import lru_cache

from flask_babel import force_locale

from portal.recurrence import stepping, words
from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.reading import Rule, Unreadable, read
from portal.recurrence.words import translated as _

_ALL = frozenset(range(1, 13))
_EVERY_DAY = tuple((0, day) for day in range(7))
_WORKING_DAYS = _EVERY_DAY[:5]


def sentence(pattern: Pattern, locale: str, today: date | None = None) -> str:
    """When the group meets, in one of our languages. Changes of single meetings are not told.

    With today it also says from when, if that is still to come, and leaves the year out where it is this one.
    """
    with force_locale(locale):
        return _sentence(pattern, words.language(), today)


def change_sentence(change: Change, locale: str) -> str:
    """One meeting that is otherwise: "Tuesday 8 December is cancelled", "moved from 8 to 15 December"."""
    with force_locale(locale):
        said = _change(change)
        return _("%(change)s: %(note)s", change=said, note=change.note) if change.note else said


@lru_cache(maxsize=4_000)
def _sentence(pattern: Pattern, locale: str, today: date | None) -> str:
    """Depends on its arguments only, so it is worked out once; `locale` is the language in force."""
    if not pattern.rrule:
        return _without_rule(pattern)
    rule = stepping.settled(pattern.rrule, pattern.first_on) or _waiting(pattern.rrule)
    if rule is None:
        return with_hours(_("on fixed dates"), pattern.starts_at, pattern.ends_at)
    simple = _simplest(rule)
    rhythm = _rhythm(simple)
    said = with_hours(rhythm or _("on fixed dates"), pattern.starts_at, pattern.ends_at)
    named = set(rule.months) if rhythm and simple.freq == "YEARLY" else _ALL
    left = (set(rule.months) or _ALL) - set(pattern.not_months)
    return _with_period(_with_months(said, left, sorted(named - left)), pattern, today)


def _waiting(text: str) -> Rule | None:
    """A rule that only lacks the date it counts from can be said all the same."""
    try:
        rule = read(text)
    except Unreadable:
        return None
    return rule if rule.says_day or rule.freq == "DAILY" else None


def _without_rule(pattern: Pattern) -> str:
    if pattern.starts_at is None:
        return _("no fixed dates")
    return with_hours(_("no fixed dates, but"), pattern.starts_at, pattern.ends_at)


def with_hours(said: str, starts_at: time | None, ends_at: time | None) -> str:
    """The clause with the hours behind it; an end before the start is said to be on the next day."""
    start, end = (words.clock(moment) if moment is not None else "" for moment in (starts_at, ends_at))
    if starts_at is None:
        return _("%(rhythm)s until %(time)s", rhythm=said, time=end) if end else said
    if ends_at is None or ends_at == starts_at:
        return _("%(rhythm)s at %(time)s", rhythm=said, time=start)
    if ends_at < starts_at:
        return _("%(rhythm)s from %(start)s to %(end)s the next day", rhythm=said, start=start, end=end)
    return _("%(rhythm)s from %(start)s to %(end)s", rhythm=said, start=start, end=end)


def _simplest(rule: Rule) -> Rule:
    """The same days, said shorter."""
    if rule.positions or rule.interval > 1 or rule.yeardays or rule.weeks:
        return rule
    if rule.weekdays and not rule.numbered and not rule.monthdays:
        rule = replace(rule, freq="WEEKLY")
    if rule.weekdays == _EVERY_DAY and not rule.monthdays:
        rule = replace(rule, freq="DAILY", weekdays=())
    if rule.monthdays and not rule.weekdays and (rule.freq == "DAILY" or not rule.months):
        rule = replace(rule, freq="MONTHLY")
    return rule


def _rhythm(rule: Rule) -> str:
    """Empty where there are no everyday words for the rule."""
    if rule.yeardays or rule.weeks:
        return ""
    return {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}[rule.freq](rule)


def _daily(rule: Rule) -> str:
    if rule.monthdays or rule.weekdays or rule.positions:
        return ""
    if rule.interval > 1:
        return _("every %(number)s days", number=words.amount(rule.interval))
    return _("every day")


def _weekly(rule: Rule) -> str:
    if rule.positions:
        return ""
    days = [day for _nth, day in rule.weekdays]
    names = words.joined([words.weekday(day) for day in days])
    if rule.interval > 1:
        return _("every %(number)s weeks on %(days)s", number=words.amount(rule.interval), days=names)
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        first, last = words.weekday(days[0]), words.weekday(days[-1])
        return _("every day from %(first)s to %(last)s", first=first, last=last)
    return _("every %(days)s", days=names)


def _monthly(rule: Rule) -> str:
    if rule.monthdays:
        return _monthly_dates(rule)
    which = _which(rule)
    if not which:
        return ""
    if rule.interval > 1:
        number = words.amount(rule.interval)
        return _("every %(number)s months on the %(which)s", number=number, which=which)
    if len(rule.weekdays) == 1 and rule.weekdays[0][0] > 0:
        return _("every %(which)s of the month", which=which)
    return _("the %(which)s of the month", which=which)


def _monthly_dates(rule: Rule) -> str:
    days = [words.day_of_month(number) for number in rule.monthdays]
    if rule.weekdays or rule.positions or not all(days):
        return ""
    dates, number = words.joined(days), words.amount(rule.interval)
    if rule.interval > 1:
        return _("every %(number)s months on the %(dates)s of the month", number=number, dates=dates)
    return _("the %(dates)s of the month", dates=dates)


def _yearly(rule: Rule) -> str:
    when = _dates_of_year(rule) if rule.monthdays else _days_of_year(rule)
    if not when:
        return ""
    if rule.interval > 1:
        return _("every %(number)s years on %(when)s", number=words.amount(rule.interval), when=when)
    return _("every year on %(when)s", when=when)


def _dates_of_year(rule: Rule) -> str:
    if rule.weekdays or rule.positions or min(rule.monthdays) < 0:
        return ""
    lengths = {month: 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31 for month in rule.months}
    found = [
        words.day_month(date(2000, month, day))
        for month in rule.months
        for day in rule.monthdays
        if day <= lengths[month]
    ]
    return words.joined(found) if len(found) < 7 else ""


def _days_of_year(rule: Rule) -> str:
    which = _which(rule) if rule.months else ""
    months = words.joined([words.month(number) for number in rule.months])
    return _("the %(which)s in %(months)s", which=which, months=months) if which else ""


def _which(rule: Rule) -> str:
    """ "first and third Wednesday", "first Tuesday and third Thursday"; empty without such words."""
    if rule.positions:
        numbers = [words.ordinal(at) for at in rule.positions]
        known = rule.weekdays == _WORKING_DAYS and all(numbers)
        return _("%(nth)s working day", nth=words.joined(numbers)) if known else ""
    by_day: dict[int, list[str]] = {}
    for nth, day in rule.weekdays:
        by_day.setdefault(day, []).append(words.ordinal(nth))
    if not all(all(numbers) for numbers in by_day.values()):
        return ""
    named = [(words.joined(numbers), words.weekday(day)) for day, numbers in by_day.items()]
    return words.joined([_("%(nth)s %(day)s", nth=nth, day=day) for nth, day in named])


def _with_months(said: str, left: Set[int], missing: Sequence[int]) -> str:
    """Which months are left out, or the few that remain. Dates within the year have said it themselves."""
    if not missing or not left:
        return said
    if len(missing) < 7:
        if span := words.together(missing):
            first, last = map(words.month, span)
            return _("%(rhythm)s, not from %(first)s to %(last)s", rhythm=said, first=first, last=last)
        months = words.joined([words.month(number) for number in missing])
        return _("%(rhythm)s, not in %(months)s", rhythm=said, months=months)
    if span := words.together(sorted(left)):
        first, last = map(words.month, span)
        return _("%(rhythm)s, only from %(first)s to %(last)s", rhythm=said, first=first, last=last)
    months = words.joined([words.month(number) for number in sorted(left)])
    return _("%(rhythm)s, only in %(months)s", rhythm=said, months=months)


def _with_period(said: str, pattern: Pattern, today: date | None) -> str:
    last_on = stepping.last_date(pattern)
    ahead = pattern.first_on is not None and today is not None and pattern.first_on > today
    first = _dated(pattern.first_on, today) if pattern.first_on is not None and ahead else ""
    last = _dated(last_on, today) if last_on is not None else ""
    if first and last:
        return _("%(rhythm)s, from %(day)s until %(last)s", rhythm=said, day=first, last=last)
    if first:
        return _("%(rhythm)s, from %(day)s", rhythm=said, day=first)
    return _("%(rhythm)s, until %(day)s", rhythm=said, day=last) if last else said


def _dated(day: date, today: date | None) -> str:
    this_year = today is not None and day.year == today.year
    return words.day_month(day) if this_year else words.day_month_year(day)


def _change(change: Change) -> str:
    day = words.weekday_and_date(change.on)
    if change.kind == "cancelled":
        return _("%(day)s is cancelled", day=day)
    if change.kind == "extra":
        return with_hours(_("extra meeting on %(day)s", day=day), change.starts_at, change.ends_at)
    if change.to is None or change.to == change.on:
        return with_hours(day, change.starts_at, change.ends_at)
    old, new = _both(change.on, change.to)
    return with_hours(_("moved from %(old)s to %(new)s", old=old, new=new), change.starts_at, change.ends_at)


def _both(old: date, new: date) -> tuple[str, str]:
    """Two dates, the first one without what the second says again."""
    if old.year != new.year:
        return words.day_month_year(old), words.day_month_year(new)
    if old.month != new.month:
        return words.day_month(old), words.day_month(new)
    return words.day_number(old), words.day_month(new)
