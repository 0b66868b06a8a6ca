"""A recurring meeting as facts, and on demand what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import available_timezones

from portal.recurrence import stepping
from portal.recurrence.reading import Unreadable, read
from portal.recurrence.words import day_month_year
from portal.recurrence.words import translated as _


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting that is otherwise than the rule.

    `on` is the date the rule gives, or for an extra meeting its own date. `kind` is "cancelled", "moved" or
    "extra". Hours left None are as usual; a moved meeting without `to` keeps its date. `note` is a short
    public word, for example another room.
    """

    on: date
    kind: str
    to: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule, the hours on the wall clock, and its exceptions.

    `rrule` is an RFC 5545 value without DTSTART and UNTIL ("FREQ=MONTHLY;BYDAY=2TU"), empty when there are no
    fixed dates. `first_on` is where intervals are counted from; without it any date serves. `ends_at` before
    `starts_at` is past midnight.
    """

    rrule: str
    first_on: date | None
    starts_at: time | None
    ends_at: time | None
    zone: str = "Europe/Amsterdam"
    last_on: date | None = None
    not_months: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting. `starts` is aware, None when no hour is known; `rule_date` is the date the rule gave.

    `status` is "confirmed" or "cancelled".
    """

    on: date
    starts: datetime | None
    ends: datetime | None
    status: str
    rule_date: date
    note: str = ""


def problems(pattern: Pattern, today: date) -> list[str]:
    """What people have to look at, in the language in force. Nothing wrong: an empty list."""
    found = [*_of_the_hours(pattern), *_of_the_period(pattern, today)]
    of_the_rule = _of_the_rule(pattern)
    return [*found, *of_the_rule] if of_the_rule or found else _of_the_changes(pattern, today)


def _of_the_hours(pattern: Pattern) -> list[str]:
    found = []
    if pattern.ends_at is not None and pattern.starts_at is None:
        found.append(_("There is an end time but no beginning."))
    elif pattern.ends_at is not None and pattern.ends_at == pattern.starts_at:
        found.append(_("The meeting ends at the moment it starts."))
    if pattern.zone not in available_timezones():
        found.append(_("“%(zone)s” is not a time zone.", zone=pattern.zone))
    return found


def _of_the_period(pattern: Pattern, today: date) -> list[str]:
    found = []
    if not set(pattern.not_months) <= set(range(1, 13)):
        found.append(_("A month has a number from 1 to 12."))
    elif len(set(pattern.not_months)) == 12:
        found.append(_("Every month of the year is left out."))
    if pattern.last_on is not None and pattern.last_on < today:
        found.append(_("The last date, %(day)s, has passed.", day=day_month_year(pattern.last_on)))
    if pattern.last_on is not None and pattern.first_on is not None and pattern.last_on < pattern.first_on:
        found.append(_("The last date comes before the first."))
    return found


def _of_the_rule(pattern: Pattern) -> list[str]:
    if not pattern.rrule:
        return []
    try:
        rule = read(pattern.rrule)
    except Unreadable:
        return [_("The rule of the meetings cannot be read.")]
    if stepping.settled(pattern.rrule, pattern.first_on) is None:
        counted = rule.interval > 1 or rule.count is not None
        return [
            _("Say on which date the first meeting is: the rule counts from there.")
            if counted
            else _("The rule does not say on which day the group meets.")
        ]
    return [] if stepping.first_date(pattern) else [_("The rule gives no date at all.")]


def _of_the_changes(pattern: Pattern, today: date) -> list[str]:
    """Changes that lie behind us do no harm."""
    found = []
    seen: set[date] = set()
    for change in (change for change in pattern.changes if change.on >= today):
        day = day_month_year(change.on)
        if change.kind not in ("cancelled", "moved", "extra"):
            found.append(_("It is not clear what happens to the meeting of %(day)s.", day=day))
        elif change.kind != "extra" and not stepping.gives(pattern, change.on):
            found.append(_("There is no meeting on %(day)s to cancel or move.", day=day))
        elif change.kind != "extra" and change.on in seen:
            found.append(_("The meeting of %(day)s is changed twice.", day=day))
        elif change.starts_at is not None and change.starts_at == change.ends_at:
            found.append(_("The meeting of %(day)s ends at the moment it starts.", day=day))
        seen |= {change.on} if change.kind != "extra" else set()
    return found
