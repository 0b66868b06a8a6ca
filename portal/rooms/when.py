"""Moments and the clock on the wall: what people fill in, weeks, and how a time is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _

from portal.clock import ZONE
from portal.groups.meetings.dates import day_in_words
from portal.groups.sentences import hours
from portal.i18n import language
from portal.recurrence.expanding import wall
from portal.recurrence.words import clock

DAY = timedelta(days=1)
_LAST = datetime(9000, 1, 1, tzinfo=UTC)


def moments(day: date, starts: time, ends: time, last_day: date | None = None) -> tuple[datetime, datetime]:
    """From when until when, in UTC. Without a last day an end that is not later is past midnight.

    An hour that the night of a clock change skips is the one after it; of an hour that comes twice, a time
    begins in the first and ends in the second.
    """
    last = last_day or (day if ends > starts else day + DAY)
    until = wall(last, ends, ZONE)
    if until.replace(fold=1).utcoffset() != until.utcoffset():
        until = until.replace(fold=1)
    return wall(day, starts, ZONE).astimezone(UTC), until.astimezone(UTC)


def midnight(day: date) -> datetime:
    """The moment a day begins where the groups meet."""
    return wall(day, time(), ZONE).astimezone(UTC)


def days(from_on: date, until_on: date | None) -> tuple[datetime, datetime]:
    """A time given in whole days, the last one not included (None: for ever)."""
    return midnight(from_on), midnight(until_on) if until_on else _LAST


def local(moment: datetime) -> datetime:
    """What the clock on the wall shows then."""
    return moment.astimezone(ZONE)


def weeks(starts_at: datetime, ends_at: datetime) -> list[tuple[datetime, datetime]]:
    """The weeks, Monday to Sunday on the wall, that a time lies in."""
    first = local(starts_at).date()
    monday = first - timedelta(days=first.weekday())
    found = []
    while midnight(monday) < ends_at:
        found.append((midnight(monday), midnight(monday + 7 * DAY)))
        monday += 7 * DAY
    return found


def said(starts_at: datetime, ends_at: datetime, today: date) -> str:
    """Tuesday 8 December, 19:30 to 21:30. In the language in force."""
    first, last = local(starts_at), local(ends_at)
    told = day_in_words(first.date(), today)
    if last.date() == first.date() or (last.date() == first.date() + DAY and last.time() <= time(6)):
        return f"{told}, {hours(first.time(), last.time(), language())}{_changed(first, last)}"
    begin, end, ending = clock(first.time()), clock(last.time()), day_in_words(last.date(), today)
    return str(
        _("%(first)s, %(begin)s, until %(last)s, %(end)s", first=told, begin=begin, last=ending, end=end)
    )


def moment(at: datetime, today: date) -> str:
    """Monday 7 December, 13:00. In the language in force."""
    day, time_of_day = day_in_words(local(at).date(), today), clock(local(at).time())
    return str(_("%(day)s, %(time)s", day=day, time=time_of_day))


def _changed(first: datetime, last: datetime) -> str:
    """A word about the night in which the clock changes: the hours on the wall are not those that pass."""
    if first.utcoffset() == last.utcoffset():
        return ""
    passed = (last.astimezone(UTC) - first.astimezone(UTC)).total_seconds() / 3600
    return str(_(" (the clock changes that night: %(hours)s hours)", hours=f"{passed:g}"))
