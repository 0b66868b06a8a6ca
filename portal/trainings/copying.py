"""The next run of a training: the same once more, on other days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from portal.accounts.models import Person
from portal.attachments.models import Attachment
from portal.audit import record
from portal.rooms.when import local
from portal.tables import new_id
from portal.trainings import hooks
from portal.trainings.actions import settle
from portal.trainings.models import Training, TrainingQuestion, TrainingSession
from portal.trainings.rules import MATERIALS
from portal.trainings.windows import moved

SAME = (
    *("course_id", "title", "text", "target", "language", "accessibility", "costs", "cancellation"),
    *("visibility", "capacity", "minimum", "per_group", "by_session"),
    *("who", "approval", "requires_course_id", "requires_code", "forget_weeks"),
    *("whole_from", "gives_code", "gives_label", "gives_months"),
)
OF_A_SESSION = ("topic", "place", "trainer", "trainer_id", "capacity")
"""Rooms are not booked and links not kept: both are for one day."""
OF_A_QUESTION = (
    "position", "kind", "label", "help", "options", "required", "readers", "sensitive", "depends_value",
)  # fmt: skip


def copy(db: Session, training: Training, *, by: Person, first_day: date, title: str) -> Training:
    """A draft with the same sessions and questions, moved so that it begins on `first_day`."""
    begins = training.starts_at or training.created_at
    days = first_day - local(begins).date()
    new = Training(**{name: getattr(training, name) for name in SAME}, by_id=by.id)
    new.title = title
    for name in ("signup_from", "signup_until", "per_group_until"):
        moment = getattr(training, name)
        setattr(new, name, moved(moment, days) if moment else None)
    new.decide_on = training.decide_on + days if training.decide_on else None
    db.add(new)
    db.flush()
    for session in training.sessions:
        same = {name: getattr(session, name) for name in OF_A_SESSION}
        times = {name: moved(getattr(session, name), days) for name in ("starts_at", "ends_at")}
        db.add(TrainingSession(training_id=new.id, **same, **times))
    _questions(db, training, new)
    _materials(db, training, new)
    db.flush()
    settle(db, new)
    for hook in hooks.copied:
        hook(db, training, new)
    record(db, "training.copied", on=new.id, by=by.id)
    return new


def _questions(db: Session, training: Training, new: Training) -> None:
    """Each before those that depend on it."""
    keys = {question.id: new_id() for question in training.questions}
    for question in training.questions:
        same = {name: getattr(question, name) for name in OF_A_QUESTION}
        on = keys[question.depends_on_id] if question.depends_on_id else None
        db.add(TrainingQuestion(id=keys[question.id], training_id=new.id, depends_on_id=on, **same))
        db.flush()


def _materials(db: Session, training: Training, new: Training) -> None:
    hanging = select(Attachment).where(
        Attachment.owner_kind == MATERIALS.name, Attachment.owner_id == training.id
    )
    names = ("owner_kind", "slot", "name", "media_type", "size", "width", "height", "digest", "data", "by_id")
    for file in db.scalars(hanging.options(undefer(Attachment.data))):
        db.add(Attachment(owner_id=new.id, **{name: getattr(file, name) for name in names}))
