"""Who is asked about a group, at which step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import language_of
from portal.freshness.links import address_key, person_key
from portal.groups.answering import present
from portal.groups.rules import GROUP


class Recipient(NamedTuple):
    """One address to ask at. `key` stands for it in the link; `person_id` None: the group's listed one."""

    key: str
    address: str
    locale: str
    person_id: UUID | None


def recipients(db: Session, steps: Mapping[UUID, int], today: date) -> dict[UUID, list[Recipient]]:
    """Whom to ask about each group at its step: two statements, whatever the number of groups.

    First who answers for it, later also everybody else who has a seat; never who is away.
    """
    asked: dict[UUID, list[Recipient]] = {}
    for found in present(db, steps, today):
        if found.answers or steps[found.group_id] > 1:
            asked.setdefault(found.group_id, []).append(_person(found.person))
    rows = db.execute(select(GROUP.id, GROUP.email).where(GROUP.id.in_(steps)))
    listed = {row.id: row.email for row in rows}
    return {group_id: asked.get(group_id) or _address(listed.get(group_id, "")) for group_id in steps}


def _person(person: Person) -> Recipient:
    return Recipient(person_key(person.id), person.email, language_of(person), person.id)


def _address(address: str) -> list[Recipient]:
    return [Recipient(address_key(address), address, g.network.locale, None)] if address else []
