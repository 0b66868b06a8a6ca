"""The stewards' list of places, and what belongs to one of them. Columns only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.groups.meetings.models import Closure, Meeting
from portal.groups.models import Group, Location
from portal.groups.places import groups_at
from portal.paging import pages_of

PER_PAGE = 40
_PLACE: Any = Location.__table__.c


class PlacesAnswer(NamedTuple):
    """One page of the list."""

    rows: Sequence[Row[Any]]
    total: int
    page: int
    pages: int


def places(db: Session, q: str, number: int, *, on: date) -> PlacesAnswer:
    """Places by town and name, with how many groups meet there and whether they are closed on that day."""
    some = select(Meeting.group_id).where(Meeting.location_id == _PLACE.id)
    meet = select(func.count()).where(or_(Group.location_id == _PLACE.id, Group.id.in_(some)))
    closed = exists().where(
        Closure.location_id == _PLACE.id, Closure.from_on <= on,
        or_(Closure.until_on.is_(None), Closure.until_on > on),
    )  # fmt: skip
    query = select(
        *(_PLACE.id, _PLACE.name, _PLACE.street, _PLACE.postcode, _PLACE.city, _PLACE.step_free),
        (_PLACE.lat.is_(None)).label("nowhere"), meet.scalar_subquery().label("groups"),
        closed.label("closed"), func.count().over().label("total"),
    ).order_by(_PLACE.city, _PLACE.name, _PLACE.street, _PLACE.id)  # fmt: skip
    written = func.concat_ws(" ", _PLACE.name, _PLACE.street, _PLACE.postcode, _PLACE.city)
    query = query.where(and_(True, *(written.icontains(word, autoescape=True) for word in q.split())))
    rows = db.execute(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    if not rows and number > 1:
        return places(db, q, 1, on=on)
    total = rows[0].total if rows else 0
    return PlacesAnswer(rows, total, number, pages_of(total, PER_PAGE))


def meeting_there(db: Session, place_id: UUID) -> Sequence[Row[Any]]:
    """The groups that meet there (slug, name, state, listed)."""
    columns: Any = (Group.slug, Group.name, Group.state, Group.listed)
    query = select(*columns).where(Group.id.in_(groups_at(place_id)))
    return db.execute(query.order_by(Group.sort_key, Group.id)).all()


def closures_of(db: Session, place_id: UUID, *, since: date) -> Sequence[Row[Any]]:
    """Closures of one place that are not over (id, from_on, until_on, note)."""
    going_on = or_(Closure.until_on.is_(None), Closure.until_on > since)
    columns: Any = (Closure.id, Closure.from_on, Closure.until_on, Closure.note)
    query = select(*columns).where(Closure.location_id == place_id, going_on)
    return db.execute(query.order_by(Closure.from_on)).all()
