"""What happens to bookings: made, asked for, decided, cancelled.

Every deed takes the room's row first, so that deeds about one room come in turn. That nothing is booked twice
does not hang on that: the table itself refuses it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import DateTime, Interval, Uuid, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.groups.models import Group
from portal.rooms import notices
from portal.rooms.closing import CLOSED, binds
from portal.rooms.models import HOLDING, Booking, Room
from portal.rooms.rules import exempt, manages, takes
from portal.rooms.waiting import tell_next
from portal.rooms.when import weeks
from portal.tables import new_id

LONGEST = {"room": timedelta(days=1), "equipment": timedelta(days=31)}
MOST_WAITING = 5
"""Times one group can be in line for a room."""


class Taken(Refused):
    """Somebody else has the room then; one can stand in line."""


class Wish(NamedTuple):
    """Who wants it (None: the network itself), from when until when."""

    group: Group | None
    starts_at: datetime
    ends_at: datetime


def book(db: Session, room: Room, wish: Wish, *, by: Person, note: str = "") -> UUID:
    """A group takes the room, or asks for it where somebody has to say yes first.

    Pressed twice it is booked once. Raises Taken, and Refused when the room or its limits do not allow it.
    """
    lock(db, room)
    seen = _check(db, room, wish, by)
    if seen.own is not None:
        return cast(UUID, seen.own)
    state = "booked" if room.way == "book" or manages(by, room) else "asked"
    booking_id = None if seen.taken else _write(db, room, wish, state, by=by, note=note)
    if booking_id is None:
        raise Taken(_("The room is taken at that time."))
    record(db, f"booking.{'made' if state == 'booked' else 'asked'}", on=booking_id, by=by.id)
    _tell_of(db, room, booking_id, state, by=by, group=wish.group)
    return booking_id


def wait(db: Session, room: Room, wish: Wish, *, by: Person) -> UUID:
    """Stand in line for a time that is taken. Raises Refused."""
    lock(db, room)
    _check(db, room, wish, by)
    if own := _same(db, room, wish, ("waiting", *HOLDING)):
        return own
    in_line = select(func.count()).where(
        Booking.room_id == room.id, Booking.state == "waiting", Booking.starts_at > now(), of(wish.group)
    )
    if (db.scalar(in_line) or 0) >= MOST_WAITING:
        raise Refused(_("You are in line for this room %(most)s times already.", most=MOST_WAITING))
    booking_id = _write(db, room, wish, "waiting", by=by)
    if booking_id is None:
        raise LookupError("a row that keeps nobody out was refused")
    record(db, "booking.waiting", on=booking_id, by=by.id)
    tell_next(db, room)
    return booking_id


def decide(db: Session, booking: Booking, *, by: Person, yes: bool) -> None:
    """Those who manage the room say yes or no; for all dates of a series at once. The group hears it once."""
    room = booking.room
    lock(db, room)
    db.refresh(booking, ["state", "starts_at", "ends_at", "series_id"])
    if booking.state != "asked":
        raise Refused(_("This was decided already."))
    state = "booked" if yes else "declined"
    same = Booking.id == booking.id if booking.series_id is None else Booking.series_id == booking.series_id
    asked = update(Booking).where(same, Booking.state == "asked", Booking.ends_at > now())
    db.execute(asked.values(state=state, changed_at=now()).execution_options(synchronize_session=False))
    db.refresh(booking, ["state"])
    record(db, f"booking.{state}", on=booking.id, by=by.id)
    notices.tell_group(db, booking, state, besides=by)
    if yes:
        notices.tell_key_holder(db, room, booking, "booked", besides=by)
    else:
        tell_next(db, room)
    db.flush()


def accept(db: Session, booking: Booking, *, by: Person) -> None:
    """The group takes the place in line that it was offered. Raises Refused when that is over."""
    room = booking.room
    lock(db, room)
    db.refresh(booking, ["state", "offered_until"])
    if booking.state in ("booked", "asked"):
        return
    if booking.state != "offered" or not booking.offered_until or booking.offered_until <= now():
        raise Refused(_("This offer is over."))
    booking.state = "booked" if room.way == "book" or manages(by, room) else "asked"
    booking.offered_until, booking.changed_at = None, now()
    db.flush()
    record(db, f"booking.{'made' if booking.state == 'booked' else 'asked'}", on=booking.id, by=by.id)
    if booking.state == "asked":
        notices.tell_managers(db, room, booking, besides=by)
    else:
        notices.tell_key_holder(db, room, booking, "booked", besides=by)


def cancel(db: Session, booking: Booking, *, by: Person) -> None:
    """The room is free again, and the next in line hears of it. Raises Refused for what has begun."""
    lock(db, booking.room)
    db.refresh(booking, ["state", "starts_at", "ends_at"])
    if booking.state not in (*HOLDING, "waiting"):
        return
    if booking.starts_at <= now():
        raise Refused(_("This has begun already and cannot be cancelled."))
    was = booking.state
    booking.state, booking.offered_until, booking.changed_at = "cancelled", None, now()
    db.flush()
    record(db, "booking.cancelled", on=booking.id, by=by.id)
    notices.tell_group(db, booking, "cancelled", besides=by)
    if was == "booked":
        notices.tell_key_holder(db, booking.room, booking, "cancelled", besides=by)
    tell_next(db, booking.room)


def lock(db: Session, room: Room) -> None:
    """From here on whoever else does something with this room waits for this transaction."""
    db.execute(_TAKE, {"room": room.id})


_TAKE = select(Room.id).where(Room.id == bindparam("room")).with_for_update()


def of(group: Group | None) -> Any:
    """Bookings of a group, or of the network itself."""
    return Booking.group_id == group.id if group is not None else Booking.group_id.is_(None)


_HELD = (
    Booking.room_id == bindparam("room"),
    Booking.state.in_(HOLDING),
    Booking.starts_at < bindparam("until", type_=DateTime(timezone=True)),
    Booking.ends_at > bindparam("since", type_=DateTime(timezone=True)),
)
_LOOK = select(
    CLOSED,
    select(Booking.id).where(*_HELD).exists().label("taken"),
    select(Booking.id)
    .where(*_HELD, Booking.starts_at == bindparam("since"), Booking.ends_at == bindparam("until"))
    .where(Booking.group_id.is_not_distinct_from(bindparam("group", type_=Uuid)))
    .scalar_subquery()
    .label("own"),
)
"""All that is asked once the room's row is held: closed, taken, and the booking that was wished already."""


