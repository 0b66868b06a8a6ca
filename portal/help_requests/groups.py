"""What a group decides about practical help: what it may be asked about, and who may ask for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import Row, Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import write_to
from portal.audit import record
from portal.clock import now
from portal.groups.models import Group, GroupContact
from portal.help_requests.models import GroupAsker, HelpWilling
from portal.help_requests.telling import ASKER_WISH
from portal.pages import network_url


def be_willing(db: Session, group: Group, *, by: Person, categories: Collection[str]) -> None:
    """The group may be asked about these, and about nothing else."""
    gone = delete(HelpWilling).where(
        HelpWilling.group_id == group.id, HelpWilling.category.not_in(list(categories))
    )
    db.execute(gone.execution_options(synchronize_session=False))
    for code in sorted(categories):
        wish = insert(HelpWilling).values(group_id=group.id, category=code, created_at=now())
        db.execute(wish.on_conflict_do_nothing())
    record(db, "help_willing.changed", on=group.id, by=by.id, fields=["categories"])
    db.flush()


def let_ask(db: Session, group: Group, *, by: Person, email: str) -> None:
    """Let somebody ask for the group, once they agree. Nobody hears whether an address has an account."""
    person = db.scalars(select(Person).where(Person.email == email, Person.ended_at.is_(None))).first()
    record(db, "group_asker.invited", on=group.id, by=by.id)
    if person is None or _has_place(db, group.id, person.id):
        return
    wish = insert(GroupAsker).values(group_id=group.id, person_id=person.id, created_at=now())
    made = wish.on_conflict_do_nothing().returning(GroupAsker.person_id)
    if db.scalar(made) is None:
        return
    link = network_url(g.network.slug, "/me")
    write_to(db, person, ASKER_WISH, link=link)
    db.flush()


def _has_place(db: Session, group_id: UUID, person_id: UUID) -> bool:
    seat = select(GroupContact.person_id).where(
        GroupContact.group_id == group_id, GroupContact.person_id == person_id
    )
    return db.scalar(seat) is not None


def agree(db: Session, group_id: UUID, *, by: Person) -> bool:
    """The person agrees. False when the group does not ask it (any more)."""
    asked = (GroupAsker.group_id == group_id, GroupAsker.person_id == by.id, GroupAsker.agreed_at.is_(None))
    agreed = update(GroupAsker).where(*asked).values(agreed_at=now())
    if not db.execute(agreed.execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]
        return False
    record(db, "group_asker.agreed", on=group_id, by=by.id)
    db.flush()
    return True


def stop(db: Session, group_id: UUID, person_id: UUID, *, by: Person) -> None:
    """No longer, whichever side says so."""
    gone = delete(GroupAsker).where(GroupAsker.group_id == group_id, GroupAsker.person_id == person_id)
    if db.execute(gone).rowcount:  # type: ignore[attr-defined]
        record(db, "group_asker.removed", on=group_id, by=by.id)
        db.flush()


def askers_of(db: Session, group: Group) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who agreed to ask for the group (id, name, email), by name."""
    query = (
        select(Person.id, Person.name, Person.email)
        .join(GroupAsker, GroupAsker.person_id == Person.id)
        .where(GroupAsker.group_id == group.id, GroupAsker.agreed_at.is_not(None), Person.ended_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return db.execute(query).all()


def places_of(person: Person) -> Select[*tuple[Any, ...]]:
    """Groups that let this person ask, or wait for an answer to that (id, name, agreed_at)."""
    return (
        select(Group.id, Group.name, GroupAsker.agreed_at)
        .join(GroupAsker, GroupAsker.group_id == Group.id)
        .where(GroupAsker.person_id == person.id, Group.state != "ended")
        .order_by(Group.sort_key, Group.id)
    )
