"""Everybody looks after their own account; stewards look after everybody's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, false, select

from portal.access import Permission, allows, visible
from portal.accounts.models import Invitation, Person, SignedIn


@allows(Permission.SELF_MANAGE)
def is_signed_in(person: Any, _thing: Any) -> bool:
    """What belongs to oneself needs no more than being signed in; `visible` says what that is."""
    return person is not None


@allows(Permission.PERSON_MANAGE, Permission.STEWARDSHIP_SEE)
def is_steward(person: Any, _thing: Any) -> bool:
    """People and the network's own work are for stewards."""
    return person is not None and bool(person.is_steward)


@visible(Person)
def visible_people(person: Any) -> Select[Any]:
    """All for a steward; oneself for anybody else."""
    query = select(Person)
    if is_steward(person, None):
        return query
    return query.where(Person.id == person.id) if person is not None else query.where(false())


@visible(SignedIn)
def visible_sessions(person: Any) -> Select[Any]:
    """One's own, and nobody else's for anybody."""
    query = select(SignedIn)
    return query.where(SignedIn.person_id == person.id) if person is not None else query.where(false())


@visible(Invitation)
def visible_invitations(person: Any) -> Select[Any]:
    """All for a steward, none for anybody else."""
    query = select(Invitation)
    return query if is_steward(person, None) else query.where(false())
