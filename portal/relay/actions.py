"""What happens to messages: written, answered, handed on, closed, erased."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.groups.models import Group, GroupContact
from portal.profile import profile
from portal.relay import notices
from portal.relay.models import Message, MessageAnswer
from portal.relay.rules import WITH_STAND_IN, WITH_STEWARDS
from portal.tasks.actions import close_tasks

KEEP = timedelta(weeks=4)
REMINDED = 1
AT_ONCE = 200
"""Messages that one run of a job works on; the next run takes the rest."""


def write(
    db: Session,
    group: Group,
    *,
    key: UUID,
    text: str,
    alias: str,
    reply_to: str,
    locale: str,
    held: bool,
) -> bool:
    """Write a visitor's message down and tell who answers. The same text of the same form counts once.

    `key` is the form's. False when the message was there already.
    """
    moment = now()
    values = {
        "id": uuid5(key, f"{reply_to}\n{text}"),
        "group_id": group.id,
        "alias": alias,
        "reply_to": reply_to,
        "locale": locale,
        "text": text,
        "state": "held" if held else "open",
        "due_at": moment + _promise(db),
        "erase_at": moment + KEEP,
    }
    wish = insert(Message).values(**values).on_conflict_do_nothing(index_elements=[Message.id])
    made = db.scalar(wish.returning(Message.id))
    if made is None:
        return False
    message = db.get_one(Message, made)
    record(db, "message.written", on=message.id, by=None)
    if held:
        notices.hold(db, message)
    else:
        _deliver(db, message, "new")
    db.flush()
    return True


def _promise(db: Session) -> timedelta:
    return timedelta(hours=profile(db).promise_hours)


def _deliver(db: Session, message: Message, kind: str) -> None:
    """To those who answer for the group, else to the network."""
    if message.step == WITH_STEWARDS or not notices.tell_the_group(db, message, kind):
        message.step = WITH_STEWARDS
        notices.tell_the_stewards(db, message)


def answer(db: Session, message: Message, *, by: Person, text: str) -> None:
    """Answer the visitor, who hears of it by mail. Raises Refused when the conversation is over."""
    _lock(db, message)
    _refuse_when_over(message)
    if not _said(db, message, by=by.id, text=text):
        return
    message.state, message.answered_at = "answered", message.answered_at or now()
    if _speaks_for(db, message, by):
        message.step = min(message.step, WITH_STAND_IN)
    close_tasks(db, notices.task_key(message))
    notices.tell_the_visitor(db, message)
    record(db, "message.answered", on=message.id, by=by.id)
    db.flush()


def write_back(db: Session, message: Message, *, text: str) -> None:
    """The visitor goes on, and the network's promise begins again."""
    _lock(db, message)
    _refuse_when_over(message)
    if not _said(db, message, by=None, text=text):
        return
    if message.state == "answered":
        message.state, message.due_at = "open", now() + _promise(db)
        message.step = message.step if message.step == WITH_STEWARDS else 0
        _deliver(db, message, "reply")
    record(db, "message.continued", on=message.id, by=None)
    db.flush()


def close(db: Session, message: Message, *, by: Person | None) -> None:
    """Either side has nothing to add. `by` None: the visitor."""
    _lock(db, message)
    if message.state in ("open", "answered"):
        message.state = "closed"
        close_tasks(db, notices.task_key(message))
        record(db, "message.closed", on=message.id, by=by.id if by else None)
        db.flush()


def release(db: Session, message: Message, *, by: Person) -> None:
    """A message that was held back is a real one: the group gets it, with its whole time to answer."""
    _lock(db, message)
    if message.state != "held":
        return
    message.state, message.due_at = "open", now() + _promise(db)
    db.flush()
    _deliver(db, message, "new")
    record(db, "message.released", on=message.id, by=by.id)
    _nothing_held(db)
    db.flush()


