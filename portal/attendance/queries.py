"""What pages about the day and after it read, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts import codes
from portal.accounts.models import Person
from portal.attendance.certifying import CODE_LENGTH
from portal.attendance.models import Attendance, Certificate, Evaluation, Qualification
from portal.attendance.ticking import EXPECTED
from portal.clock import today
from portal.signups.models import SignUp
from portal.together import together
from portal.trainings.models import Training, TrainingSession

Rows = Sequence[Row[*tuple[Any, ...]]]
PER_PAGE, MOST = 25, 600
SOON_DAYS = 90


def day(db: Session, session: TrainingSession) -> dict[str, list[Any]]:
    """Who is expected at a session ("here": id, name, present, by name) and who cannot come ("gone").

    gone: name, changed_at; of those who had a place and gave it back.
    """
    at = or_(SignUp.session_id.is_(None), SignUp.session_id == session.id)
    of_it = and_(SignUp.training_id == session.training_id, at)
    ticked = and_(Attendance.sign_up_id == SignUp.id, Attendance.session_id == session.id)
    here: Any = (
        select(SignUp.id, SignUp.name, func.coalesce(Attendance.present, False).label("present"))
        .outerjoin(Attendance, ticked)
        .where(of_it, SignUp.state.in_(EXPECTED))
        .order_by(func.lower(SignUp.name), SignUp.id)
        .limit(MOST)
    )
    gone: Any = (
        select(SignUp.name, SignUp.changed_at)
        .where(of_it, SignUp.state == "cancelled")
        .order_by(SignUp.changed_at.desc(), SignUp.id)
        .limit(MOST)
    )
    return together(db, {"here": here, "gone": gone})


def afterwards(db: Session, training: Training) -> dict[str, list[Any]]:
    """How many were "here" at each session (session_id, number), its certificates ("papers") and "asked".

    papers: id, name, kind, issued_on, withdrawn_at, sign_up_id, newest; asked: asked, asked_on, until.
    """
    of_it = Attendance.session_id == TrainingSession.id
    here: Any = (
        select(TrainingSession.id.label("session_id"), func.count(Attendance.sign_up_id).label("number"))
        .outerjoin(Attendance, and_(of_it, Attendance.present))
        .where(TrainingSession.training_id == training.id)
        .group_by(TrainingSession.id)
    )
    turn = func.row_number().over(
        partition_by=Certificate.sign_up_id, order_by=(Certificate.created_at.desc(), Certificate.id.desc())
    )
    papers: Any = (
        select(Certificate.id, Certificate.name, Certificate.kind, Certificate.issued_on)
        .add_columns(Certificate.withdrawn_at, (turn == 1).label("newest"))
        .where(Certificate.training_id == training.id)
        .order_by(func.lower(Certificate.name), Certificate.created_at.desc(), Certificate.id)
        .limit(MOST)
    )
    asked: Any = select(Evaluation.asked, Evaluation.asked_on, Evaluation.until)
    asked = asked.where(Evaluation.training_id == training.id)
    return together(db, {"here": here, "papers": papers, "asked": asked})


def by_code(db: Session, typed: str) -> Certificate | None:
    """The certificate with this code, however it was typed."""
    code = codes.as_typed(typed)
    if len(code) != CODE_LENGTH:
        return None
    return db.scalars(select(Certificate).where(Certificate.code == code)).first()


def own_papers(person: Person) -> Select[*tuple[Any, ...]]:
    """One's certificates (id, title, kind, issued_on), the newest first."""
    return (
        select(Certificate.id, Certificate.title, Certificate.kind, Certificate.issued_on)
        .where(Certificate.person_id == person.id, Certificate.withdrawn_at.is_(None))
        .order_by(Certificate.issued_on.desc(), Certificate.id)
        .limit(PER_PAGE)
    )


def own_qualifications(person: Person) -> Select[*tuple[Any, ...]]:
    """What one holds or held (label, code, valid_until)."""
    return (
        select(Qualification.label, Qualification.code, Qualification.valid_until)
        .where(Qualification.person_id == person.id)
        .order_by(Qualification.valid_until.desc().nulls_first(), Qualification.id)
        .limit(PER_PAGE)
    )


def qualifications(db: Session, *, view: str, page: int) -> tuple[Rows, int]:
    """One page of who holds what (name, label, code, valid_until), and how many there are.

    view "ending": valid, and not for longer than SOON_DAYS; those that end first come first. "over": ended.
    """
    until = Qualification.valid_until
    query = (
        select(func.coalesce(func.nullif(Person.name, ""), Person.email).label("name"))
        .add_columns(Qualification.label, Qualification.code, until, func.count().over().label("total"))
        .join(Person, Person.id == Qualification.person_id)
    )
    if view == "ending":
        query = query.where(until >= today(), until < today() + func.make_interval(0, 0, 0, SOON_DAYS))
    elif view == "over":
        query = query.where(until < today())
    else:
        query = query.where(or_(until.is_(None), until >= today()))
    order = (until, Qualification.id) if view == "ending" else (func.lower(Person.name), Qualification.id)
    rows = db.execute(query.order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0


def own(db: Session, certificate_id: UUID | None) -> Certificate | None:
    """The holder's certificate, behind its link."""
    return db.get(Certificate, certificate_id) if certificate_id else None
