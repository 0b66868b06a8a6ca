"""The calendar of one room, as a secret address that one's own calendar program asks again and again.

It says when the room is taken and nothing else: not by whom, not for what. Each person has an address of
their own, and it is asked every time whether this person may still see the room.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import language_of
from portal.clock import now
from portal.extensions import kernel
from portal.ics.writing import Event, sequence
from portal.ics.writing import calendar as calendar_file
from portal.links import opened, signed
from portal.rooms.models import Room
from portal.rooms.queries import taken
from portal.rooms.rules import shown_to

PURPOSE = "room.calendar"
BACK, AHEAD = timedelta(days=31), timedelta(days=400)
LIVES = timedelta(days=3_650)


def address(room: Room, person: Person) -> str:
    """What stands in the address of this person's calendar of the room."""
    return signed(PURPOSE, room.id, person.id, str(room.feed_round))


def calendar(db: Session, token: str) -> bytes | None:
    """The file; None when the address is forged, was renewed, or is of somebody who may not see the room."""
    found = opened(PURPOSE, token, lives=LIVES)
    if found is None:
        return None
    _room, holder, round_ = found.said
    person = db.get(Person, UUID(holder))
    if person is None or person.ended_at is not None:
        return None
    room = db.scalars(select(Room).where(Room.id == found.id, shown_to(person))).first()
    if room is None or str(room.feed_round) != round_:
        return None
    with force_locale(language_of(person)):
        return _written(db, room)


def _written(db: Session, room: Room) -> bytes:
    host = kernel().settings.base_domain
    events = [
        Event(
            uid=f"{row.id}@{host}", summary=_("taken"), stamp=row.changed_at,
            sequence=sequence(row.created_at, row.changed_at),
            starts=row.starts_at.astimezone(UTC), ends=row.ends_at.astimezone(UTC),
        )
        for row in taken(db, room.id, now() - BACK, now() + AHEAD)
    ]  # fmt: skip
    return calendar_file(events, name=_("Room"), hours=4)
