"""The small words of a sentence about meetings: days, months, dates, clock times, ordinals, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from babel.dates import format_date, get_day_names, get_month_names
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

_DATES = {"de": "d. MMMM"}
_DAYS = {"de": "EEEE, d. MMMM"}
_NUMBERS = {"de": "d."}
_ORDINALS = {
    1: _l("first"),
    2: _l("second"),
    3: _l("third"),
    4: _l("fourth"),
    5: _l("fifth"),
    -1: _l("last"),
    -2: _l("second to last"),
    -3: _l("third to last"),
}
_COUNTS = {
    2: _l("two"),
    3: _l("three"),
    4: _l("four"),
    5: _l("five"),
    6: _l("six"),
    7: _l("seven"),
    8: _l("eight"),
    9: _l("nine"),
    10: _l("ten"),
    11: _l("eleven"),
    12: _l("twelve"),
}


def translated(text: str, **values: object) -> str:
    """The text in the language in force."""
    return str(gettext(text, **values))


_ = translated


def language() -> str:
    """The language in force; English where nothing sets one, since the texts themselves are English."""
    locale = get_locale()
    return str(locale.language) if locale else "en"


def day_month(day: date) -> str:
    """8 December."""
    return format_date(day, _DATES.get(language(), "d MMMM"), language())


def day_month_year(day: date, locale: str = "") -> str:
    """8 December 2026, in this language or the one in force. German has a dot after the number."""
    locale = locale or language()
    return format_date(day, _DATES.get(locale, "d MMMM") + " y", locale)


def day_number(day: date) -> str:
    """The 8 in: from 8 to 15 December."""
    return format_date(day, _NUMBERS.get(language(), "d"), language())


def weekday_and_date(day: date) -> str:
    """Tuesday 8 December."""
    return format_date(day, _DAYS.get(language(), "EEEE d MMMM"), language())


def weekday(number: int) -> str:
    """The name of a weekday, Monday is 0."""
    return str(get_day_names("wide", locale=language())[number])


def month(number: int) -> str:
    """The name of a month, January is 1."""
    return str(get_month_names("wide", locale=language())[number])


def clock(moment: time) -> str:
    """19:30 as the wall clock of the language writes it."""
    return _("%(hour)s:%(minute)s", hour=moment.hour, minute=f"{moment.minute:02d}")


def joined(parts: Sequence[str]) -> str:
    """One, two and three."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(list)s and %(last)s", list=", ".join(parts[:-1]), last=parts[-1])


def ordinal(nth: int) -> str:
    """second, last; empty where there is no everyday word."""
    return str(_ORDINALS.get(nth, ""))


def amount(number: int) -> str:
    """two, or 13."""
    return str(_COUNTS.get(number, number))


def day_of_month(number: int) -> str:
    """15th; counted from the end: last day. Empty where there is no everyday word."""
    if number < 0:
        return str(_("%(nth)s day", nth=ordinal(number))) if ordinal(number) else ""
    if number in (1, 21, 31):
        return _("%(number)sst", number=number)
    if number in (2, 22):
        return _("%(number)snd", number=number)
    if number in (3, 23):
        return _("%(number)srd", number=number)
    return _("%(number)sth", number=number)


def together(months: Sequence[int]) -> tuple[int, int] | None:
    """The first and last month when four or more follow each other, also over the end of the year."""
    chosen = set(months)
    starts = [number for number in chosen if (number - 2) % 12 + 1 not in chosen]
    if len(starts) != 1 or len(chosen) < 4:
        return None
    return starts[0], (starts[0] + len(chosen) - 2) % 12 + 1
