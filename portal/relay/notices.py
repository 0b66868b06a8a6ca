"""Mails about messages. None holds what was written: mail is a postcard (docs/decisions/011)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import stewards
from portal.accounts.writing import write_to
from portal.clock import today
from portal.groups.answering import present, who_answers
from portal.links import signed
from portal.mail import Mail, post
from portal.pages import network_url
from portal.profile import profile
from portal.relay.models import Message
from portal.tasks.actions import open_task

LINK_LIVES = timedelta(days=29)
"""A day longer than what it leads to."""
TEMPLATES = ("message_waiting", "message_answered")


def tell_the_group(db: Session, message: Message, kind: str) -> bool:
    """Mail everybody who answers for the group today; False when that is nobody."""
    answering = who_answers(db, message.group_id, today())
    _tell(db, message, answering, kind)
    return bool(answering)


def tell_the_stand_in(db: Session, message: Message) -> bool:
    """Mail those who stand in and were not asked yet; False when there is nobody to ask."""
    fresh = [found.person for found in present(db, [message.group_id], today()) if not found.answers]
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


def task_key(message: Message) -> str:
    """What the message is called on the stewards' list."""
    return f"message:{message.id}"


def _tell(db: Session, message: Message, people: Iterable[Person], kind: str) -> None:
    link = network_url(g.network.slug, f"/messages/{message.id}")
    hours = profile(db).promise_hours
    for person in people:
        write_to(db, person, "message_waiting", kind=kind, hours=hours, link=link)


def forget_recipients(db: Session, addresses: Iterable[str], templates: Collection[str]) -> None:
    """That these people were sent such mails need not be known any longer."""
    wiped = {"recipient": "", "subject": "", "body_text": "", "body_html": ""}
    db.execute(
        update(Mail)
        .where(Mail.recipient.in_(list(addresses)), Mail.template.in_(templates))
        .values(**wiped)
        .execution_options(synchronize_session=False)
    )
