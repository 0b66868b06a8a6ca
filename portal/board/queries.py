"""The stewards' board: requests by what they wait for, in as many statements for five hundred as for five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now, today
from portal.groups.models import Group, GroupContact
from portal.help_requests.models import ONGOING, HelpOffer, HelpRequest
from portal.offers.models import OfferQuestion
from portal.rooms.models import Booking, Room

PER_PAGE = 25
VIEWS = ("new", "late", "waiting", "one_person", "all")
Rows = Sequence[Row[*tuple[Any, ...]]]

_OFFERED = select(HelpOffer.id).where(HelpOffer.request_id == HelpRequest.id, HelpOffer.state == "made")
_ACCEPTED = (HelpOffer.request_id == HelpRequest.id, HelpOffer.state == "accepted")
_OF_GROUPS = (
    select(func.count(GroupContact.person_id.distinct()))
    .select_from(HelpOffer)
    .join(GroupContact, GroupContact.group_id == HelpOffer.group_id)
    .join(Person, Person.id == GroupContact.person_id)
    .where(*_ACCEPTED, Person.ended_at.is_(None))
    .correlate(HelpRequest)
    .scalar_subquery()
)
_OF_NETWORK = (
    select(func.count(HelpOffer.by_id.distinct()))
    .where(*_ACCEPTED, HelpOffer.group_id.is_(None), HelpOffer.by_id.is_distinct_from(HelpRequest.steward_id))
    .correlate(HelpRequest)
    .scalar_subquery()
)
PEOPLE: ColumnElement[int] = (
    case((HelpRequest.steward_id.is_not(None), 1), else_=0) + _OF_GROUPS + _OF_NETWORK
)
"""How many people could go on with it: the steward who took it on, and everybody with a seat in a group
whose offer was accepted. A group with a stand-in has two."""


def _is(view: str) -> ColumnElement[bool]:
    """What belongs in a column of the board; of what is over, nothing."""
    ongoing = HelpRequest.state.in_(ONGOING)
    nobody = and_(HelpRequest.answered_at.is_(None), HelpRequest.steward_id.is_(None), ~_OFFERED.exists())
    in_time = or_(HelpRequest.due_at.is_(None), HelpRequest.due_at >= now())
    if view == "new":
        return and_(HelpRequest.state == "open", nobody, in_time)
    if view == "late":
        overdue = and_(HelpRequest.state == "being_helped", HelpRequest.steward_due_on < today())
        return and_(ongoing, or_(HelpRequest.due_at < now(), overdue))
    if view == "waiting":
        return and_(ongoing, or_(HelpRequest.state == "waiting_for_asker", _OFFERED.exists()))
    if view == "one_person":
        return and_(HelpRequest.state == "being_helped", PEOPLE <= 1)
    return ongoing


@dataclass(frozen=True)
class Counts:
    """How many requests stand in each column, and what else waits for the stewards."""

    new: int
    late: int
    waiting: int
    one_person: int
    all: int
    offers_late: int = 0
    """Questions about standing offers that nobody answered in time."""
    bookings: int = 0
    """Bookings of the network's own rooms that wait for a yes."""

    def of(self, view: str) -> int:
        """The number of one column."""
        return int(getattr(self, view))


def counts(db: Session) -> Counts:
    """All columns in one statement."""
    late = select(func.count()).select_from(OfferQuestion).where(OfferQuestion.due_at < now())
    asked = (
        select(func.count())
        .select_from(Booking)
        .join(Room, Room.id == Booking.room_id)
        .where(Booking.state == "asked", Room.group_id.is_(None), Booking.ends_at > now())
    )
    columns: list[ColumnElement[int]] = [func.count().filter(_is(view)) for view in VIEWS]
    columns += [late.scalar_subquery(), asked.scalar_subquery()]
    query = select(*columns).select_from(HelpRequest).where(HelpRequest.state.in_(ONGOING))
    numbers: list[int] = list(db.execute(query).one())
    return Counts(*numbers)


def column(db: Session, view: str, page: int) -> Rows:
    """One page of a column, what is most urgent first: late by promise, then needed soon, then oldest."""
    query = (
        select(
            *(HelpRequest.id, HelpRequest.title, HelpRequest.category, HelpRequest.state, HelpRequest.step),
            *(HelpRequest.visibility, HelpRequest.created_at, HelpRequest.due_at, HelpRequest.needed_by),
            *(HelpRequest.steward_due_on, HelpRequest.answered_at, Group.name.label("group_name")),
            *(Person.name.label("steward"), Person.email.label("steward_email"), PEOPLE.label("people")),
            _OFFERED.exists().label("offered"),
        )
        .outerjoin(Group, Group.id == HelpRequest.group_id)
        .outerjoin(Person, Person.id == HelpRequest.steward_id)
        .where(_is(view))
        .order_by(
            HelpRequest.due_at.asc().nulls_last(),
            HelpRequest.needed_by.asc().nulls_last(),
            *(HelpRequest.created_at, HelpRequest.id),
        )
    )
    return db.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()


def carried(db: Session) -> Rows:
    """How many ongoing requests each steward took on, and how many of these hang on them alone."""
    alone = func.count().filter(HelpRequest.state == "being_helped", PEOPLE <= 1)
    query = (
        select(Person.id, Person.name, Person.email, func.count().label("number"), alone.label("alone"))
        .join(HelpRequest, HelpRequest.steward_id == Person.id)
        .where(HelpRequest.state.in_(ONGOING))
        .group_by(Person.id)
        .order_by(func.count().desc(), Person.name, Person.id)
    )
    return db.execute(query.limit(PER_PAGE)).all()


def for_newsletter(db: Session, *, most: int = 200) -> Rows:
    """Open requests that the whole network may read, by category and need. No text, no sender."""
    query = (
        select(HelpRequest.id, HelpRequest.title, HelpRequest.category, HelpRequest.needed_by)
        .where(HelpRequest.state == "open", HelpRequest.visibility == "network")
        .order_by(
            HelpRequest.category,
            HelpRequest.needed_by.asc().nulls_last(),
            *(HelpRequest.created_at, HelpRequest.id),
        )
    )
    return db.execute(query.limit(most)).all()
