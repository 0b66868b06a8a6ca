"""The sessions of a training, and the rooms that are booked for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.access import find
from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.rooms import actions as rooms
from portal.rooms.actions import Wish
from portal.rooms.models import HOLDING, Booking, Room
from portal.rooms.rules import FACTS
from portal.tables import new_id
from portal.trainings.actions import lock, settle
from portal.trainings.hooks import session_in_use, spread
from portal.trainings.models import COMING, Training, TrainingDate, TrainingSession

MOST = 60
"""Sessions of one training."""
WHEN_AND_WHERE = ("starts_at", "ends_at", "place")
OVER = ("cancelled", "done")


def add(
    db: Session, training: Training, *, by: Person, values: Mapping[str, Any], room_id: UUID | None = None
) -> TrainingSession:
    """One more session, with its room; pressed twice it is one. Raises Refused, also for a taken room."""
    lock(db, training)
    _refuse_when_over(training)
    if (same := _same(db, training, values)) is not None:
        return same
    _refuse_when_days_are_open(db, training)
    if len(db.scalars(_of(training)).all()) >= MOST:
        raise Refused(_("These are too many sessions for one training. Make a second training."))
    places = values.get("capacity") or training.capacity if training.by_session else 0
    session = TrainingSession(id=new_id(), training_id=training.id, **{**values, "capacity": places})
    session.booking_id = _book(db, session, room_id, by=by)
    db.add(session)
    db.flush()
    settle(db, training)
    record(db, "training.session_added", on=training.id, by=by.id)
    _tell(db, training, by=by)
    return session


def change(
    db: Session, session: TrainingSession, *, by: Person, values: Mapping[str, Any], room_id: UUID | None
) -> None:
    """Another time, place or trainer. The booked room moves along. Raises Refused."""
    training = session.training
    lock(db, training)
    _refuse_when_over(training)
    db.refresh(session, ["taken", "capacity", "booking_id", "starts_at", "ends_at"])
    wished = {**values, "capacity": values.get("capacity") or session.capacity if training.by_session else 0}
    if wished["capacity"] < session.taken:
        raise Refused(
            ngettext(
                "%(num)d place is given or held. There cannot be fewer than that: take somebody off first.",
                "%(num)d places are given or held. There cannot be fewer than that: take somebody off first.",
                session.taken,
            )
        )
    changed = {name for name, value in wished.items() if getattr(session, name) != value}
    before = [getattr(session, name) for name in WHEN_AND_WHERE]
    if room_of(db, session) != room_id or (room_id and {"starts_at", "ends_at"} & changed):
        _release(db, session, by=by)
        changed.add("booking_id")
    for name, value in wished.items():
        setattr(session, name, value)
    if "booking_id" in changed:
        session.booking_id = _book(db, session, room_id, by=by)
    db.flush()
    settle(db, training)
    if changed:
        record(db, "training.session_changed", on=training.id, by=by.id, fields=changed)
    if before != [getattr(session, name) for name in WHEN_AND_WHERE]:
        _tell(db, training, by=by)
    if "capacity" in changed:
        spread(db, training, "capacity", by=by)


def remove(db: Session, session: TrainingSession, *, by: Person) -> None:
    """It is not held. Raises Refused for the last one of what others have seen, and for one with sign-ups."""
    training = session.training
    lock(db, training)
    _refuse_when_over(training)
    db.refresh(session, ["taken", "booking_id"])
    if session.taken or any(used(db, session) for used in session_in_use):
        raise Refused(
            _("People have a place in this session or wait for one. Move it, or take them off first.")
        )
    if training.state != "draft" and len(db.scalars(_of(training)).all()) == 1:
        raise Refused(_("This is the only session. Cancel the training instead."))
    _release(db, session, by=by)
    gone = delete(TrainingSession).where(TrainingSession.id == session.id)
    db.execute(gone.execution_options(synchronize_session=False))
    settle(db, training)
    record(db, "training.session_removed", on=training.id, by=by.id)
    _tell(db, training, by=by)


def release_rooms(db: Session, training: Training, what: str, by: Person | None) -> None:
    """A cancelled training needs its rooms no more."""
    if what != "cancelled" or by is None:
        return
    coming = TrainingSession.starts_at > now()
    query = select(TrainingSession).where(TrainingSession.training_id == training.id, coming)
    for session in db.scalars(query).all():
        _release(db, session, by=by)


def room_of(db: Session, session: TrainingSession) -> UUID | None:
    """The room that is held for it."""
    held = select(Booking.room_id).where(Booking.id == session.booking_id, Booking.state.in_(HOLDING))
    return db.scalar(held) if session.booking_id else None


def rooms_to_book(db: Session, *keep: UUID | None) -> list[tuple[UUID, str]]:
    """Rooms that the network can have (id, name), and those that are booked already (`keep`)."""
    usable = (Room.who == "groups") & Room.retired_at.is_(None) & (Room.kind == "room")
    query = select(Room.id, Room.name).where(usable | Room.id.in_([key for key in keep if key]))
    return [(key, name) for key, name in db.execute(query.order_by(Room.name, Room.id).limit(300))]


def _book(db: Session, session: TrainingSession, room_id: UUID | None, *, by: Person) -> UUID | None:
    """Where it is, the room says when nobody wrote it down."""
    if room_id is None:
        return None
    room = db.scalars(select(Room).where(Room.id == room_id).options(*FACTS)).unique().one()
    booking_id = rooms.book(db, room, Wish(None, session.starts_at, session.ends_at), by=by)
    same = select(TrainingSession.id).where(TrainingSession.booking_id == booking_id)
    if db.scalar(same.where(TrainingSession.id != session.id)) is not None:
        raise Refused(_("Another session is in this room at that time."))
    session.place = session.place or ", ".join(filter(None, (room.name, room.place)))
    return booking_id


def _release(db: Session, session: TrainingSession, *, by: Person) -> None:
    booking = find(db, Booking, by, id=session.booking_id) if session.booking_id else None
    session.booking_id = None
    if booking is not None and booking.starts_at > now():
        rooms.cancel(db, booking, by=by)
    db.flush()


def _of(training: Training) -> Any:
    return select(TrainingSession.id).where(TrainingSession.training_id == training.id)


def _same(db: Session, training: Training, values: Mapping[str, Any]) -> TrainingSession | None:
    """The session at that time about that; sessions side by side differ in what they are about."""
    query = select(TrainingSession).where(TrainingSession.training_id == training.id)
    same = {name: values.get(name, "") for name in ("starts_at", "ends_at", "topic", "place")}
    return db.scalars(query.filter_by(**same).limit(1)).first()


def _refuse_when_over(training: Training) -> None:
    if training.state in OVER:
        raise Refused(_("This training is not to come any more. Nothing was changed."))


def _refuse_when_days_are_open(db: Session, training: Training) -> None:
    days = db.scalars(select(TrainingDate.chosen_at).where(TrainingDate.training_id == training.id)).all()
    if training.starts_at is None and days and not any(days):
        raise Refused(_("People choose from several days now. Take one of those, or remove them first."))


def _tell(db: Session, training: Training, *, by: Person) -> None:
    if training.state in COMING:
        spread(db, training, "moved", by=by)
