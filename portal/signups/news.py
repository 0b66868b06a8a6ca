"""What stewards do with a training reaches those who signed up: told, ended, moved up. Its row is held."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.signups import interest, seats
from portal.signups.models import GOING_ON, TAKING, SignUp
from portal.signups.seats import tell
from portal.trainings.models import COMING, Training, TrainingSession


def training_news(db: Session, training: Training, what: str, _by: Person | None) -> None:
    """Tell all concerned, offer what is free."""
    db.flush()
    if what == "cancelled":
        _end_all(db, training)
        interest.forget_all(db, training)
    elif what == "dated":
        interest.come(db, training)
    elif what in ("moved", "confirmed"):
        states = GOING_ON if what == "moved" else TAKING
        here = and_(SignUp.training_id == training.id, SignUp.state.in_(states))
        tell(db, db.scalars(select(SignUp).where(here)).all(), "moved" if what == "moved" else "goes_on")
    if training.state in COMING:
        refill_all(db, training.id)


def _end_all(db: Session, training: Training) -> None:
    """Nobody has a place any more; what was paid is given back by who was told of it (`hooks.left`)."""
    here = and_(SignUp.training_id == training.id, SignUp.state.in_(GOING_ON))
    by_place: dict[UUID | None, list[SignUp]] = {}
    for one in db.scalars(select(SignUp).where(here).order_by(SignUp.id)).all():
        by_place.setdefault(one.session_id, []).append(one)
    for session_id, gone in by_place.items():
        seats.free(db, seats.take(db, training.id, session_id), gone, "cancelled")
        tell(db, gone, "called_off")


def refill_all(db: Session, training_id: UUID) -> None:
    """Offer what is free: there are more places, or the limit for each group changed or ended."""
    waiting = select(SignUp.session_id).where(SignUp.training_id == training_id, SignUp.state == "waiting")
    for session_id in db.scalars(waiting.distinct()).all():
        places = seats.take(db, training_id, session_id)
        seats.refill(db, places)
        seats.look_again(db, places)


def session_in_use(db: Session, session: TrainingSession) -> bool:
    """Somebody has a place in this session, asks for one or waits for one."""
    here = and_(SignUp.session_id == session.id, SignUp.state.in_(GOING_ON))
    return bool(db.scalar(select(exists().where(here))))
