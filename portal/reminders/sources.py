"""What is due in the features that come before: places in trainings, meetings of groups, booked rooms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import ZONE, today
from portal.due import Due, begins
from portal.groups.answering import answering
from portal.groups.meetings.models import Meeting
from portal.groups.meetings.queries import Closed, KnownMeeting, closed_on, closures, meetings_of
from portal.groups.models import Group, GroupContact
from portal.links import signed
from portal.pages import network_url
from portal.recurrence.expanding import CONFIRMED, occurrences
from portal.rooms.models import Booking, Room
from portal.signups.models import SignUp
from portal.signups.telling import LINK
from portal.trainings.models import COMING, Training, TrainingSession

TRAINING = _l("You have a place in something that begins soon: %(when)s. The page says where.")
GIVEN = _l("You give something that begins soon: %(when)s. The page says where, and who comes.")
MEETING = _l(
    "Your group meets soon: %(when)s. Does it not go ahead? Say so on its page, so that nobody stands before"
    " a closed door."
)
KEY = _l("Somebody needs you to open the door: %(when)s. The page says for whom.")
ROOM = _l("You have a room: %(when)s. The page says how to get in, and lets you give it back.")
Only = Collection[UUID] | None


def trainings(db: Session, since: datetime, until: datetime, only: Only) -> list[Due]:
    """Everybody with a place, guests too (things are sign-ups), and who gives it (things are sessions)."""
    return [*_places(db, since, until, only), *_given(db, since, until, only)]


def _places(db: Session, since: datetime, until: datetime, only: Only) -> Iterator[Due]:
    session, theirs = TrainingSession, SignUp.session_id == TrainingSession.id
    query = (
        select(
            *(SignUp.id, SignUp.person_id, SignUp.email, SignUp.locale, SignUp.changed_at, SignUp.session_id),
            *(Training.changed_at.label("arranged_at"), Training.starts_at.label("first_at")),
            *(session.starts_at, session.ends_at),
        )
        .join(Training, Training.id == SignUp.training_id)
        .join(session, (session.training_id == Training.id) & or_(SignUp.session_id.is_(None), theirs))
        .outerjoin(Person, Person.id == SignUp.person_id)
        .where(SignUp.state == "confirmed", Training.state.in_(COMING), Person.ended_at.is_(None))
        .where(or_(SignUp.person_id.is_not(None), SignUp.email != ""))
        .where(session.starts_at >= since, session.starts_at < until)
    )
    if only is not None:
        query = query.where(SignUp.id.in_(only))
    for row in db.execute(query):
        yield Due(
            row.id, row.person_id, row.starts_at, row.ends_at, TRAINING, partial(_sign_up, row.id),
            since=max(row.changed_at, row.arranged_at),
            again=row.session_id is None and row.first_at is not None and row.starts_at > row.first_at,
            email="" if row.person_id else row.email, locale=row.locale,
        )  # fmt: skip


def _given(db: Session, since: datetime, until: datetime, only: Only) -> Iterator[Due]:
    session = TrainingSession
    query = (
        select(
            *(session.id, session.trainer_id, session.starts_at, session.ends_at, session.training_id),
            *(Training.changed_at, Training.starts_at.label("first_at")),
        )
        .join(Training, Training.id == session.training_id)
        .join(Person, Person.id == session.trainer_id)
        .where(Training.state.in_(COMING), Person.ended_at.is_(None))
        .where(session.starts_at >= since, session.starts_at < until)
    )
    if only is not None:
        query = query.where(session.id.in_(only))
    for row in db.execute(query):
        yield Due(
            row.id, row.trainer_id, row.starts_at, row.ends_at, GIVEN, partial(_training, row.training_id),
            since=row.changed_at, again=row.first_at is not None and row.starts_at > row.first_at,
        )  # fmt: skip


def _sign_up(key: UUID) -> str:
    return network_url(g.network.slug, f"/sign-ups/{signed(LINK, key)}")


def _training(key: UUID) -> str:
    return network_url(g.network.slug, f"/trainings/{key}")


def meetings(db: Session, since: datetime, until: datetime, only: Only) -> list[Due]:
    """Those who answer for a group that meets; things are its rhythms."""
    groups = select(Group.id, Group.in_person).where(Group.state == "active")
    if only is None:
        groups = groups.where(Group.id.in_(select(GroupContact.group_id)))
    else:
        groups = groups.where(Group.id.in_(select(Meeting.group_id).where(Meeting.id.in_(only))))
    in_person = {row.id: row.in_person for row in db.execute(groups)}
    if not in_person:
        return []
    first = since.astimezone(ZONE).date() - timedelta(days=1)
    closed, people = closures(db, since=first), answering(db, list(in_person), today())
    return [
        Due(meeting.id, person.id, at, ends, MEETING, _own_page, hour_known=known)
        for group_id, known_ones in meetings_of(db, list(in_person)).items()
        for meeting in known_ones
        for at, ends, known in _held(meeting, _closed(meeting, in_person[group_id], closed), since, until)
        for person in people.get(group_id, ())
    ]


def _closed(meeting: KnownMeeting, in_person: bool, closed: dict[UUID, list[Closed]]) -> Sequence[Closed]:
    here = meeting.mode == "in-person" or (not meeting.mode and in_person)
    return closed.get(meeting.location_id, ()) if here and meeting.location_id else ()


def _held(
    meeting: KnownMeeting, closed: Sequence[Closed], since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime | None, bool]]:
    """When it takes place: (begin, end, whether the hour is known)."""
    first, last = since.astimezone(ZONE).date(), until.astimezone(ZONE).date()
    day = timedelta(days=1)
    for one in occurrences(meeting.pattern, first - day, last + day):
        if one.status != CONFIRMED or closed_on(one, closed):
            continue
        at = begins(one.on, one.starts)
        if since <= at < until:
            yield at, one.ends.astimezone(UTC) if one.ends else None, one.starts is not None


def _own_page() -> str:
    """A page of a group has its name in its address; one's own page leads there."""
    return network_url(g.network.slug, "/me")


