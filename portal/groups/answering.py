"""Who answers for a group on a day, and gets its mails.

The contact persons who are there; with them the stand-in as soon as a contact person cannot, or when there is
none (docs/decisions/012). Nobody is left: the network takes over. On the day of return it is as before.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import Person
from portal.clock import today
from portal.groups.models import Group, GroupContact


class Present(NamedTuple):
    """Somebody with a seat in a group who is not away, and whether the group's mails go to them."""

    group_id: UUID
    person: Person
    answers: bool


def stood_in_for(group: Group) -> bool:
    """A contact person cannot for a while, or there is none: then the stand-in acts for the group.

    Asked of a group whose seats are loaded; `stand_in_acts` is the same in a statement.
    """
    contacts = [seat for seat in group.seats if seat.role == "contact"]
    return not contacts or any(seat.is_away(today()) for seat in contacts)


def stand_in_acts(group_id: Any, day: date) -> ColumnElement[bool]:
    """`stood_in_for` on this day, of the group that `group_id` (a column of the statement) leads to."""
    seat, person = aliased(GroupContact), aliased(Person)
    contact = and_(
        *(seat.group_id == group_id, seat.role == "contact"),
        *(person.id == seat.person_id, person.ended_at.is_(None)),
    )
    return or_(exists().where(contact, seat.away_until > day), ~exists().where(contact))


def present(db: Session, group_ids: Collection[UUID], day: date) -> list[Present]:
    """Everybody who is there for these groups on this day: contact persons first, longest first."""
    there = or_(GroupContact.away_until.is_(None), GroupContact.away_until <= day)
    answers = or_(GroupContact.role == "contact", stand_in_acts(GroupContact.group_id, day))
    rows = db.execute(
        select(GroupContact.group_id, Person, answers)
        .join(Person, Person.id == GroupContact.person_id)
        .where(GroupContact.group_id.in_(group_ids), Person.ended_at.is_(None), there)
        .order_by(GroupContact.role, GroupContact.created_at, Person.id)
    )
    return [Present(*row) for row in rows]


def answering(db: Session, group_ids: Collection[UUID], day: date) -> dict[UUID, list[Person]]:
    """Who gets the mails of these groups on this day; a group that is missing: the network takes over."""
    found: dict[UUID, list[Person]] = {}
    for one in present(db, group_ids, day) if group_ids else ():
        if one.answers:
            found.setdefault(one.group_id, []).append(one.person)
    return found


def who_answers(db: Session, group_id: UUID, day: date) -> list[Person]:
    """The same of one group; an empty list: the network takes over."""
    return answering(db, [group_id], day).get(group_id, [])
