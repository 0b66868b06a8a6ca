"""What is asked of those who sign up. A question can depend on an earlier one, so none waits for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.errors import Refused
from portal.trainings import texts
from portal.trainings.actions import lock
from portal.trainings.models import Training, TrainingQuestion

MOST = 20


def earlier(training: Training, question: TrainingQuestion | None = None) -> Sequence[TrainingQuestion]:
    """Those on which a question (None: a new one) can depend; they are loaded."""
    if question is None:
        return training.questions
    return [other for other in training.questions if other.position < question.position]


def add(db: Session, training: Training, *, by: Person, values: Mapping[str, Any]) -> TrainingQuestion:
    """Ask one thing more, after the others. Raises Refused for too many."""
    lock(db, training)
    db.refresh(training, ["questions"])
    if len(training.questions) >= MOST:
        raise Refused(_("These are enough questions. Remove one first."))
    last = max((question.position for question in training.questions), default=0)
    question = TrainingQuestion(training_id=training.id, position=last + 1, **values)
    db.add(question)
    db.flush()
    record(db, "training.question_added", on=training.id, by=by.id)
    return question


def change(db: Session, question: TrainingQuestion, *, by: Person, values: Mapping[str, Any]) -> None:
    """Ask it otherwise. What depends on an answer that is gone is asked always."""
    lock(db, question.training)
    for name, value in values.items():
        setattr(question, name, value)
    db.flush()
    known = [value for value, _said in answers_of(question)]
    lost = update(TrainingQuestion).where(
        TrainingQuestion.depends_on_id == question.id, TrainingQuestion.depends_value.not_in(known)
    )
    _run(db, lost.values(depends_on_id=None, depends_value=""))
    record(db, "training.question_changed", on=question.training_id, by=by.id)


def move(db: Session, question: TrainingQuestion, *, by: Person, up: bool) -> None:
    """Ask it one earlier or later; at the end of the list nothing happens.

    Raises Refused where it would be asked before a question on which it, or the other one, depends.
    """
    training = question.training
    lock(db, training)
    db.refresh(training, ["questions"])
    asked = list(training.questions)
    at = asked.index(question)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(asked):
        return
    asked[at], asked[to] = asked[to], asked[at]
    first, second = sorted((at, to))
    if asked[first].depends_on_id == asked[second].id:
        raise Refused(_("One of these questions depends on the other. They cannot change places."))
    for position, each in enumerate(asked, 1):
        each.position = position
    db.flush()
    record(db, "training.question_moved", on=training.id, by=by.id)


def remove(db: Session, question: TrainingQuestion, *, by: Person) -> None:
    """Ask it no more; its answers go with it, and what depended on it is asked always."""
    lock(db, question.training)
    depending = update(TrainingQuestion).where(TrainingQuestion.depends_on_id == question.id)
    _run(db, depending.values(depends_on_id=None, depends_value=""))
    _run(db, delete(TrainingQuestion).where(TrainingQuestion.id == question.id))
    record(db, "training.question_removed", on=question.training_id, by=by.id)


def answers_of(question: TrainingQuestion) -> list[tuple[str, str]]:
    """What can be answered to a question (as it is stored, as it is said); nothing for free answers."""
    if question.kind == "yes_no":
        return [(value, str(said)) for value, said in texts.YES_NO.items()]
    return [(said, said) for said in question.options] if question.kind == "choice" else []


def _run(db: Session, statement: Any) -> None:
    db.execute(statement.execution_options(synchronize_session=False))
