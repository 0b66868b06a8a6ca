"""The pure half of a form in which people choose when their group meets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from portal.recurrence import stepping, words
from portal.recurrence.pattern import Pattern
from portal.recurrence.reading import WEEKDAYS, Rule, Unreadable, read, write
from portal.recurrence.words import translated as _

WEEKLY, WEEKS, NTH, LAST, MONTHDAY = "weekly", "weeks", "nth", "last", "monthday"
DAILY, MONTHS, YEARLY = "daily", "months", "yearly"
APPOINTMENT, NONE = "appointment", "none"
RHYTHMS = (DAILY, WEEKLY, WEEKS, NTH, LAST, MONTHDAY, MONTHS, YEARLY, APPOINTMENT, NONE)
MOST_WEEKS, MOST_MONTHS = 26, 24
NTHS = {1, 2, 3, 4, 5, -1}


@dataclass(frozen=True, slots=True)
class Choice:
    """What people choose.

    `rhythm` is one of RHYTHMS. `weekdays` are "mo" to "su". `nths` are the weeks of the month, 1 to 5, and -1
    for the last. `n` is the number of weeks, or of months, from one meeting to the next. Every so many months
    and every year are on the date of `first_on`, or with `nths` on such a weekday. What the rhythm does not
    ask for is not looked at.
    """

    rhythm: str
    weekdays: tuple[str, ...] = ()
    nths: tuple[int, ...] = ()
    n: int | None = None
    monthday: int | None = None
    first_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    not_months: tuple[int, ...] = ()
    last_on: date | None = None


class BadChoice(ValueError):
    """What was chosen makes no pattern. `errors` holds a sentence for each field of Choice at fault."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def build(choice: Choice, today: date) -> Pattern:
    """The pattern of a choice, without changes and in the usual zone. Raises BadChoice."""
    errors = _hours(choice) | _days(choice) | _period(choice, today)
    if errors:
        raise BadChoice(errors)
    if choice.rhythm in (APPOINTMENT, NONE):
        return Pattern("", None, choice.starts_at, choice.ends_at)
    pattern = Pattern(
        write(_rule(choice)),
        choice.first_on,
        choice.starts_at,
        choice.ends_at,
        last_on=choice.last_on,
        not_months=tuple(sorted(set(choice.not_months))),
    )
    if errors := _dates(choice, pattern, today):
        raise BadChoice(errors)
    return pattern


def choice_of(pattern: Pattern) -> Choice | None:
    """The choice that gives this pattern, None when the form cannot show it.

    A pattern does not tell "by appointment" from "no fixed dates": it comes back as the latter.
    """
    if not pattern.rrule:
        return Choice(NONE, starts_at=pattern.starts_at, ends_at=pattern.ends_at)
    try:
        rule = stepping.settled(pattern.rrule, pattern.first_on) or read(pattern.rrule)
    except Unreadable:
        return None
    shown = _shown(rule, pattern.first_on)
    rarely = shown is not None and shown[0] in (MONTHS, YEARLY)
    if rarely and pattern.first_on is not None and not stepping.gives(pattern, pattern.first_on):
        return None
    if shown is None or rule.count or rule.positions or rule.yeardays or rule.weeks:
        return None
    rhythm, nths = shown
    left_out = set(range(1, 13)) - set(rule.months) if rule.months and rhythm != YEARLY else set()
    days = {day for _nth, day in rule.weekdays}
    return Choice(
        rhythm,
        tuple(WEEKDAYS[day].lower() for day in sorted(days)),
        nths,
        rule.interval if rhythm in (WEEKS, MONTHS) else None,
        rule.monthdays[0] if rhythm == MONTHDAY else None,
        pattern.first_on,
        pattern.starts_at,
        pattern.ends_at,
        tuple(sorted(left_out | set(pattern.not_months))),
        pattern.last_on,
    )


