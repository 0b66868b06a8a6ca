"""For which groups somebody asks, answers and decides. Found once for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session, object_session

from portal.groups.models import Group, GroupContact
from portal.help_requests.models import GroupAsker


class Place(NamedTuple):
    """One's place in a group: "contact", "stand_in" or "asker"."""

    group_id: UUID
    name: str
    ended: bool
    role: str


@dataclass(frozen=True)
class Standing:
    """Everything that rules ask about a person and groups."""

    steward: bool
    places: tuple[Place, ...]

    @property
    def member(self) -> bool:
        """Takes part in practical help: a steward, or somebody of a group."""
        return self.steward or bool(self.places)

    @property
    def seats(self) -> frozenset[UUID]:
        """Groups this person speaks for or stands in for."""
        return frozenset(place.group_id for place in self.places if place.role != "asker")

    @property
    def asks_for(self) -> frozenset[UUID]:
        """Groups in whose name this person may ask."""
        return frozenset(place.group_id for place in self.places)

    def choices(self, *, seats_only: bool = False) -> list[tuple[str, str]]:
        """(id, name) of the groups that go on, each once, by name."""
        found = {
            str(place.group_id): place.name
            for place in self.places
            if not place.ended and not (seats_only and place.role == "asker")
        }
        return list(found.items())


def standing(db: Session, person: Any) -> Standing:
    """What a person's places are; asked of the database once for a request."""
    known: dict[UUID, Standing] = db.info.setdefault("standing", {})
    if person.id not in known:
        known[person.id] = Standing(bool(person.is_steward), tuple(_places(db, person.id)))
    return known[person.id]


def of(person: Any) -> Standing:
    """The same where there is only the person, as in rules."""
    db = object_session(person) if person is not None else None
    return standing(db, person) if db is not None else Standing(False, ())


def _places(db: Session, person_id: UUID) -> Sequence[Place]:
    columns = (Group.id, Group.name, (Group.state == "ended").label("ended"))
    seats = (
        select(*columns, GroupContact.role.label("role"), Group.sort_key)
        .join(GroupContact, GroupContact.group_id == Group.id)
        .where(GroupContact.person_id == person_id)
    )
    asks = (
        select(*columns, literal("asker").label("role"), Group.sort_key)
        .join(GroupAsker, GroupAsker.group_id == Group.id)
        .where(GroupAsker.person_id == person_id, GroupAsker.agreed_at.is_not(None))
    )
    both = union_all(seats, asks).subquery()
    query = select(both.c.id, both.c.name, both.c.ended, both.c.role).order_by(both.c.sort_key, both.c.role)
    return [Place(*row) for row in db.execute(query)]
