"""Where groups meet: a place is found by what was written, or made. Places are shared between groups."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.clock import now
from portal.geo.places import Place
from portal.geo.queries import origin
from portal.groups.meetings.models import Closure, Meeting
from portal.groups.models import Group, Location
from portal.groups.texts import identity
from portal.profile import profile
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
    row: dict[str, Any] = {"id": new_id(), "created_at": now(), "identity": key, "access_note": ""}
    row.update(name=name, street=street, postcode=postcode, city=city)
    if (found := position_of(db, postcode, city)) is not None:
        row.update(lat=found.lat, lon=found.lon)
    db.execute(insert(Location).values(**row).on_conflict_do_nothing(index_elements=[Location.identity]))
    place = db.scalars(select(Location).where(Location.identity == key)).one()
    spelled = {"name": name, "street": street, "postcode": postcode, "city": city}
    anew = any(getattr(place, field) != text for field, text in spelled.items())
    if anew and not _others(db, place, group_id):
        for field, text in spelled.items():
            setattr(place, field, text)
        db.flush()
    return place


def position_of(db: Session, postcode: str, city: str) -> Place | None:
    """Where an address lies, as far as its postcode or town says; None when nobody knows the town."""
    written = f"{postcode} {city}".strip()
    return origin(db, written, profile(db).country) if written else None


def groups_at(place_id: UUID) -> Any:
    """A select of the ids of groups that meet there, with all or some of their meetings."""
    some = select(Meeting.group_id).where(Meeting.location_id == place_id)
    return select(Group.id).where(or_(Group.location_id == place_id, Group.id.in_(some)))


def _others(db: Session, place: Location, group_id: UUID | None) -> int:
    query = select(func.count()).where(Group.id.in_(groups_at(place.id)))
    return db.scalar(query if group_id is None else query.where(Group.id != group_id)) or 0


def drop_if_unused(db: Session, place_id: UUID) -> None:
    """A place where no group meets any more, and of which nothing else is known, goes."""
    place = db.get(Location, place_id)
    if place is None or place.access_note or place.directions or place.step_free is not None:
        return
    closed = db.scalar(select(exists().where(Closure.location_id == place_id)))
    if not closed and not _others(db, place, None):
        db.delete(place)
        db.flush()
