"""The pure half of a form in which people choose when their group meets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from portal.recurrence import stepping, words
from portal.recurrence.pattern import Pattern
from portal.recurrence.reading import WEEKDAYS, Rule, Unreadable, read, write
from portal.recurrence.words import translated as _

WEEKLY, WEEKS, NTH, LAST, MONTHDAY = "weekly", "weeks", "nth", "last", "monthday"
APPOINTMENT, NONE = "appointment", "none"
RHYTHMS = (WEEKLY, WEEKS, NTH, LAST, MONTHDAY, APPOINTMENT, NONE)
MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Choice:
    """What people choose.

    `rhythm` is one of RHYTHMS. `weekdays` are "mo" to "su". `nths` are the weeks of the month, 1 to 5, and -1
    for the last. `n` is the number of weeks from one meeting to the next. What the rhythm does not ask for is
    not looked at.
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
    shown = _shown(rule)
    if shown is None or rule.count or rule.positions or rule.yeardays or rule.weeks:
        return None
    rhythm, nths = shown
    left_out = set(range(1, 13)) - set(rule.months) if rule.months else set()
    days = {day for _nth, day in rule.weekdays} or (set(range(7)) if rhythm == WEEKLY else set())
    return Choice(
        rhythm,
        tuple(WEEKDAYS[day].lower() for day in sorted(days)),
        nths,
        rule.interval if rhythm == WEEKS else None,
        rule.monthdays[0] if rhythm == MONTHDAY else None,
        pattern.first_on,
        pattern.starts_at,
        pattern.ends_at,
        tuple(sorted(left_out | set(pattern.not_months))),
        pattern.last_on,
    )


def _shown(rule: Rule) -> tuple[str, tuple[int, ...]] | None:
    """The rhythm and the weeks of the month, when the form has them. A daily rule is a week of seven days."""
    if rule.freq == "WEEKLY" and rule.weekdays:
        return _shown_weeks(rule)
    if rule.interval > 1 or rule.freq not in ("DAILY", "MONTHLY"):
        return None
    if rule.monthdays:
        alone = rule.freq == "MONTHLY" and len(rule.monthdays) == 1 and not rule.weekdays
        return (MONTHDAY, ()) if alone and rule.monthdays[0] > 0 else None
    return (WEEKLY, ()) if rule.freq == "DAILY" else _shown_months(rule)


def _shown_months(rule: Rule) -> tuple[str, tuple[int, ...]] | None:
    nths = tuple(dict.fromkeys(nth for nth, _day in rule.weekdays))
    days = {day for _nth, day in rule.weekdays}
    if not nths or len(rule.weekdays) != len(nths) * len(days):
        return None
    if len(nths) == 1 and nths[0] in (0, -1):
        return (LAST, ()) if nths[0] else (WEEKLY, ())
    return (NTH, nths) if set(nths) <= {1, 2, 3, 4, 5, -1} else None


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
    if choice.rhythm == MONTHDAY:
        return Rule("MONTHLY", monthdays=(choice.monthday or 1,))
    nths = sorted(set(choice.nths), key=lambda nth: (nth < 0, nth)) if choice.rhythm == NTH else [-1]
    return Rule("MONTHLY", weekdays=tuple((nth, day) for nth in nths for day in days))


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
    if choice.rhythm in (WEEKLY, WEEKS, NTH, LAST):
        known = {day.lower() for day in WEEKDAYS}
        if not choice.weekdays or not set(choice.weekdays) <= known:
            errors["weekdays"] = _("Choose on which day of the week.")
    if choice.rhythm == WEEKS and not 1 <= (choice.n or 0) <= MOST_WEEKS:
        errors["n"] = _("Choose a number of weeks from 2 to %(most)s.", most=MOST_WEEKS)
    if choice.rhythm == NTH and not (choice.nths and set(choice.nths) <= {1, 2, 3, 4, 5, -1}):
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
