"""Where groups meet: a place is found by what was written, or made. Places are shared between groups."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.clock import now
from portal.groups.models import Group, Location
from portal.groups.texts import identity
from portal.tables import new_id

FIELDS = ("name", "street", "postcode", "city")


def place_for(
    db: Session, *, name: str, street: str, postcode: str, city: str, group_id: UUID | None = None
) -> Location | None:
    """The place with this name and address, made when it is new; None when there is neither name nor street.

    A place is recognised by its letters and digits. Written otherwise than before (capitals, spaces), the new
    spelling holds when no group but `group_id` meets there; else nothing changes for the others.
    """
    if not (name or street):
        return None
    key = identity(name, street, postcode, city)
    if not key:
        return None
    row = {"id": new_id(), "created_at": now(), "identity": key, "access_note": ""}
    row.update(name=name, street=street, postcode=postcode, city=city)
    db.execute(insert(Location).values(**row).on_conflict_do_nothing(index_elements=[Location.identity]))
    place = db.scalars(select(Location).where(Location.identity == key)).one()
    spelled = {"name": name, "street": street, "postcode": postcode, "city": city}
    anew = any(getattr(place, field) != text for field, text in spelled.items())
    if anew and not _others(db, place, group_id):
        for field, text in spelled.items():
            setattr(place, field, text)
        db.flush()
    return place


def _others(db: Session, place: Location, group_id: UUID | None) -> int:
    query = select(func.count()).where(Group.location_id == place.id)
    return db.scalar(query if group_id is None else query.where(Group.id != group_id)) or 0


def drop_if_unused(db: Session, place_id: UUID) -> None:
    """A place where no group meets any more, and of which nothing else is known, goes."""
    place = db.get(Location, place_id)
    if place is not None and not place.access_note and not _others(db, place, None):
        db.delete(place)
        db.flush()
