"""Days that a training offers as long as none is fixed: people say which they prefer, a steward takes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.tables import new_id
from portal.trainings import sessions
from portal.trainings.actions import lock
from portal.trainings.hooks import spread
from portal.trainings.models import Training, TrainingDate

MOST = 12


def days_of(db: Session, training: Training) -> Sequence[TrainingDate]:
    """The days it offers, by time; nothing where it is known when it is."""
    if training.starts_at is not None:
        return ()
    query = select(TrainingDate).where(TrainingDate.training_id == training.id)
    return db.scalars(query.order_by(TrainingDate.starts_at, TrainingDate.id)).all()


def chosen(db: Session, training: Training) -> TrainingDate | None:
    """The day that was taken."""
    of_it = TrainingDate.training_id == training.id
    return db.scalars(select(TrainingDate).where(of_it, TrainingDate.chosen_at.is_not(None))).first()


def offer(db: Session, training: Training, *, by: Person, values: Mapping[str, Any]) -> None:
    """One more day to choose from; sent twice it is one. Raises Refused once it is known when it is."""
    lock(db, training)
    _refuse_when_fixed(training)
    days = days_of(db, training)
    if any(all(getattr(day, name) == value for name, value in values.items()) for day in days):
        return
    if len(days) >= MOST:
        raise Refused(_("These are enough days to choose from."))
    db.add(TrainingDate(id=new_id(), training_id=training.id, **values))
    db.flush()
    record(db, "training.day_offered", on=training.id, by=by.id)


def withdraw(db: Session, training: Training, day_id: UUID, *, by: Person) -> None:
    """Not that day after all; who preferred it keeps their other days."""
    lock(db, training)
    _refuse_when_fixed(training)
    day = TrainingDate.training_id == training.id, TrainingDate.id == day_id
    db.execute(delete(TrainingDate).where(*day).execution_options(synchronize_session=False))
    record(db, "training.day_withdrawn", on=training.id, by=by.id)


def choose(db: Session, training: Training, day_id: UUID, *, by: Person) -> None:
    """This day it is. Who would come then is told, and offered a place in turn. Twice is once.

    Raises Refused when another day was chosen, or it has passed.
    """
    lock(db, training)
    taken = chosen(db, training)
    if taken is not None and taken.id == day_id:
        return
    _refuse_when_fixed(training)
    day = next((day for day in days_of(db, training) if day.id == day_id), None)
    if day is None or day.starts_at <= now():
        raise Refused(_("This day is not to be had any more. Choose another one."))
    day.chosen_at = now()
    db.flush()
    values = {"starts_at": day.starts_at, "ends_at": day.ends_at, "place": day.place}
    sessions.add(db, training, by=by, values=values)
    record(db, "training.day_chosen", on=training.id, by=by.id)
    spread(db, training, "dated", by=by)


def _refuse_when_fixed(training: Training) -> None:
    if training.starts_at is not None or training.state in sessions.OVER:
        raise Refused(_("It is known when this training is. There are no days to choose from any more."))
    if training.by_session:
        raise Refused(_("For single sessions people choose their days themselves. Add the sessions instead."))
