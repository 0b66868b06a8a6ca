"""Mails about messages. None holds what was written: mail is a postcard (docs/decisions/011)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now, today
from portal.groups.contacts import who_answers
from portal.groups.models import GroupContact
from portal.mail import Mail, post
from portal.pages import network_url
from portal.profile import profile
from portal.relay.links import signed
from portal.relay.models import Message
from portal.tasks.actions import open_task
from portal.tasks.models import Task

LINK_LIVES = timedelta(days=29)
"""A day longer than what it leads to."""
TEMPLATES = ("message_waiting", "message_answered")


def tell_the_group(db: Session, message: Message, kind: str) -> bool:
    """Mail everybody who answers for the group today; False when that is nobody."""
    answering = [row.id for row in who_answers(db, message.group_id, today())]
    _tell(db, message, answering, kind)
    return bool(answering)


def tell_the_stand_in(db: Session, message: Message) -> bool:
    """Mail those who stand in and were not asked yet; False when there is nobody to ask."""
    asked = {row.id for row in who_answers(db, message.group_id, today())}
    there = or_(GroupContact.away_until.is_(None), GroupContact.away_until <= today())
    query = select(GroupContact.person_id).where(GroupContact.group_id == message.group_id, there)
    fresh = set(db.scalars(query.where(GroupContact.role == "stand_in"))) - asked
    _tell(db, message, fresh, "stand_in")
    return bool(fresh)


def tell_the_stewards(db: Session, message: Message) -> None:
    """Mail the network's stewards that a message is theirs now, and put it on their list."""
    _tell(db, message, stewards(db), "steward")
    with force_locale(g.network.locale):
        sentence = _("A message to this group has no answer yet. Read and answer it under “Messages”.")
    open_task(db, "message.late", key=task_key(message), sentence=sentence, group_id=message.group_id)


def hold(db: Session, message: Message) -> None:
    """A message that may be spam waits: one line on the stewards' list, however many there are."""
    with force_locale(g.network.locale):
        sentence = _("Messages that may be spam wait under “Messages”. Say which of them are real.")
    open_task(db, "message.held", key="messages.held", sentence=sentence)


def tell_the_visitor(db: Session, message: Message) -> None:
    """Mail whoever wrote that there is an answer, with the link that leads to it."""
    link = network_url(g.network.slug, f"/conversations/{signed('conversation', message.id)}")
    post(
        db,
        template="message_answered",
        to=message.reply_to,
        locale=message.locale,
        link=link,
        until=message.erase_at.date(),
    )


def stewards(db: Session) -> Sequence[UUID]:
    """Everybody who looks after the network."""
    return db.scalars(select(Person.id).where(Person.is_steward, Person.ended_at.is_(None))).all()


def task_key(message: Message) -> str:
    """What the message is called on the stewards' list."""
    return f"message:{message.id}"


def close_task(db: Session, key: str) -> None:
    """What was asked of the stewards has been done, whoever did it."""
    db.execute(update(Task).where(Task.key == key, Task.done_at.is_(None)).values(done_at=now()))


def _tell(db: Session, message: Message, people: Collection[UUID], kind: str) -> None:
    link = network_url(g.network.slug, f"/messages/{message.id}")
    hours = profile(db).promise_hours
    for person in db.scalars(select(Person).where(Person.id.in_(people), Person.ended_at.is_(None))):
        post(
            db,
            template="message_waiting",
            to=person.email,
            person_id=person.id,
            locale=person.locale or g.network.locale,
            kind=kind,
            hours=hours,
            link=link,
        )


def forget_recipients(db: Session, addresses: Iterable[str], templates: Collection[str]) -> None:
    """That these people were sent such mails need not be known any longer."""
    wiped = {"recipient": "", "subject": "", "body_text": "", "body_html": ""}
    db.execute(
        update(Mail)
        .where(Mail.recipient.in_(list(addresses)), Mail.template.in_(templates))
        .values(**wiped)
        .execution_options(synchronize_session=False)
    )
