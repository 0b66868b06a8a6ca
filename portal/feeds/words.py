"""What the feeds say in sentences, in the language in force: when, for whom, what is otherwise than usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import get_month_names
from babel.lists import format_list
from flask_babel import gettext as _

from portal.feeds.rules import coming, is_over
from portal.groups.public import PublicGroup, PublicMeeting
from portal.groups.sentences import AUDIENCES, JOINING, MODES, hours, when
from portal.i18n import language
from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.words import day_month_year


def said_when(meeting: PublicMeeting) -> str:
    """The sentence people wrote, with the hours when it does not say them."""
    return when(meeting.text, meeting.pattern.starts_at, meeting.pattern.ends_at, language())


def ways(thing: PublicGroup | PublicMeeting) -> str:
    """ "in person, online, by phone", as far as it is so."""
    chosen = {"in-person": thing.in_person, "online": thing.online, "phone": thing.by_phone}
    return ", ".join(str(MODES[name]) for name, on in chosen.items() if on)


def for_whom(group: PublicGroup) -> str:
    """The audiences by name, and what the group adds to them."""
    names = ", ".join(str(AUDIENCES[code]) for code in group.audiences if code in AUDIENCES)
    return ". ".join(text for text in (names, group.audience_note) if text)


def how_to_join(group: PublicGroup) -> str:
    """The group's way of letting people in, as a sentence."""
    return str(JOINING.get(group.joining, ""))


def pause(group: PublicGroup) -> str:
    """That the group does not meet now, or nothing."""
    if group.state != "paused":
        return ""
    if group.paused_until:
        return str(_("The group is paused until %(day)s", day=_day(group.paused_until)))
    return str(_("The group is paused for a while"))


def departures(pattern: Pattern, today: date) -> list[str]:
    """What a rule of days and hours does not show: beginning, end, months without, single changes."""
    said = []
    if pattern.first_on and pattern.first_on > today:
        said.append(_("From %(day)s", day=_day(pattern.first_on)))
    if pattern.last_on and not is_over(pattern, today):
        said.append(_("Until %(day)s", day=_day(pattern.last_on)))
    if pattern.not_months:
        said.append(_("Not in %(months)s", months=_months(pattern.not_months)))
    return [str(text) for text in said] + [_change(change) for change in coming(pattern, today)]


def _change(change: Change) -> str:
    day = _day(change.on)
    if change.kind == "cancelled":
        text = _("Not on %(day)s", day=day)
    elif change.kind == "moved" and change.to and change.to != change.on:
        text = _("On %(day)s instead of %(usual)s", day=_day(change.to), usual=day)
    elif change.kind == "moved":
        text = _("Different on %(day)s", day=day)
    else:
        text = _("Also on %(day)s", day=day)
    at = "" if change.kind == "cancelled" else hours(change.starts_at, change.ends_at, language())
    return ", ".join(str(part) for part in (text, at, change.note) if part)


def checked_since(day: date | None, precision: str) -> date | None:
    """The earliest day a checking known to the month or year can have been: never fresher than it was."""
    if day is None or precision == "day":
        return day
    return day.replace(day=1) if precision == "month" else day.replace(month=1, day=1)


def _day(day: date) -> str:
    return day_month_year(day)


def _months(numbers: Sequence[int]) -> str:
    names = get_month_names("wide", locale=language())
    chosen = [names[number] for number in sorted(set(numbers)) if number in names]
    return format_list(chosen, locale=language())