def _check(db: Session, room: Room, wish: Wish, by: Person) -> Any:
    """What _LOOK found. Raises Refused when the room, its limits or a closure do not allow the wish."""
    group, starts_at, ends_at = wish
    if room.retired_at is not None:
        raise Refused(_("This is not lent out any more."))
    if not takes(room, group, by):
        raise Refused(_("This group cannot book here."))
    if starts_at < now():
        raise Refused(_("That time has passed. Choose a later one."))
    if ends_at - starts_at > LONGEST[room.kind]:
        raise Refused(
            ngettext("Not longer than %(num)d day at a time.", "Not longer than %(num)d days at a time.",
                     LONGEST[room.kind].days)
        )  # fmt: skip
    if not exempt(by, room):
        _check_ahead(room, starts_at, ends_at)
        _check_hours(db, room, wish)
    about = {"since": starts_at, "until": ends_at, "group": group.id if group else None}
    seen = db.execute(_LOOK, about | binds(room, starts_at, ends_at)).one()
    if seen.closed:
        raise Refused(_("The room is closed at that time."))
    return seen


def _check_ahead(room: Room, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at < now() + timedelta(hours=room.notice_hours):
        raise Refused(
            ngettext("Book at least %(num)d hour ahead.", "Book at least %(num)d hours ahead.",
                     room.notice_hours)
        )  # fmt: skip
    if ends_at > now() + timedelta(days=room.ahead_days):
        raise Refused(
            ngettext("Book at most %(num)d day ahead.", "Book at most %(num)d days ahead.", room.ahead_days)
        )


def _check_hours(db: Session, room: Room, wish: Wish) -> None:
    """The hours that pass count, also in the night the clock changes."""
    if not room.hours_a_week:
        return
    most = timedelta(hours=room.hours_a_week)
    for begin, end in weeks(wish.starts_at, wish.ends_at):
        wished = min(wish.ends_at, end) - max(wish.starts_at, begin)
        if used(db, room, wish.group, begin, end) + wished > most:
            raise Refused(
                ngettext(
                    "One group can have it %(num)d hour a week at most. Choose another week or less time.",
                    "One group can have it %(num)d hours a week at most. Choose another week or less time.",
                    room.hours_a_week,
                )
            )


def used(db: Session, room: Room, group: Group | None, begin: datetime, end: datetime) -> timedelta:
    """How long a group has the room between two moments."""
    inside = func.least(Booking.ends_at, end) - func.greatest(Booking.starts_at, begin)
    total = select(func.sum(inside, type_=Interval)).where(
        Booking.room_id == room.id, of(group), Booking.state.in_(HOLDING),
        Booking.starts_at < end, Booking.ends_at > begin,
    )  # fmt: skip
    return db.scalar(total) or timedelta()


def _write(
    db: Session, room: Room, wish: Wish, state: str, *, by: Person, note: str = ""
) -> UUID | None:
    """The row, unless the table knows one that keeps it out."""
    row = {"id": new_id(), "created_at": now(), "changed_at": now(), "room_id": room.id, "by_id": by.id}
    row |= {"group_id": wish.group.id if wish.group else None}
    row |= {"starts_at": wish.starts_at, "ends_at": wish.ends_at}
    new = insert(Booking).values(**row, state=state, note=note).on_conflict_do_nothing()
    return db.scalar(new.returning(Booking.id))


def _same(db: Session, room: Room, wish: Wish, states: Collection[str]) -> UUID | None:
    query = select(Booking.id).where(
        Booking.room_id == room.id, of(wish.group), Booking.state.in_(states),
        Booking.starts_at == wish.starts_at, Booking.ends_at == wish.ends_at,
    )  # fmt: skip
    return db.scalar(query)


def _tell_of(
    db: Session, room: Room, booking_id: UUID, state: str, *, by: Person, group: Group | None
) -> None:
    """Who has to do something, and a group for which somebody else booked."""
    stranger = group is not None and all(seat.person_id != by.id for seat in group.seats)
    if state == "booked" and not stranger and room.key_holder_id in (None, by.id):
        return
    booking = db.get_one(Booking, booking_id)
    if state == "asked":
        notices.tell_managers(db, room, booking, besides=by)
    else:
        notices.tell_key_holder(db, room, booking, "booked", besides=by)
    if stranger:
        notices.tell_group(db, booking, state, besides=by)


def leave(db: Session, person: Person) -> None:
    """An account ended: this person has no keys any more."""
    gone = update(Room).where(Room.key_holder_id == person.id).values(key_holder_id=None)
    db.execute(gone.execution_options(synchronize_session=False))
