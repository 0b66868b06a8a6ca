"""Lists of messages, as columns. No list holds a text: that is on the message's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now
from portal.groups.models import Group
from portal.relay.models import Message, MessageAnswer
from portal.relay.rules import WITH_STEWARDS, of_their_group

PER_PAGE = 25
_LINE = (
    *(Message.id, Message.alias, Message.state, Message.step, Message.created_at, Message.due_at),
    *(Message.answered_at, Message.erase_at, Group.name, Group.slug),
)


def waiting(person: Person) -> Select[*tuple[Any, ...]]:
    """Messages this person can answer for a group, the one that waits longest first."""
    query = select(*_LINE).join(Group, Group.id == Message.group_id)
    query = query.where(Message.state == "open", of_their_group(person))
    return query.order_by(Message.due_at, Message.id).limit(PER_PAGE)


def of_person(db: Session, person: Person, page: int) -> tuple[Sequence[Row[*tuple[Any, ...]]], int]:
    """One page of the messages to this person's groups, newest first, and how many there are."""
    query = select(*_LINE, func.count().over().label("total")).join(Group, Group.id == Message.group_id)
    query = query.where(of_their_group(person)).order_by(Message.created_at.desc(), Message.id.desc())
    rows = db.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0


def said_in(db: Session, message: Message) -> Sequence[Row[*tuple[Any, ...]]]:
    """The texts after the first one, oldest first: by whom (None: the visitor), name, when, text."""
    query = (
        select(MessageAnswer.by_id, Person.name, MessageAnswer.created_at, MessageAnswer.text)
        .outerjoin(Person, Person.id == MessageAnswer.by_id)
        .where(MessageAnswer.message_id == message.id)
        .order_by(MessageAnswer.created_at, MessageAnswer.id)
    )
    return db.execute(query).all()


@dataclass(frozen=True)
class Figures:
    """How messages are doing: waiting now, late, held back; of the last four weeks, answered and in time."""

    waiting: int
    late: int
    held: int
    answered: int
    in_time: int


def figures(db: Session) -> Figures:
    """Count in one statement."""
    moment = now()
    is_open, lately = Message.state == "open", Message.answered_at >= moment - timedelta(weeks=4)
    row = db.execute(
        select(
            func.count().filter(is_open),
            func.count().filter(is_open, Message.due_at < moment),
            func.count().filter(Message.state == "held"),
            func.count().filter(lately),
            func.count().filter(lately, Message.answered_at <= Message.due_at),
        )
    ).one()
    return Figures(*row)


def for_stewards(db: Session, page: int) -> tuple[Sequence[Row[*tuple[Any, ...]]], int]:
    """What stewards need to know: held back, handed over, or late with the group. `total` of all."""
    wanted = or_(
        Message.state == "held",
        and_(Message.state == "open", or_(Message.step == WITH_STEWARDS, Message.due_at < now())),
    )
    columns = (Message.id, Message.state, Message.step, Message.created_at, Group.name, Group.slug)
    query = select(*columns, func.count().over().label("total")).join(Group, Group.id == Message.group_id)
    query = query.where(wanted).order_by(Message.created_at, Message.id)
    rows = db.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0
