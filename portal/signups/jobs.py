"""What places need done in time: offers and payments that are over, limits that end, codes to forget."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.clock import now
from portal.ledger import handler
from portal.signups import actions, interest, news
from portal.signups.models import GuestCheck, SignUp
from portal.trainings.models import COMING, Training


@handler("signups.time_over")
def time_over(db: Session, *, sign_up_id: str) -> None:
    """The time to take an offer, or to pay, has passed."""
    one = db.get(SignUp, UUID(sign_up_id))
    if one is not None:
        actions.time_over(db, one)


@handler("signups.limit_over")
def limit_over(db: Session, *, training_id: str) -> None:
    """From now on a group can have more places: those who waited for that come in."""
    if db.get(Training, UUID(training_id)) is not None:
        news.refill_all(db, UUID(training_id))


@handler("signups.tend", every=timedelta(hours=6))
def tend(db: Session) -> None:
    """Look once more at every waiting list; forget codes that were never used, and old preferences."""
    waiting = select(SignUp.training_id).where(SignUp.state == "waiting")
    coming = select(Training.id).where(
        Training.id.in_(waiting), Training.state.in_(COMING), Training.starts_at > now()
    )
    for training_id in db.scalars(coming.order_by(Training.id)).all():
        news.refill_all(db, training_id)
    interest.forget_old(db)
    db.execute(delete(GuestCheck).where(GuestCheck.expires_at < now()))
