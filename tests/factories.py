"""Rows with character, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.groups.indexing import reindex
from portal.groups.models import Group, GroupContact, GroupTheme, Location
from portal.groups.texts import identity, slug, sort_key
from portal.ledger import announce_public_change


def location(db: Session, name: str = "De Huiskamer", city: str = "Helmond", **more: Any) -> Location:
    """A place where groups meet."""
    key = identity(name, more.get("street", ""), more.get("postcode", ""), city)
    made = Location(name=name, city=city, identity=key, **more)
    db.add(made)
    db.flush()
    return made


def group(
    db: Session,
    name: str = "Rouwgroep Helmond",
    *,
    theme: str = "rouw",
    contact: Person | None = None,
    id: UUID | None = None,
    **more: Any,
) -> Group:
    """A listed group, reachable by phone and found by search; `contact` speaks for it."""
    values: dict[str, Any] = {
        "slug": slug(name),
        "sort_key": sort_key(name),
        "place": "Helmond",
        "phone": "0492 000 361",
        "meeting_text": "elke tweede dinsdag, 19.30 uur",
        "verified_on": date(2026, 10, 14),
        **more,
    }
    made = Group(name=name, **({"id": id} if id else {}), **values)
    db.add(made)
    db.flush()
    db.add(GroupTheme(group_id=made.id, theme_code=theme))
    if contact is not None:
        db.add(GroupContact(group_id=made.id, person_id=contact.id))
    db.flush()
    reindex(db, made)
    announce_public_change(db)
    return made
