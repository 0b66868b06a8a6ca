"""Who sees a training, who looks after it, and who gives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from portal.access import Permission, allows, visible
from portal.attachments.hooks import Kind, hang_on
from portal.trainings.models import Training, TrainingQuestion, TrainingSession

MATERIALS = Kind("training", Training)
hang_on(MATERIALS)
FACTS = (selectinload(Training.sessions), selectinload(Training.questions))
"""What the pages and the rules below ask of a training."""


let_in: list[Callable[[], Select[Any] | None]] = []
"""What this browser may read besides, as selects of trainings: later features know codes for that."""


def readable(person: Any) -> ColumnElement[bool]:
    """Drafts for stewards and for who gives it; else what is public, with an account also the network's, and
    what somebody was let in for.
    """
    more = [found for ask in let_in if (found := ask()) is not None]
    invited = [and_(Training.state != "draft", Training.id.in_(found)) for found in more]
    return or_(_readable(person), *invited)


def _readable(person: Any) -> ColumnElement[bool]:
    if person is None:
        return and_(Training.state != "draft", Training.visibility == "public")
    if person.is_steward:
        return true()
    given = select(TrainingSession.training_id).where(TrainingSession.trainer_id == person.id)
    return or_(Training.state != "draft", Training.id.in_(given))


@visible(Training)
def visible_trainings(person: Any) -> Select[Any]:
    """With its sessions and questions."""
    return select(Training).where(readable(person)).options(*FACTS)


@visible(TrainingSession)
def visible_sessions(person: Any) -> Select[Any]:
    """Of trainings that can be read, with their training."""
    query = select(TrainingSession).where(TrainingSession.training_id.in_(_ids(person)))
    return query.options(joinedload(TrainingSession.training).options(*FACTS))


@visible(TrainingQuestion)
def visible_questions(person: Any) -> Select[Any]:
    """Of trainings that can be read, with their training."""
    query = select(TrainingQuestion).where(TrainingQuestion.training_id.in_(_ids(person)))
    return query.options(joinedload(TrainingQuestion.training).options(*FACTS))


def _ids(person: Any) -> Select[Any]:
    return select(Training.id).where(readable(person))


@allows(Permission.TRAINING_SEE)
def sees(_person: Any, training: Any) -> bool:
    """Whoever can see a training at all may read its page."""
    return training is not None


@allows(Permission.TRAINING_MANAGE)
def manages(person: Any, _training: Any) -> bool:
    """Stewards make and change trainings."""
    return person is not None and bool(person.is_steward)


def gives(person: Any, training: Training) -> bool:
    """Is a trainer of one of its sessions (they are loaded)."""
    return person is not None and any(session.trainer_id == person.id for session in training.sessions)