def drop(db: Session, message: Message, *, by: Person) -> None:
    """A message that was held back is none: it goes at once. Raises Refused for any other."""
    _lock(db, message)
    if message.state != "held":
        raise Refused(_("This message is with the group already."))
    record(db, "message.dropped", on=message.id, by=by.id)
    db.delete(message)
    db.flush()
    _nothing_held(db)


def hand_on(db: Session, message: Message) -> None:
    """Let a message that waits take the steps that are due: remind, ask the stand-in, then the stewards."""
    half, moment = _promise(db) / 2, now()
    late = moment - message.due_at
    wanted = WITH_STEWARDS if late >= half else WITH_STAND_IN if late >= timedelta(0) else REMINDED
    if message.step < REMINDED <= wanted:
        message.step = REMINDED if notices.tell_the_group(db, message, "reminder") else WITH_STEWARDS
    if message.step < WITH_STAND_IN <= wanted:
        message.step = WITH_STAND_IN if notices.tell_the_stand_in(db, message) else WITH_STEWARDS
    if WITH_STEWARDS in (wanted, message.step):
        message.step = WITH_STEWARDS
        notices.tell_the_stewards(db, message)
    record(db, "message.handed_on", on=message.id, by=None)
    db.flush()


def hand_on_all(db: Session) -> None:
    """Everything that waits so long that it goes to somebody else, once for each step."""
    half, moment = _promise(db) / 2, now()
    due = [
        and_(Message.step == step, Message.due_at <= moment - (step - REMINDED) * half)
        for step in (0, REMINDED, WITH_STAND_IN)
    ]
    query = select(Message).where(Message.state == "open", or_(*due)).order_by(Message.due_at)
    for message in db.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)).all():
        hand_on(db, message)


def erase_old(db: Session) -> int:
    """Empty every conversation that is four weeks old; that there was one stays. Returns how many."""
    query = (
        select(Message)
        .where(Message.state != "erased", Message.erase_at <= now())
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    old = db.scalars(query).all()
    addresses = {message.reply_to for message in old}
    ids = [message.id for message in old]
    close_tasks(db, *(notices.task_key(message) for message in old))
    for message in old:
        message.state, message.alias, message.reply_to, message.text = "erased", "", "", ""
    db.flush()
    emptied = update(MessageAnswer).where(MessageAnswer.message_id.in_(ids)).values(text="")
    db.execute(emptied.execution_options(synchronize_session=False))
    still = set(db.scalars(select(Message.reply_to).where(Message.reply_to.in_(addresses))))
    notices.forget_recipients(db, addresses - still, notices.TEMPLATES)
    _nothing_held(db)
    return len(ids)


def forget_erased(db: Session) -> None:
    """A year later nobody asks any more that there was a message."""
    long_ago = now() - timedelta(days=365)
    db.execute(delete(Message).where(Message.state == "erased", Message.erase_at < long_ago))


def _lock(db: Session, message: Message) -> None:
    """One deed at a time, on what is there now. Who comes too late finds nothing to do."""
    db.refresh(message, with_for_update=True)


def _refuse_when_over(message: Message) -> None:
    if message.state not in ("open", "answered"):
        raise Refused(_("This conversation is over. Nothing was sent."))


def _said(db: Session, message: Message, *, by: UUID | None, text: str) -> bool:
    """Add a text, unless it is the last one over again: somebody pressed the button twice."""
    query = select(MessageAnswer).where(MessageAnswer.message_id == message.id)
    last = db.scalars(query.order_by(MessageAnswer.created_at.desc(), MessageAnswer.id.desc())).first()
    if last is not None and (last.by_id, last.text) == (by, text):
        return False
    db.add(MessageAnswer(message_id=message.id, by_id=by, text=text))
    return True


def _speaks_for(db: Session, message: Message, person: Person) -> bool:
    mine = exists().where(GroupContact.group_id == message.group_id, GroupContact.person_id == person.id)
    return bool(db.scalar(select(mine)))


def _nothing_held(db: Session) -> None:
    """When nothing is held back any more, that leaves the stewards' list too."""
    if not db.scalar(select(exists().where(Message.state == "held"))):
        close_tasks(db, "messages.held")
