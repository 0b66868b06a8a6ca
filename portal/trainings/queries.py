"""Lists of trainings as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now
from portal.trainings.models import COMING, Training, TrainingSession
from portal.trainings.rules import readable

PER_PAGE = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
VIEWS = ("coming", "over", "drafts")
_OF_IT = TrainingSession.training_id == Training.id
_FIRST = select(TrainingSession.place).where(_OF_IT).order_by(TrainingSession.starts_at).limit(1)
_PLACES = func.coalesce(func.sum(TrainingSession.capacity - TrainingSession.taken), 0)
_LINE: tuple[Any, ...] = (
    *(Training.id, Training.title, Training.state, Training.target, Training.costs, Training.by_session),
    *(Training.starts_at, Training.ends_at, Training.signup_from, Training.signup_until, Training.visibility),
    *(Training.capacity, Training.taken, Training.confirmed_at),
    _FIRST.correlate(Training).scalar_subquery().label("place"),
    select(func.count()).where(_OF_IT).correlate(Training).scalar_subquery().label("sessions"),
    select(_PLACES).where(_OF_IT).correlate(Training).scalar_subquery().label("left_in_sessions"),
)


class Wish(NamedTuple):
    """Which trainings somebody looks for."""

    view: str = "coming"
    page: int = 1


def trainings(db: Session, person: Person | None, wish: Wish) -> tuple[Rows, int]:
    """One page of what this person can read, and how many there are; the past in reverse.

    Columns: id, title, state, target, costs, by_session, starts_at, ends_at, signup_from, signup_until,
    visibility, capacity, taken, confirmed_at, place (of the first session), sessions (how many),
    left_in_sessions, total.
    """
    query = select(*_LINE, func.count().over().label("total")).where(readable(person))
    coming = or_(Training.ends_at > now(), Training.ends_at.is_(None))
    if wish.view == "drafts":
        query = query.where(Training.state == "draft").order_by(Training.changed_at.desc(), Training.id)
    elif wish.view == "over":
        query = query.where(Training.state != "draft", Training.ends_at <= now())
        query = query.order_by(Training.starts_at.desc(), Training.id)
    else:
        query = query.where(Training.state.in_((*COMING, "cancelled")), coming)
        query = query.order_by(Training.starts_at, Training.id)
    rows = db.execute(query.limit(PER_PAGE).offset((wish.page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0


def courses(db: Session, *, besides: UUID | None = None) -> list[tuple[UUID, str]]:
    """Courses that were held or are planned (course, title of the newest run), by title."""
    newest = (
        select(Training.course_id, Training.title)
        .where(Training.state != "draft", Training.course_id.is_distinct_from(besides))
        .ext(distinct_on(Training.course_id))
        .order_by(Training.course_id, Training.created_at.desc())
        .subquery()
    )
    rows = db.execute(select(newest).order_by(func.lower(newest.c.title), newest.c.course_id).limit(300))
    return [(key, title) for key, title in rows]


def course_title(db: Session, course_id: UUID | None) -> str:
    """What a course is called; "" for none."""
    newest = select(Training.title).where(Training.course_id == course_id, Training.state != "draft")
    return db.scalar(newest.order_by(Training.created_at.desc()).limit(1)) or "" if course_id else ""


def codes(db: Session) -> list[tuple[str, str]]:
    """Qualifications that trainings give (code, name in the newest of them), by name."""
    newest = (
        select(Training.gives_code, Training.gives_label)
        .where(Training.gives_code != "", Training.state != "draft")
        .ext(distinct_on(Training.gives_code))
        .order_by(Training.gives_code, Training.created_at.desc())
        .subquery()
    )
    rows = db.execute(select(newest).order_by(func.lower(newest.c.gives_label)).limit(300))
    return [(code, label) for code, label in rows]


def code_label(db: Session, code: str) -> str:
    """What a qualification is called; "" for none."""
    newest = select(Training.gives_label).where(Training.gives_code == code, Training.state != "draft")
    return db.scalar(newest.order_by(Training.created_at.desc()).limit(1)) or code if code else ""


def given_by(person: Person) -> Select[Any]:
    """The sessions to come that a trainer gives (training_id, title, topic, starts_at, ends_at, place)."""
    return (
        select(TrainingSession.training_id, Training.title, TrainingSession.topic)
        .add_columns(TrainingSession.starts_at, TrainingSession.ends_at, TrainingSession.place)
        .join(Training, Training.id == TrainingSession.training_id)
        .where(TrainingSession.trainer_id == person.id, TrainingSession.ends_at > now())
        .where(Training.state != "cancelled")
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(PER_PAGE)
    )


def account_of(db: Session, email: str) -> UUID | None:
    """Whose address this is."""
    return db.scalar(select(Person.id).where(Person.email == email, Person.ended_at.is_(None)))
