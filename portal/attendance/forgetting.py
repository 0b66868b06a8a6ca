"""What is deleted by rule: sensitive answers some weeks after the end, the rest later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.attendance.models import Attendance, Certificate, Evaluation, Qualification
from portal.audit import record
from portal.clock import now, today
from portal.signups.models import SignUp, SignUpAnswer
from portal.trainings.models import Training, TrainingQuestion, TrainingSession

TICKS_KEPT, PAPERS_KEPT = timedelta(days=2 * 365), timedelta(days=5 * 365)
"""After the training; certificates can be checked for so long."""
ENDED_KEPT = timedelta(days=365)
"""Qualifications, after they ended."""
ABSENT_KEPT = timedelta(weeks=26)
"""Sign-ups of those who did not get a place or gave it back: by then all money is settled."""


def answers(db: Session) -> None:
    """Answers to sensitive questions, `forget_weeks` after the end, or after it was cancelled."""
    over = func.coalesce(Training.cancelled_at, Training.ends_at)
    due = (
        select(TrainingQuestion)
        .join(Training, Training.id == TrainingQuestion.training_id)
        .where(TrainingQuestion.sensitive, Training.state.in_(("cancelled", "done")))
        .where(over + func.make_interval(0, 0, Training.forget_weeks) <= now())
    )
    kept = select(SignUpAnswer.question_id).where(SignUpAnswer.question_id == TrainingQuestion.id).exists()
    due = due.where(or_(TrainingQuestion.answers_deleted_at.is_(None), kept))
    for question in db.scalars(due.order_by(TrainingQuestion.id).with_for_update(of=TrainingQuestion)).all():
        _run(db, delete(SignUpAnswer).where(SignUpAnswer.question_id == question.id))
        question.answers_deleted_at = now()
        record(db, "training.answers_deleted", on=question.training_id, by=None, fields=[str(question.id)])
    db.flush()


def years(db: Session) -> None:
    """Ticks, certificates, opinions and qualifications that are of no use any more."""
    long_ago = select(Training.id).where(Training.ends_at < now() - TICKS_KEPT)
    sessions = select(TrainingSession.id).where(TrainingSession.training_id.in_(long_ago))
    _run(db, delete(Attendance).where(Attendance.session_id.in_(sessions)))
    _run(db, delete(Evaluation).where(Evaluation.training_id.in_(long_ago)))
    _run(db, delete(Certificate).where(Certificate.issued_on < today() - PAPERS_KEPT))
    _run(db, delete(Qualification).where(Qualification.valid_until < today() - ENDED_KEPT))


def sign_ups(db: Session) -> None:
    """Who signed up, when it is of no use any more; a certificate keeps the name and nothing else."""
    over = func.coalesce(Training.cancelled_at, Training.ends_at)
    for kept, more in (
        (ABSENT_KEPT, SignUp.state != "confirmed"),
        (TICKS_KEPT, SignUp.id.not_in(select(Certificate.sign_up_id))),
    ):
        past = select(Training.id).where(Training.state.in_(("cancelled", "done")), over < now() - kept)
        _run(db, delete(SignUp).where(SignUp.training_id.in_(past), more))
    named = or_(SignUp.email != "", SignUp.group_id.is_not(None))
    _run(db, update(SignUp).where(SignUp.training_id.in_(past), named).values(email="", group_id=None))


def _run(db: Session, statement: Any) -> None:
    db.execute(statement.execution_options(synchronize_session=False))
