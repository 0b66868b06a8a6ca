"""The people of the tests. alpha: ada is steward, ben speaks for a group, cem takes part, dora is in
no group. beta: eve is steward. Twins get the same id in both networks, so that a leak would show."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from portal.accounts.models import Person

IDS = {
    name: UUID(int=0x0192_0000_0000_7000_8000_0000_0000_0000 + i)
    for i, name in enumerate(("ada", "ben", "cem", "dora", "eve", "fay"), 1)
}


def person(db: Session, name: str, *, steward: bool = False, locale: str | None = None) -> Person:
    """One of the cast, made on first use."""
    found = db.get(Person, IDS[name])
    if found is None:
        found = Person(
            id=IDS[name],
            email=f"{name}@people.example",
            name=name.capitalize(),
            is_steward=steward,
            locale=locale,
        )
        db.add(found)
        db.flush()
    return found


def ada(db: Session) -> Person:
    """Steward of alpha."""
    return person(db, "ada", steward=True)


def ben(db: Session) -> Person:
    """Contact person; of which group, the test says."""
    return person(db, "ben")


def cem(db: Session) -> Person:
    """Participant."""
    return person(db, "cem")


def dora(db: Session) -> Person:
    """Has an account and no group."""
    return person(db, "dora")


def eve(db: Session) -> Person:
    """Steward of beta."""
    return person(db, "eve", steward=True)
