"""What a link opens, and what a person is being asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import Person
from portal.freshness.links import Ask, address_key
from portal.groups.models import Group, GroupContact


class Behind(NamedTuple):
    """The groups behind a link, and who opened it (None: whoever reads the listed address)."""

    person: Person | None
    open: list[Group]
    settled: list[Group]
    """Answered, or no longer asked."""

    @property
    def nobody(self) -> bool:
        """The recipient looks after none of these groups any more."""
        return not self.open and not self.settled


def behind(db: Session, ask: Ask, *, only: UUID | None = None, lock: bool = False) -> Behind:
    """What the link opens now. `lock`: hold the groups, so that of two answers the second one waits."""
    wanted = [group_id for group_id in ask.rounds if only in (None, group_id)]
    query = select(Group).where(Group.id.in_(wanted)).order_by(Group.sort_key, Group.id)
    query = query.options(joinedload(Group.location), selectinload(Group.themes))
    if lock:
        query = query.with_for_update(of=Group)
    found = list(db.scalars(query))
    person, theirs = _person(db, ask, wanted)
    mine = [group for group in found if group.id in theirs or _listed_at(group, ask)]
    now_open = [group for group in mine if group.asked_step and group.asked_on == ask.rounds[group.id]]
    return Behind(person, now_open, [group for group in mine if group not in now_open])


def _listed_at(group: Group, ask: Ask) -> bool:
    return bool(group.email) and address_key(group.email) == ask.recipient


def _person(db: Session, ask: Ask, ids: Sequence[UUID]) -> tuple[Person | None, set[UUID]]:
    """The recipient if it has an account that goes on, and the groups among these that it looks after."""
    if not ask.recipient.startswith("p"):
        return None, set()
    query = (
        select(Person, GroupContact.group_id)
        .join(GroupContact, GroupContact.person_id == Person.id)
        .where(Person.id == UUID(ask.recipient[1:]), Person.ended_at.is_(None))
        .where(GroupContact.group_id.in_(ids))
    )
    rows = db.execute(query).all()
    return (rows[0][0] if rows else None), {group_id for _, group_id in rows}


def asked_of(person: Person) -> Select[*tuple[Any, ...]]:
    """The person's groups whose page waits for a "still correct" (slug, name, stale_since, verified_...)."""
    columns = (Group.slug, Group.name, Group.stale_since, Group.verified_on, Group.verified_precision)
    return (
        select(*columns)
        .join(GroupContact, GroupContact.group_id == Group.id)
        .where(GroupContact.person_id == person.id)
        .where(or_(Group.asked_step > 0, Group.stale_since.is_not(None)))
        .order_by(Group.sort_key, Group.id)
    )
