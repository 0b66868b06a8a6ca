"""A place as stewards keep it: what is known of it, when it is closed, and open again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import language_of, write_to
from portal.audit import record
from portal.clock import today
from portal.errors import Refused
from portal.groups import actions as groups
from portal.groups.answering import present
from portal.groups.indexing import reindex_all
from portal.groups.meetings.models import Closure, Meeting
from portal.groups.models import Group, Location
from portal.groups.places import FIELDS, groups_at
from portal.groups.texts import identity
from portal.ledger import announce_public_change
from portal.pages import network_url
from portal.recurrence import words


def describe(db: Session, place: Location, *, by: Person, values: Mapping[str, Any]) -> list[str]:
    """Save what is known of a place: address, way in, directions, position. Names what changed.

    Raises Refused when another place has this name and address.
    """
    changed = [name for name, value in values.items() if getattr(place, name) != value]
    if not changed:
        return []
    address = {name: str(values.get(name, getattr(place, name))) for name in FIELDS}
    key = identity(address["name"], address["street"], address["postcode"], address["city"])
    if not (address["name"] or address["street"]) or not key:
        raise Refused(_("Give the place a name or a street."))
    taken = select(Location.id).where(Location.identity == key, Location.id != place.id)
    if db.scalar(taken) is not None:
        raise Refused(_("There is another place with this name and address already."))
    for name in changed:
        setattr(place, name, values[name])
    place.identity = key
    db.flush()
    record(db, "place.changed", on=place.id, by=by.id, fields=changed)
    _tell_groups(db, place.id)
    return changed


def close(
    db: Session, place: Location, *, by: Person, from_on: date, until_on: date | None, note: str = ""
) -> Closure:
    """The place is closed from a day until it opens again; all meetings there are said not to be held.

    `until_on` None: until further notice. Who speaks for a group that meets there gets one mail.
    Raises Refused.
    """
    if from_on < today():
        raise Refused(_("A place cannot be closed in the past. Choose today or a later day."))
    if until_on is not None and until_on <= from_on:
        raise Refused(_("The day on which it opens again must be later than the day on which it closes."))
    db.execute(select(Location.id).where(Location.id == place.id).with_for_update())
    if _overlap(db, place.id, from_on, until_on):
        raise Refused(_("The place is already closed in that time. Open it first, then close it anew."))
    closure = Closure(location_id=place.id, from_on=from_on, until_on=until_on, note=note, by_id=by.id)
    db.add(closure)
    db.flush()
    record(db, "place.closed", on=place.id, by=by.id)
    _tell_groups(db, place.id)
    _tell_contacts(db, place, by=by, closed=closure, news="closed")
    return closure


def alter(
    db: Session, place: Location, closure_id: UUID, *, by: Person, from_on: date, until_on: date | None,
    note: str = "",
) -> None:  # fmt: skip
    """The closure has other days or another word. Who speaks for a group there hears of other days.

    A closure that has begun keeps its first day. Raises Refused.
    """
    db.execute(select(Location.id).where(Location.id == place.id).with_for_update())
    closure = db.get(Closure, closure_id, populate_existing=True)
    if closure is None or closure.location_id != place.id or _over(closure):
        raise Refused(_("This closure is over already."))
    if closure.from_on != from_on and min(closure.from_on, from_on) < today():
        raise Refused(_("The first day lies in the past, so it stays as it is."))
    if until_on is not None and until_on <= max(from_on, today()):
        raise Refused(_("Choose a later day on which it opens again, or open it now with the button."))
    if _overlap(db, place.id, from_on, until_on, besides=closure.id):
        raise Refused(_("The place is already closed in that time. Open it first, then close it anew."))
    other_days = (closure.from_on, closure.until_on) != (from_on, until_on)
    closure.from_on, closure.until_on, closure.note = from_on, until_on, note
    db.flush()
    record(db, "place.closure_changed", on=place.id, by=by.id)
    _tell_groups(db, place.id)
    if other_days:
        _tell_contacts(db, place, by=by, closed=closure, news="changed")


def reopen(db: Session, place: Location, closure_id: UUID, *, by: Person) -> None:
    """It opens today instead of later; a closure that has not begun never happens."""
    closure = db.get(Closure, closure_id)
    if closure is None or closure.location_id != place.id or _over(closure):
        return
    if closure.from_on < today():
        closure.until_on = today()
    else:
        db.delete(closure)
    db.flush()
    record(db, "place.opened", on=place.id, by=by.id)
    _tell_groups(db, place.id)
    _tell_contacts(db, place, by=by, closed=closure, news="open")


def _over(closure: Closure) -> bool:
    return closure.until_on is not None and closure.until_on <= today()


def _overlap(
    db: Session, place_id: UUID, from_on: date, until_on: date | None, *, besides: UUID | None = None
) -> bool:
    there = select(Closure.id).where(
        Closure.location_id == place_id, or_(Closure.until_on.is_(None), Closure.until_on > from_on)
    )
    if besides is not None:
        there = there.where(Closure.id != besides)
    if until_on is not None:
        there = there.where(Closure.from_on < until_on)
    return db.scalar(there.limit(1)) is not None


def _tell_groups(db: Session, place_id: UUID) -> None:
    """Search, calendars, cached pages and whoever keeps a copy of a group that meets there."""
    ids = list(db.scalars(groups_at(place_id)))
    own = select(Group.id).where(Group.location_id == place_id)
    there = or_(Meeting.location_id == place_id, Meeting.location_id.is_(None) & Meeting.group_id.in_(own))
    db.execute(
        update(Meeting).where(there).values(sequence=Meeting.sequence + 1),
        execution_options={"synchronize_session": False},
    )
    reindex_all(db, ids)
    announce_public_change(db)
    for group_id in ids:
        for hear in groups.CHANGED:
            hear(db, group_id)


def _tell_contacts(db: Session, place: Location, *, by: Person, closed: Closure, news: str) -> None:
    """One mail to each person who answers for a group there: closed, changed or open. No group is named."""
    there = select(Group.id).where(Group.id.in_(groups_at(place.id)), Group.state != "ended")
    seats = present(db, db.scalars(there).all(), today())
    people = {found.person for found in seats if found.answers and found.person.id != by.id}
    days = closed.from_on, closed.until_on
    for person in sorted(people, key=lambda person: person.id):
        with force_locale(language_of(person)):
            first, last = (words.day_month_year(day) if day else "" for day in days)
        write_to(
            db,
            person,
            "place_closed",
            place=place.line,
            first=first,
            last=last,
            note=closed.note,
            news=news,
            link=network_url(g.network.slug, "/me"),
        )
