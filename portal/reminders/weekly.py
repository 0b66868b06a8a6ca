"""The overviews of Monday: what concerns one's groups, and what waits for the stewards.

Empty ones are not sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import force_locale, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import language_of
from portal.calendar.gathering import gather, in_order
from portal.calendar.models import KINDS as CALENDAR_KINDS
from portal.clock import now, today
from portal.due import SOURCES, Due
from portal.groups.checking import cycle_of, is_in, takes_part
from portal.groups.models import GroupContact
from portal.groups.rules import GROUP
from portal.help_requests.models import HelpRequest
from portal.pages import network_url
from portal.reminders import hooks
from portal.reminders.choices import choices, who_is
from portal.reminders.hooks import Line
from portal.reminders.models import Reminder
from portal.reminders.timing import WEEKLY_TOLERANCE
from portal.reminders.words import when
from portal.trainings.models import SIGNING, Training, TrainingSession
from portal.trainings.rules import readable

WEEK = timedelta(days=7)
SOON = timedelta(weeks=8)
"""How far ahead trainings with places are told of."""
MOST_DATES = 20
_DATES: dict[str, Any] = {
    "training": _l("You have a place in something, or give it: %(when)s."),
    "meeting": _l("Your group meets: %(when)s."),
    "room_key": _l("You have a booking, or open the door: %(when)s."),
    "event": _l("Something in the calendar that you look after: %(when)s."),
}
"""What is told of a date, by the kind of reminder it would have."""


class Week:
    """What the overviews of one morning have in common, asked once for all of them."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._dues: dict[str, dict[UUID | None, list[Due]]] = {}
        self._entries: dict[bool, int] = {}

    def dues(self, kind: str, person: Person) -> list[Due]:
        """What of this kind begins in the coming week and concerns this person."""
        if kind not in self._dues:
            mine = self._dues[kind] = {}
            for due in SOURCES[kind](self._db, now(), now() + WEEK, None):
                mine.setdefault(due.person_id, []).append(due)
        return self._dues[kind].get(person.id, [])

    def entries(self, person: Person) -> int:
        """How many dates the network has in its calendar, of those that this person may see."""
        if person.is_steward not in self._entries:
            since, until = today(), today() + WEEK
            found = in_order(gather(self._db, person, since, until, kinds=CALENDAR_KINDS), since, until)
            self._entries[person.is_steward] = sum(not one.cancelled for one in found)
        return self._entries[person.is_steward]


def told(db: Session, row: Reminder, person: Person, week: Week) -> tuple[str, list[tuple[str, str]]]:
    """Why there is no overview ("": there is one), and its lines: sentences with addresses."""
    if now() - row.due_at > WEEKLY_TOLERANCE:
        return "merged", []
    since = _told_until(db, row)
    with force_locale(language_of(person)):
        lines = briefing(db, since) if row.kind == "briefing" else digest(db, person, since, week)
        found = [(line.text, network_url(g.network.slug, line.path)) for line in lines]
    return "" if found else "empty", found


def _told_until(db: Session, row: Reminder) -> datetime:
    """When the last overview was written, or found to be empty: this one tells what came after it.

    When there was none, the week before the first that was planned.
    """
    told = or_(Reminder.state == "sent", Reminder.reason == "empty") & (Reminder.id != row.id)
    before = select(func.max(Reminder.settled_at).filter(told), func.min(Reminder.at))
    mine = (Reminder.person_id == row.person_id, Reminder.kind == row.kind)
    last, first = db.execute(before.where(*mine)).one()
    return last or first - WEEK


def briefing(db: Session, since: datetime) -> list[Line]:
    """What waits for the stewards."""
    return [line for part in hooks.briefing for line in part(db, since)]


def digest(db: Session, person: Person, since: datetime, week: Week) -> list[Line]:
    """What one's groups may want to know, and what one chose to read here instead of in mails of its own."""
    seats = select(GroupContact.group_id).where(GroupContact.person_id == person.id)
    groups = list(db.scalars(seats))
    found = _dates(db, person, bool(groups), week)
    if groups:
        found += [*_listings(db, groups), *_requests(db, groups, since)]
        found += [*_places(db, person), *_calendar(person, week)]
    return found


def _dates(db: Session, person: Person, speaks: bool, week: Week) -> list[Line]:
    """The dates of the coming week: of one's groups, and of what one wants to read of only here."""
    known = choices(db, [who_is(person.id)])
    found: list[tuple[str, Due]] = []
    for kind in SOURCES:
        if known.of(who_is(person.id), kind).way == "digest" or (kind == "meeting" and speaks):
            found += [(kind, due) for due in week.dues(kind, person)]
    found.sort(key=lambda one: one[1].at)
    return [Line(_DATES[kind] % {"when": when(due)}, "/me") for kind, due in found[:MOST_DATES]]


def _listings(db: Session, groups: Sequence[UUID]) -> list[Line]:
    due = select(func.count()).where(GROUP.id.in_(groups), takes_part(), ~is_in("fresh", cycle_of(db)))
    number = db.scalar(due) or 0
    text = ngettext(
        "%(num)d page of your groups has to be checked.", "%(num)d pages of your groups have to be checked.",
        number,
    )  # fmt: skip
    return [Line(text, "/me")] if number else []


def _requests(db: Session, groups: Sequence[UUID], since: datetime) -> list[Line]:
    others = or_(HelpRequest.group_id.is_(None), HelpRequest.group_id.not_in(groups))
    new = select(func.count()).where(
        *(HelpRequest.state == "open", HelpRequest.visibility == "network", others),
        HelpRequest.created_at > since,
    )
    number = db.scalar(new) or 0
    text = ngettext(
        "%(num)d new question of another group. Can you help?",
        "%(num)d new questions of other groups. Can you help?", number,
    )  # fmt: skip
    return [Line(text, "/help-requests")] if number else []


def _places(db: Session, person: Person) -> list[Line]:
    of_it: Any = TrainingSession.training_id == Training.id
    left = select(func.coalesce(func.sum(TrainingSession.capacity - TrainingSession.taken), 0)).where(of_it)
    free = or_(
        ~Training.by_session & (Training.taken < Training.capacity),
        Training.by_session & (left.correlate(Training).scalar_subquery() > 0),
    )
    window = (
        or_(Training.signup_from.is_(None), Training.signup_from <= now()),
        or_(Training.signup_until.is_(None), Training.signup_until > now()),
    )
    soon = (Training.starts_at > now(), Training.starts_at < now() + SOON)
    query = select(func.count()).where(readable(person), Training.state.in_(SIGNING), free, *window, *soon)
    number = db.scalar(query) or 0
    text = ngettext(
        "%(num)d training in the coming weeks has places left.",
        "%(num)d trainings in the coming weeks have places left.", number,
    )  # fmt: skip
    return [Line(text, "/trainings")] if number else []


def _calendar(person: Person, week: Week) -> list[Line]:
    number = week.entries(person)
    text = ngettext(
        "%(num)d date of the network in the calendar this week.",
        "%(num)d dates of the network in the calendar this week.", number,
    )  # fmt: skip
    return [Line(text, "/calendar?view=week")] if number else []
