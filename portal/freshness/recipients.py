"""Who is asked about a group, at which step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask import g
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.freshness.links import address_key, person_key
from portal.groups.models import GroupContact
from portal.groups.rules import GROUP


class Recipient(NamedTuple):
    """One address to ask at. `key` stands for it in the link; `person_id` None: the group's listed one."""

    key: str
    address: str
    locale: str
    person_id: UUID | None


def recipients(db: Session, steps: Mapping[UUID, int], today: date) -> dict[UUID, list[Recipient]]:
    """Whom to ask about each group at its step: two statements, whatever the number of groups."""
    people: dict[UUID, list[Row[Any]]] = {}
    for row in db.execute(_people(steps)):
        people.setdefault(row.group_id, []).append(row)
    rows = db.execute(select(GROUP.id, GROUP.email).where(GROUP.id.in_(list(steps))))
    listed: dict[UUID, str] = {row.id: row.email for row in rows}
    found = {}
    for group_id, step in steps.items():
        chosen = asked_at(step, people.get(group_id, []), today)
        asked = [_person(row) for row in chosen]
        found[group_id] = asked or _address(listed.get(group_id, ""))
    return found


def asked_at(step: int, people: Iterable[Row[Any]], today: date) -> list[Row[Any]]:
    """First those who answer now, later also everybody else who has a role; never who is away."""
    there = [row for row in people if row.away_until is None or row.away_until <= today]
    contacts = [row for row in there if row.role == "contact"]
    return contacts if step == 1 and contacts else there


def _people(ids: Iterable[UUID]) -> Any:
    columns = (GroupContact.group_id, GroupContact.role, GroupContact.away_until)
    return (
        select(*columns, Person.id, Person.email, Person.locale)
        .join(Person, Person.id == GroupContact.person_id)
        .where(GroupContact.group_id.in_(list(ids)), Person.ended_at.is_(None))
        .order_by(GroupContact.created_at, Person.id)
    )


def _person(row: Row[Any]) -> Recipient:
    return Recipient(person_key(row.id), row.email, row.locale or g.network.locale, row.id)


def _address(address: str) -> list[Recipient]:
    return [Recipient(address_key(address), address, g.network.locale, None)] if address else []
