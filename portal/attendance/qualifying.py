"""Qualifications: given by a whole training, taken back with its certificate, read by later trainings."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.attendance.models import Qualification
from portal.clock import now
from portal.rooms.when import local
from portal.tables import new_id
from portal.trainings.models import Training


def give(db: Session, training: Training, person_id: UUID | None) -> None:
    """To who did the whole training and has an account; a second time changes nothing."""
    if not training.gives_code or person_id is None:
        return
    last = local(training.ends_at or now()).date()
    until = last + relativedelta(months=training.gives_months) if training.gives_months else None
    row = insert(Qualification).values(
        id=new_id(), person_id=person_id, training_id=training.id, code=training.gives_code,
        label=training.gives_label, valid_until=until, created_at=now(),
    )  # fmt: skip
    once = [Qualification.training_id, Qualification.person_id, Qualification.code]
    db.execute(row.on_conflict_do_nothing(index_elements=once))


def take(db: Session, training_id: UUID, person_id: UUID | None) -> None:
    """What it gave does not count any more."""
    gone = delete(Qualification).where(
        Qualification.training_id == training_id, Qualification.person_id == person_id
    )
    db.execute(gone.execution_options(synchronize_session=False))


def holds(db: Session, person: Person, code: str, day: date) -> bool:
    """The person has this qualification, and it is valid on that day."""
    valid = or_(Qualification.valid_until.is_(None), Qualification.valid_until >= day)
    query = select(Qualification.id).where(
        Qualification.person_id == person.id, Qualification.code == code, valid
    )
    return db.scalar(query.limit(1)) is not None


def forget(db: Session, person: Person) -> None:
    """An account ended: what it was qualified for goes with it."""
    gone = delete(Qualification).where(Qualification.person_id == person.id)
    db.execute(gone.execution_options(synchronize_session=False))