def _shown(rule: Rule, first_on: date | None) -> tuple[str, tuple[int, ...]] | None:
    """The rhythm and the weeks of the month, when the form has them."""
    if rule.freq == "WEEKLY" and rule.weekdays:
        return _shown_weeks(rule)
    if rule.freq == "DAILY":
        return (DAILY, ()) if rule.interval == 1 and not (rule.monthdays or rule.weekdays) else None
    if rule.interval > 1 or rule.freq == "YEARLY":
        return _shown_rarely(rule, first_on)
    if rule.monthdays:
        alone = len(rule.monthdays) == 1 and not rule.weekdays
        return (MONTHDAY, ()) if alone and rule.monthdays[0] > 0 else None
    return _shown_months(rule)


def _shown_rarely(rule: Rule, first_on: date | None) -> tuple[str, tuple[int, ...]] | None:
    """Every so many months, or every year, on the date of the first meeting or on such a weekday."""
    yearly = rule.freq == "YEARLY" and rule.interval == 1
    monthly = rule.freq == "MONTHLY" and 1 < rule.interval <= MOST_MONTHS and not rule.months
    if first_on is None or not (monthly or (yearly and rule.months == (first_on.month,))):
        return None
    rhythm = YEARLY if yearly else MONTHS
    if rule.monthdays:
        return (rhythm, ()) if rule.monthdays == (first_on.day,) and not rule.weekdays else None
    nths = tuple(dict.fromkeys(nth for nth, _day in rule.weekdays))
    days = {day for _nth, day in rule.weekdays}
    whole = bool(nths) and set(nths) <= NTHS and len(rule.weekdays) == len(nths) * len(days)
    return (rhythm, nths) if whole else None


def _shown_months(rule: Rule) -> tuple[str, tuple[int, ...]] | None:
    nths = tuple(dict.fromkeys(nth for nth, _day in rule.weekdays))
    days = {day for _nth, day in rule.weekdays}
    if not nths or len(rule.weekdays) != len(nths) * len(days):
        return None
    if len(nths) == 1 and nths[0] in (0, -1):
        return (LAST, ()) if nths[0] else (WEEKLY, ())
    return (NTH, nths) if set(nths) <= NTHS else None


def _shown_weeks(rule: Rule) -> tuple[str, tuple[int, ...]] | None:
    if rule.interval == 1:
        return WEEKLY, ()
    usual = rule.week_start == 0 or len(rule.weekdays) == 1
    return (WEEKS, ()) if usual and rule.interval <= MOST_WEEKS else None


def _rule(choice: Choice) -> Rule:
    days = sorted(WEEKDAYS.index(day.upper()) for day in set(choice.weekdays))
    if choice.rhythm in (WEEKLY, WEEKS):
        interval = choice.n or 1 if choice.rhythm == WEEKS else 1
        return Rule("WEEKLY", interval, weekdays=tuple((0, day) for day in days))
    if choice.rhythm == DAILY:
        return Rule("DAILY")
    if choice.rhythm == MONTHDAY:
        return Rule("MONTHLY", monthdays=(choice.monthday or 1,))
    if choice.rhythm in (MONTHS, YEARLY):
        return _rare_rule(choice, days)
    nths = sorted(set(choice.nths), key=lambda nth: (nth < 0, nth)) if choice.rhythm == NTH else [-1]
    return Rule("MONTHLY", weekdays=tuple((nth, day) for nth in nths for day in days))


def _rare_rule(choice: Choice, days: list[int]) -> Rule:
    first = choice.first_on or date(2000, 1, 1)
    freq, interval = ("YEARLY", 1) if choice.rhythm == YEARLY else ("MONTHLY", choice.n or 1)
    months = (first.month,) if choice.rhythm == YEARLY else ()
    if not choice.nths:
        return Rule(freq, interval, months=months, monthdays=(first.day,))
    nths = sorted(set(choice.nths), key=lambda nth: (nth < 0, nth))
    return Rule(freq, interval, months=months, weekdays=tuple((nth, day) for nth in nths for day in days))


def _hours(choice: Choice) -> dict[str, str]:
    """Past midnight is fine; the sentence says it back."""
    if choice.ends_at is not None and choice.starts_at is None:
        return {"starts_at": _("There is an end time but no beginning.")}
    if choice.ends_at is not None and choice.ends_at == choice.starts_at:
        return {"ends_at": _("The meeting ends at the moment it starts.")}
    return {}


