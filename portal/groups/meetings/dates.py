"""The next dates of a group in words: what takes place, what is cancelled, moved, or in a closed building."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.groups.meetings.queries import Closed, House, KnownMeeting, closed_on, houses_shown
from portal.groups.models import Location
from portal.groups.sentences import hours
from portal.i18n import language
from portal.recurrence import words
from portal.recurrence.expanding import CANCELLED, next_dates
from portal.recurrence.pattern import Change, Occurrence

SHOWN = 6
"""Meetings that take place; those that do not stand between them."""
MOST_LINES = 10


class Building(NamedTuple):
    """A place with the closures that are not over."""

    id: UUID
    name: str
    line: str
    closed: list[Closed]


class Line(NamedTuple):
    """One date. `kind` is that of the badge; `key` is the day by which this meeting can be changed."""

    meeting_id: UUID
    on: date
    key: date
    day: str
    hours: str
    remark: str
    kind: str
    note: str
    where: str
    takes_place: bool
    changed: bool


def buildings(db: Session, meetings: Sequence[KnownMeeting], *, since: date) -> dict[UUID, Building]:
    """Where these meetings take place, with closures not over on `since`; at most one statement."""
    wanted = {meeting.location_id for meeting in meetings if meeting.location_id is not None}
    return {house.place.id: _building(house, since) for house in houses_shown(db, wanted)}


def _building(house: House, since: date) -> Building:
    place = house.place
    address = Location(name=place.name, street=place.street, postcode=place.postcode, city=place.city)
    called = place.name or place.street or place.city
    return Building(place.id, called, address.line, [one for one in house.closed if not one.is_over(since)])


def upcoming(
    meetings: Sequence[KnownMeeting], places: Mapping[UUID, Building], *, since: date,
    in_person: bool, home: UUID | None, count: int = SHOWN,
) -> list[Line]:  # fmt: skip
    """The next dates from `since` on, in order; `home` is the group's own place, which is not said again."""
    lines = []
    for meeting in meetings:
        here = meeting.mode == "in-person" or (not meeting.mode and in_person)
        place = places.get(meeting.location_id) if meeting.location_id and here else None
        where = place.line if place is not None and place.id != home else _where(meeting.mode)
        lines += [
            _line(meeting, occurrence, place, where, since)
            for occurrence in next_dates(meeting.pattern, since, count + MOST_LINES)
        ]
        lines += [_gone(meeting, change, since) for change in meeting.pattern.changes
                  if change.kind == "moved" and change.on >= since and change.to != change.on]  # fmt: skip
    lines.sort(key=lambda line: (line.on, line.hours))
    return _first(lines, count)


def _first(lines: list[Line], count: int) -> list[Line]:
    """As many as take place, and what lies between them."""
    chosen: list[Line] = []
    for line in lines[:MOST_LINES]:
        chosen.append(line)
        count -= line.takes_place
        if count == 0:
            break
    return chosen


def day_in_words(day: date, since: date) -> str:
    """Tuesday 8 December; with the year when it is another one than today's."""
    said = words.weekday_and_date(day)
    return said if day.year == since.year else f"{said} {day.year}"


def closure_sentence(name: str, closed: Closed) -> str:
    """That a building is closed, and when it opens again."""
    first = words.day_month_year(closed.from_on)
    if closed.until_on is None:
        return str(_("%(place)s is closed from %(day)s, until further notice.", place=name, day=first))
    until = words.day_month_year(closed.until_on)
    sentence = _("%(place)s is closed from %(day)s and open again on %(until)s.",
                 place=name, day=first, until=until)  # fmt: skip
    return str(sentence)


def _where(mode: str) -> str:
    return str({"online": _("online"), "phone": _("by phone"), "in-person": _("in person")}.get(mode, ""))


def _line(meeting: KnownMeeting, met: Occurrence, place: Building | None, where: str, since: date) -> Line:
    change = _change_of(meeting, met)
    said, kind, takes_place = "", "", True
    if met.status == CANCELLED:
        said, kind, takes_place = _("cancelled"), "stop", False
    elif place is not None and closed_on(met, place.closed):
        said, kind, takes_place = _("not held: the building is closed"), "stop", False
    elif change is not None and change.kind == "extra":
        said = _("extra meeting")
    elif met.on != met.rule_date:
        said, kind = _("moved from %(day)s", day=day_in_words(met.rule_date, since)), "due"
    elif change is not None:
        said, kind = _("at another time"), "due"
    starts, ends = (moment.time() if moment else None for moment in (met.starts, met.ends))
    told = hours(starts, ends, language()) if takes_place else ""
    return Line(meeting.id, met.on, met.rule_date, day_in_words(met.on, since), told, said, kind, met.note,
                where, takes_place, change is not None)  # fmt: skip


def _gone(meeting: KnownMeeting, change: Change, since: date) -> Line:
    """The usual date of a meeting that was moved: who comes by habit must read it."""
    assert change.to is not None
    said = _("moved to %(day)s", day=day_in_words(change.to, since))
    return Line(meeting.id, change.on, change.on, day_in_words(change.on, since), "", said, "stop",
                "", "", False, True)  # fmt: skip


def _change_of(meeting: KnownMeeting, met: Occurrence) -> Change | None:
    changes = meeting.pattern.changes
    return next((change for change in changes if change.on == met.rule_date), None)
