"""Ticking who is there. Each tick stands alone, so a poor line loses none and sends none twice."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.attendance.models import Attendance
from portal.audit import record
from portal.clock import ZONE, now
from portal.errors import Refused
from portal.ledger import enqueue
from portal.recurrence.expanding import wall
from portal.rooms.when import local, midnight
from portal.signups.models import SignUp
from portal.trainings.models import Training, TrainingSession

EXPECTED = ("confirmed", "held")
"""States of those whose name is on the list of a session."""
MORNING = time(10)
"""On the day after the end certificates are written: until then ticks can be put right."""
PUT_RIGHT = timedelta(minutes=30)
"""Later corrections are gathered for so long."""


def opens_at(session: TrainingSession) -> datetime:
    """From when on names can be ticked: the beginning of its day."""
    return midnight(local(session.starts_at).date())


def concludes_at(training: Training) -> datetime:
    """When what comes after a training is done; it has dates."""
    last = local(training.ends_at or now()).date()
    return wall(last + timedelta(days=1), MORNING, ZONE).astimezone(UTC)


def tick(db: Session, session: TrainingSession, sign_up_id: UUID, *, present: bool, by: Person) -> None:
    """Somebody is there, or is not. Said again it changes nothing.

    Raises Refused before the day, for a training that was cancelled, and for who is not on the list.
    """
    _check(session)
    if sign_up_id not in _on_list(db, session):
        raise Refused(_("This name is not on the list any more. Load the page again."))
    _mark(db, session, sign_up_id, present=present, by=by)


def save(db: Session, session: TrainingSession, *, was: Set[UUID], now_here: Set[UUID], by: Person) -> None:
    """The whole form: only what was changed on it, so that it takes back nobody else's ticks."""
    _check(session)
    for sign_up_id in sorted((was ^ now_here) & _on_list(db, session)):
        _mark(db, session, sign_up_id, present=sign_up_id in now_here, by=by)


def _check(session: TrainingSession) -> None:
    if session.training.state in ("draft", "cancelled"):
        raise Refused(_("This training does not take place. Nothing was changed."))
    if now() < opens_at(session):
        raise Refused(_("Names can be ticked from the day of the session on."))


def _on_list(db: Session, session: TrainingSession) -> set[UUID]:
    at = or_(SignUp.session_id.is_(None), SignUp.session_id == session.id)
    query = select(SignUp.id).where(SignUp.training_id == session.training_id, at, SignUp.state.in_(EXPECTED))
    return set(db.scalars(query))


def _mark(db: Session, session: TrainingSession, sign_up_id: UUID, *, present: bool, by: Person) -> None:
    wish = insert(Attendance).values(
        sign_up_id=sign_up_id, session_id=session.id, present=present, by_id=by.id, marked_at=now()
    )
    said = wish.excluded
    marked = db.scalar(
        wish.on_conflict_do_update(
            index_elements=[Attendance.sign_up_id, Attendance.session_id],
            set_={"present": said.present, "by_id": said.by_id, "marked_at": said.marked_at},
            where=Attendance.present != said.present,
        ).returning(Attendance.sign_up_id)
    )
    if marked is None:
        return
    record(db, "attendance.marked", on=sign_up_id, by=by.id, fields=["present"])
    if session.training.state == "done":
        _put_right(db, session.training)
    db.flush()


def _put_right(db: Session, training: Training) -> None:
    """Certificates follow what is ticked after the end, once for all that is ticked meanwhile."""
    slot = int(now().timestamp() // PUT_RIGHT.total_seconds()) + 1
    due = datetime.fromtimestamp(slot * PUT_RIGHT.total_seconds(), tz=UTC)
    enqueue(
        db, "attendance.certify", key=f"attendance.certify:{training.id}:{slot}",
        due=max(due, concludes_at(training)), training_id=str(training.id),
    )  # fmt: skip
