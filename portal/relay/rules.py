"""Who reads what a visitor wrote: as few people as can answer it.

The group's contact persons do; the stand-in as soon as it is theirs to answer. The network's stewards
read a message only when it was handed to them: it was held back, or nobody of the group answered.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from portal.access import Permission, allows, visible
from portal.clock import today
from portal.groups.answering import stand_in_acts
from portal.groups.models import Group, GroupContact
from portal.relay.models import Message, MessageAnswer

TAKING = ("active", "paused", "forming")
WITH_STAND_IN, WITH_STEWARDS = 2, 3
"""Values of `Message.step`."""


def takes_messages(group: Group) -> bool:
    """Visitors may write to this group."""
    return group.takes_messages and group.listed and group.state in TAKING


def of_their_group(person: Any) -> ColumnElement[bool]:
    """Messages that this person answers for a group; the stand-in keeps what it answered."""
    mine = aliased(GroupContact)
    is_mine = and_(mine.group_id == Message.group_id, mine.person_id == person.id)
    answered_it = exists().where(MessageAnswer.message_id == Message.id, MessageAnswer.by_id == person.id)
    acts = stand_in_acts(Message.group_id, today())
    theirs_now = or_(Message.step >= WITH_STAND_IN, acts, answered_it)
    return and_(
        Message.state != "held",
        or_(
            exists().where(is_mine, mine.role == "contact"),
            and_(theirs_now, exists().where(is_mine, mine.role == "stand_in")),
        ),
    )


def handed_over() -> ColumnElement[bool]:
    """Messages that wait for the network itself."""
    return or_(Message.state == "held", Message.step == WITH_STEWARDS)


@visible(Message)
def visible_messages(person: Any) -> Select[Any]:
    """Of one's own groups; for stewards what was handed to them."""
    query = select(Message)
    if person is None:
        return query.where(false())
    theirs = of_their_group(person)
    return query.where(or_(theirs, handed_over()) if person.is_steward else theirs)


@allows(Permission.MESSAGE_ANSWER)
def answers(person: Any, message: Any) -> bool:
    """Whoever may read a message may answer it."""
    return person is not None and message is not None


@allows(Permission.MESSAGE_SIFT)
def sifts(person: Any, message: Any) -> bool:
    """Stewards say whether a message that was held back is one."""
    return person is not None and bool(person.is_steward) and message is not None
