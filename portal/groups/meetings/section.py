"""The next dates on a group's page."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import today
from portal.groups.hooks import Section
from portal.groups.meetings.dates import (
    Building,
    Line,
    buildings,
    closure_sentence,
    upcoming,
)
from portal.groups.meetings.queries import KnownMeeting, meetings_shown
from portal.groups.models import Group
from portal.groups.rules import looks_after
from portal.groups.visibility import kept_from
from portal.i18n import language
from portal.recurrence.wording import sentence


class NextDates(NamedTuple):
    """What a page says of a group's meetings. `rhythms` only when there are several."""

    lines: list[Line]
    rhythms: list[str]
    closed: list[tuple[str, str]]
    """Sentence and public note."""


def next_dates_section(db: Session, group: Group, person: Person | None) -> Section | None:
    """The next six dates for who may know when the group meets; two statements at most."""
    hidden = kept_from(_reader(person, group), group.shown_to)
    if group.state not in ("active", "paused") or "meeting_text" in hidden:
        return None
    meetings = meetings_shown(db, [group.id]).get(group.id, [])
    places = buildings(db, meetings, since=today())
    if "venue" in hidden:
        places = {key: place._replace(name=_("The building"), line="") for key, place in places.items()}
    found = dates_of(group, meetings, places)
    if not (found.lines or found.closed or found.rhythms):
        return None
    return Section("groups/meetings/_next.html", {"dates": found})


def dates_of(group: Group, meetings: list[KnownMeeting], places: dict[UUID, Building]) -> NextDates:
    """All of it in the reader's language."""
    since, locale = today(), language()
    closed = [
        (closure_sentence(place.name, one), one.note) for place in places.values() for one in place.closed
    ]
    rhythms = [spoken(meeting, locale, since) for meeting in meetings] if len(meetings) > 1 else []
    if group.state == "paused":
        if group.paused_until is None:
            return NextDates([], rhythms, closed)
        since = max(since, group.paused_until)
    lines = upcoming(meetings, places, since=since, in_person=group.in_person, home=group.location_id)
    return NextDates(lines, rhythms, closed)


def spoken(meeting: KnownMeeting, locale: str, since: date) -> str:
    """The sentence people wrote; without one, what the rule says."""
    return meeting.text or sentence(meeting.pattern, locale, since)


def _reader(person: Person | None, group: Group) -> str:
    """As what somebody reads: see `visibility.MAY_READ`."""
    if person is None:
        return "public"
    return "group" if looks_after(person, group) else "network"


def meetings_link(group: Group, _person: Person) -> tuple[str, str]:
    """To the group's meetings, for those who look after it."""
    return _("Meetings"), url_for("meetings.index", slug=group.slug)


def state_link(group: Group, _person: Person) -> tuple[str, str]:
    """To saying that the group pauses or has ended."""
    return _("Does the group meet?"), url_for("groups.state", slug=group.slug)
