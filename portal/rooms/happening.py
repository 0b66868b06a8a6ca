"""Bookings of rooms for the calendar: one's own by name, those of others only as taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select, true

from portal.groups.models import Group
from portal.groups.rules import seats_of
from portal.happenings import Asked, Happening, Source
from portal.ics.writing import sequence
from portal.rooms.models import HOLDING, Booking, Room
from portal.rooms.rules import shown_to


def bookings(asked: Asked) -> Select[Any] | None:
    """Of rooms that this person may know of."""
    if asked.person is None:
        return None
    begin, end = asked.moments
    seats = seats_of(asked.person)
    own: Any = true()
    if not asked.person.is_steward:
        own = or_(Booking.group_id.in_(seats), Room.group_id.in_(seats))
    columns = (Booking.id, Booking.room_id, Booking.starts_at, Booking.ends_at, Booking.created_at)
    return (
        select(*columns, Booking.changed_at, Booking.group_id, Room.name.label("room"), Room.place)
        .add_columns(Group.name.label("group"), own.label("own"))
        .join_from(Booking, Room, Room.id == Booking.room_id)
        .outerjoin(Group, Group.id == Booking.group_id)
        .where(shown_to(asked.person), Booking.state.in_(HOLDING))
        .where(Booking.starts_at < end, Booking.ends_at > begin)
    )


def read(rows: Sequence[Any], _asked: Asked) -> Iterator[Happening]:
    """By whom a room is taken is said to those alone whose it is, or who keep it."""
    for row in rows:
        taken = _("%(room)s: taken", room=row.room)
        holder = row.group or str(_("the network"))
        title = f"{row.room}: {holder}" if row.own else taken
        address = f"/rooms/bookings/{row.id}" if row.own else f"/rooms/{row.room_id}"
        yield Happening(
            kind="booking", id=row.id, audience="network", title=title, neutral=_("taken"), url=address,
            made=row.created_at, stamp=row.changed_at, sequence=sequence(row.created_at, row.changed_at),
            starts=row.starts_at, ends=row.ends_at, place=row.place,
            group_id=row.group_id if row.own else None, group=(row.group or "") if row.own else "",
        )  # fmt: skip


BOOKINGS = Source(("booking",), bookings, read)