def rooms(db: Session, since: datetime, until: datetime, only: Only) -> list[Due]:
    """Who opens a room, and who has it; things are bookings.

    A booking that follows a meeting reminds only who opens: the group hears of its meeting anyway.
    """
    query = (
        select(
            *(Booking.id, Booking.group_id, Booking.by_id, Booking.series_id, Booking.changed_at),
            *(Booking.starts_at, Booking.ends_at, Room.key_holder_id, Room.key_note),
        )
        .join(Room, Room.id == Booking.room_id)
        .where(Booking.state == "booked", Booking.starts_at >= since, Booking.starts_at < until)
        .where(or_(Room.key_holder_id.is_not(None), Room.key_note != ""))
    )
    if only is not None:
        query = query.where(Booking.id.in_(only))
    rows = db.execute(query).all()
    groups = {row.group_id for row in rows if row.group_id and not row.series_id}
    people = answering(db, groups, today())
    named = {key for row in rows for key in (row.key_holder_id, row.by_id) if key}
    there = select(Person.id).where(Person.id.in_(named), Person.ended_at.is_(None))
    active = set(db.scalars(there)) if named else set()
    return [one for row in rows for one in _of_booking(row, people, active)]


def _of_booking(row: Any, people: dict[UUID, list[Person]], active: set[UUID]) -> Iterator[Due]:
    link = partial(_booking, row.id)
    if row.key_holder_id in active:
        yield Due(row.id, row.key_holder_id, row.starts_at, row.ends_at, KEY, link, since=row.changed_at)
    if row.series_id is not None:
        return
    if row.group_id is not None:
        holders = [person.id for person in people.get(row.group_id, ())]
    else:
        holders = [row.by_id] if row.by_id in active else []
    for person_id in holders:
        if person_id != row.key_holder_id:
            yield Due(row.id, person_id, row.starts_at, row.ends_at, ROOM, link, since=row.changed_at)


def _booking(key: UUID) -> str:
    return network_url(g.network.slug, f"/rooms/bookings/{key}")
