"""A month, a week or an agenda as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.calendar.gathering import MOST_DATES, gather, in_order
from portal.calendar.wishes import Wish
from portal.clock import ZONE
from portal.groups.catalogue import listed_themes
from portal.groups.meetings.dates import day_in_words
from portal.groups.sentences import hours
from portal.happenings import Date, Happening
from portal.i18n import language
from portal.recurrence import words

MOST_OF_A_DAY = 6
"""Lines of one day in a month; the rest stands on the page of that day."""
MOST_OF_AN_AGENDA = 400
KINDS = {
    "meeting": _l("Meeting of a group"),
    "training": _l("Training"),
    "event": _l("Event of the network"),
    "exchange": _l("Exchange between groups"),
    "consultation": _l("Consultation"),
    "kitchen_visit": _l("Kitchen visit"),
    "deadline": _l("Last day for something"),
    "booking": _l("Room that is taken"),
}
_DAY = timedelta(days=1)


class Line(NamedTuple):
    """One date on one day. `hours` is said short, and apart from it up to when; paper has room for one.

    `until` only where it goes on for days.
    """

    what: Happening
    key: date
    hours: str
    up_to: str
    until: str
    cancelled: bool
    reason: str


class Day(NamedTuple):
    """A day with its lines; `more` are left out. `inside`: of the month that was asked for."""

    on: date
    lines: list[Line]
    more: int
    inside: bool


class Choices(NamedTuple):
    """What can be filtered by: what there is in these days, and what is chosen."""

    kinds: list[tuple[str, str]]
    themes: list[tuple[str, str]]
    groups: list[tuple[str, str]]
    places: list[str]


class Shown(NamedTuple):
    """All of a page."""

    wish: Wish
    days: list[Day]
    choices: Choices
    total: int
    """Dates in the days that were asked for."""
    too_many: bool


def show(db: Session, person: Any, wish: Wish) -> Shown:
    """One statement, whatever is chosen."""
    return arranged(gather(db, person, *wish.window, kinds=wish.kinds), person, wish)


def arranged(found: Sequence[Happening], person: Any, wish: Wish) -> Shown:
    """The page of these happenings."""
    since, until = wish.window
    family = _family(wish.theme)
    wanted = [what for what in found if wish.wants(what) and (not family or family & set(what.themes))]
    every = in_order(wanted, since, until)
    days = _days(wish, every[:MOST_DATES])
    inside = sum(1 for one in every if wish.view != "month" or _inside(wish, one))
    return Shown(wish, days, _choices(wish, found, person), inside, len(every) > MOST_DATES)


def _family(theme: str) -> set[str]:
    """The theme and those under it; empty when none is chosen."""
    under = {one.code for one in listed_themes().values() if one.parent == theme}
    return {theme, *under} if theme else set()


def _inside(wish: Wish, one: Date) -> bool:
    return (one.on.year, one.on.month) <= (wish.on.year, wish.on.month) <= (one.last.year, one.last.month)


def _days(wish: Wish, every: Sequence[Date]) -> list[Day]:
    since, until = wish.window
    by_day: dict[date, list[Date]] = {since + _DAY * n: [] for n in range((until - since).days)}
    for one in every:
        day = max(one.on, since)
        while day <= one.last and day < until:
            by_day[day].append(one)
            day += _DAY
    most = MOST_OF_A_DAY if wish.view == "month" else MOST_OF_AN_AGENDA
    days = []
    for on, held in by_day.items():
        shown = held[:most] if len(held) > most + 1 else held
        inside = wish.view != "month" or on.month == wish.on.month
        lines = [line(one, on) for one in shown] if inside else []
        days.append(Day(on, lines, len(held) - len(shown) if inside else 0, inside))
    return days


def line(one: Date, day: date) -> Line:
    """A date as it stands on one of its days."""
    until = words.day_month(one.last) if one.last > one.on else ""
    begins = one.starts.astimezone(ZONE).time() if one.starts and day == one.on else None
    ends = one.ends.astimezone(ZONE).time() if one.ends and day == one.last else None
    return Line(one.what, one.key, *_hours(one, begins, ends), until, one.cancelled, one.reason)


def _hours(one: Date, begins: time | None, ends: time | None) -> tuple[str, str]:
    if one.starts is None:
        return "" if one.what.kind == "meeting" else str(_("all day")), ""
    if begins is None:
        return str(_("until %(time)s", time=words.clock(ends))) if ends else str(_("all day")), ""
    return _between(begins, ends if ends != begins else None, language())


@lru_cache(maxsize=2_000)
def _between(begins: time, ends: time | None, _language: str) -> tuple[str, str]:
    """Written once for each pair of hours: a month has a thousand of them."""
    return words.clock(begins), f"–{words.clock(ends)}" if ends is not None else ""


def said(one: Date, today: date) -> str:
    """When it is, in a sentence: Tuesday 8 December, 19:30 to 21:30."""
    told = day_in_words(one.on, today)
    starts = one.starts.astimezone(ZONE).time() if one.starts else None
    ends = one.ends.astimezone(ZONE).time() if one.ends else None
    if one.last > one.on:
        last = day_in_words(one.last, today)
        if starts is None:
            return str(_("%(first)s until %(last)s", first=told, last=last))
        begin, end = words.clock(starts), words.clock(ends) if ends else ""
        if not end:
            return str(_("%(first)s, %(begin)s, until %(last)s", first=told, begin=begin, last=last))
        return str(
            _("%(first)s, %(begin)s, until %(last)s, %(end)s", first=told, begin=begin, last=last, end=end)
        )
    return f"{told}, {hours(starts, ends, language())}" if starts else told


def _choices(wish: Wish, found: Sequence[Happening], person: Any) -> Choices:
    kinds = {kind: str(name) for kind, name in KINDS.items() if person is not None or kind in _PUBLIC}
    known, locale = listed_themes(), language()
    codes = {code for what in found for code in what.themes} | ({wish.theme} & set(known))
    codes |= {known[code].parent for code in codes if code in known and known[code].parent}
    groups = {str(what.group_id): what.group for what in found if what.group_id is not None and what.group}
    if wish.group and wish.group not in groups:
        groups[wish.group] = str(_("A group without dates here"))
    places = {what.town for what in found if what.town} | ({wish.place} if wish.place else set())
    return Choices(
        list(kinds.items()),
        [(code, one.name(locale)) for code, one in known.items() if code in codes],
        sorted(groups.items(), key=lambda pair: pair[1].casefold()),
        sorted(places, key=str.casefold),
    )


_PUBLIC = ("meeting", "training", "event", "exchange", "consultation", "kitchen_visit")
"""Kinds that a visitor can come across."""