def _days(choice: Choice) -> dict[str, str]:
    errors: dict[str, str] = {}
    if choice.rhythm not in RHYTHMS:
        return {"rhythm": _("Choose how often the group meets.")}
    by_weekday = choice.rhythm in (MONTHS, YEARLY) and bool(choice.nths)
    if choice.rhythm in (WEEKLY, WEEKS, NTH, LAST) or by_weekday:
        known = {day.lower() for day in WEEKDAYS}
        if not choice.weekdays or not set(choice.weekdays) <= known:
            errors["weekdays"] = _("Choose on which day of the week.")
    if choice.rhythm == WEEKS and not 1 <= (choice.n or 0) <= MOST_WEEKS:
        errors["n"] = _("Choose a number of weeks from 2 to %(most)s.", most=MOST_WEEKS)
    if choice.rhythm == MONTHS and not 2 <= (choice.n or 0) <= MOST_MONTHS:
        errors["n"] = _("Choose a number of months from 2 to %(most)s.", most=MOST_MONTHS)
    if (choice.rhythm == NTH or by_weekday) and not (choice.nths and set(choice.nths) <= NTHS):
        errors["nths"] = _("Choose in which weeks of the month: the first, the second, the last.")
    if choice.rhythm == MONTHDAY and not 1 <= (choice.monthday or 0) <= 31:
        errors["monthday"] = _("Choose a day of the month from 1 to 31.")
    return errors


def _period(choice: Choice, today: date) -> dict[str, str]:
    if choice.rhythm in (APPOINTMENT, NONE):
        return {}
    errors = {}
    if not set(choice.not_months) <= set(range(1, 13)):
        errors["not_months"] = _("A month has a number from 1 to 12.")
    elif len(set(choice.not_months)) == 12:
        errors["not_months"] = _("Every month of the year is left out.")
    if choice.last_on is not None and choice.last_on < today:
        errors["last_on"] = _("The last date, %(day)s, has passed.", day=words.day_month_year(choice.last_on))
    elif choice.last_on is not None and choice.first_on is not None and choice.last_on < choice.first_on:
        errors["last_on"] = _("The last date comes before the first.")
    if choice.rhythm == WEEKS and choice.n != 1 and choice.first_on is None:
        errors["first_on"] = _("Choose the date of one meeting, so that it is clear in which weeks you meet.")
    if choice.rhythm in (MONTHS, YEARLY) and choice.first_on is None:
        errors["first_on"] = _("Choose the date of one meeting, so that it is clear in which month you meet.")
    return errors


def _dates(choice: Choice, pattern: Pattern, today: date) -> dict[str, str]:
    """What only the dates themselves show."""
    first = choice.first_on
    if choice.rhythm == WEEKS and first is not None and not _on_chosen_day(choice, first):
        sentence = _(
            "%(day)s is a %(weekday)s, and you chose %(days)s.",
            day=words.day_month_year(first),
            weekday=words.weekday(first.weekday()),
            days=words.joined([words.weekday(day) for _nth, day in _rule(choice).weekdays]),
        )
        return {"first_on": sentence}
    if choice.rhythm in (MONTHS, YEARLY) and first is not None and not stepping.gives(pattern, first):
        day = words.day_month_year(first)
        sentence = _("%(day)s is not such a day. Choose the date of one meeting.", day=day)
        return {"first_on": sentence}
    if stepping.first_date(pattern, max(first or today, today)) is not None:
        return {}
    if choice.rhythm == MONTHDAY and (choice.monthday or 0) > 28 and choice.last_on is None:
        day = words.day_of_month(choice.monthday or 0)
        return {"monthday": _("None of the months that are left has a %(day)s: there is no date.", day=day)}
    return {
        "last_on" if choice.last_on else "not_months": _(
            "With these choices there is no meeting from today on."
        )
    }


def _on_chosen_day(choice: Choice, day: date) -> bool:
    return WEEKDAYS[day.weekday()].lower() in choice.weekdays
