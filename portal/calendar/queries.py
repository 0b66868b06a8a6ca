"""What the calendar's pages read besides happenings."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.sessions import hash_token
from portal.calendar.models import CalendarFeed
from portal.groups.models import Group, GroupContact
from portal.groups.rules import in_public_lists

MOST_GROUPS = 1_000


def groups(db: Session) -> list[tuple[UUID, str]]:
    """Groups that an entry can be with (id, name), for stewards."""
    query = select(Group.id, Group.name).where(Group.state != "ended").order_by(Group.sort_key, Group.id)
    return [(key, name) for key, name in db.execute(query.limit(MOST_GROUPS))]


def groups_seen(db: Session, person: Person) -> list[tuple[UUID, str]]:
    """Groups of which somebody can have the dates (id, name): one's own first, then the listed ones."""
    own = select(GroupContact.group_id).where(GroupContact.person_id == person.id)
    mine = Group.id.in_(own)
    query = select(Group.id, Group.name).where(mine | in_public_lists(), Group.state != "ended")
    query = query.order_by(mine.desc(), Group.sort_key, Group.id).limit(MOST_GROUPS)
    return [(key, name) for key, name in db.execute(query)]


def own_groups(db: Session, person: Person) -> list[UUID]:
    """Groups in which the person has a seat."""
    query = select(GroupContact.group_id).where(GroupContact.person_id == person.id)
    return list(db.scalars(query.order_by(GroupContact.group_id)))


def feeds(db: Session, person: Person) -> Sequence[CalendarFeed]:
    """The addresses this person has, newest first."""
    query = select(CalendarFeed).where(CalendarFeed.person_id == person.id)
    return db.scalars(query.order_by(CalendarFeed.created_at.desc(), CalendarFeed.id)).all()


def feed_behind(db: Session, token: str) -> tuple[CalendarFeed, Person] | None:
    """Whose calendar an address is; None when it was ended, or its person's account."""
    query = select(CalendarFeed, Person).join(Person, Person.id == CalendarFeed.person_id)
    found = db.execute(
        query.where(CalendarFeed.token_hash == hash_token(token), Person.ended_at.is_(None))
    ).first()
    return (found[0], found[1]) if found else None
