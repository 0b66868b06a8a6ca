"""Sending what is due, a hundred at a time: only what is still true, still wanted and not too late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import g
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import language_of
from portal.clock import now
from portal.due import SOURCES, Due
from portal.ledger import enqueue
from portal.mail import Mail, draft, post_all
from portal.reminders.choices import Choices, choices, who_is
from portal.reminders.kinds import KINDS, WEEKLY
from portal.reminders.links import unsubscribe_url
from portal.reminders.models import Reminder
from portal.reminders.planning import SEND
from portal.reminders.timing import awake, too_late
from portal.reminders.weekly import Week, told
from portal.reminders.words import when

AT_ONCE = 100
TEMPLATE = "reminder"


class Reader(NamedTuple):
    """Who gets a mail, where, and in which language."""

    who: str
    person_id: UUID | None
    email: str
    locale: str


class Facts:
    """What a batch of reminders needs to know, asked once for all of them."""

    def __init__(self, db: Session, rows: Sequence[Reminder]) -> None:
        self.people = _people(db, rows)
        self.dues = {key: due for kind in {row.kind for row in rows} for key, due in _dues(db, kind, rows)}
        readers = [reader for row in rows if (reader := self.reader(row))]
        self.week = Week(db)
        self.choices: Choices = choices(db, {reader.who for reader in readers})

    def due(self, row: Reminder) -> Due | None:
        """The thing as it is now; None: no longer, at another time, or about somebody else."""
        return self.dues.get((row.kind, row.thing_id, row.person_id, row.at))

    def reader(self, row: Reminder) -> Reader | None:
        """Who reads it; None: the account was ended, or the guest is gone."""
        if row.person_id is not None:
            person = self.people.get(row.person_id)
            if person is None:
                return None
            return Reader(who_is(person.id), person.id, person.email, language_of(person))
        due = self.due(row)
        if due is None or not due.email:
            return None
        return Reader(who_is(None, due.email), None, due.email, due.locale or g.network.locale)

    def why_not(self, row: Reminder) -> str:
        """Why it is not sent; "" when it is."""
        weekly = row.kind in WEEKLY
        if not weekly and too_late(row.due_at, row.at, now()):
            return "too_late"
        if not weekly and self.due(row) is None:
            return "not_true"
        reader = self.reader(row)
        if reader is None:
            return "nobody"
        return "off" if self.choices.of(reader.who, row.kind).way in _NOT_NOW[weekly] else ""


_NOT_NOW = {True: ("off",), False: ("off", "digest")}
"""By whether it is an overview: choices with which it is not sent."""


def send_due(db: Session) -> None:
    """The next hundred that are due in this network; at night in the morning."""
    morning = awake(now())
    if morning > now():
        enqueue(db, SEND, key=f"{SEND}:{morning.isoformat()}", due=morning, bulk=True)
        return
    query = select(Reminder).where(Reminder.state == "planned", Reminder.due_at <= now())
    query = query.order_by(Reminder.due_at, Reminder.id).limit(AT_ONCE)
    rows = db.scalars(query.with_for_update(skip_locked=True)).all()
    facts = Facts(db, rows)
    mails = []
    for row in rows:
        settle(row, facts.why_not(row))
        reader = facts.reader(row)
        if row.state == "sent" and reader is not None and (mail := _mail(db, row, reader, facts)):
            mails.append((row, mail))
    post_all(db, [mail for _row, mail in mails])
    for row, mail in mails:
        row.mail_id = mail.id
    db.flush()
    if len(rows) == AT_ONCE:
        enqueue(db, SEND, bulk=True)


def settle(row: Reminder, reason: str) -> None:
    """It is sent, or for this reason not."""
    row.state, row.reason, row.settled_at = "skipped" if reason else "sent", reason, now()


def _mail(db: Session, row: Reminder, reader: Reader, facts: Facts) -> Mail | None:
    """The row's own mail; None: an overview with nothing in it. The row is held, so nobody else writes it."""
    key, url = f"reminder:{row.key}", unsubscribe_url(reader.who, row.kind)
    known: dict[str, Any] = {"to": reader.email, "person_id": reader.person_id, "locale": reader.locale}
    known |= {"key": key, "unsubscribe": url, "why": KINDS[row.kind].why}
    if row.kind in WEEKLY and row.person_id is not None:
        reason, lines = told(db, row, facts.people[row.person_id], facts.week)
        settle(row, reason)
        return None if reason else draft(db, template=row.kind, lines=lines, **known)
    due = facts.due(row)
    assert due is not None
    with force_locale(reader.locale):
        said = when(due)
    return draft(db, template=TEMPLATE, sentence=due.sentence, when=said, link=due.link(), **known)


def doubt(db: Session, mail: Mail) -> str:
    """A reminder that waited for the mail server: asked again, and taken back where it ceased to be true."""
    row = db.scalars(select(Reminder).where(Reminder.mail_id == mail.id).with_for_update()).first()
    if row is None:
        return ""
    reason = Facts(db, [row]).why_not(row)
    if reason:
        settle(row, reason)
    return reason


def _people(db: Session, rows: Iterable[Reminder]) -> dict[UUID, Person]:
    ids = {row.person_id for row in rows if row.person_id}
    found = select(Person).where(Person.id.in_(ids), Person.ended_at.is_(None))
    return {person.id: person for person in db.scalars(found)} if ids else {}


def _dues(db: Session, kind: str, rows: Iterable[Reminder]) -> Iterable[tuple[object, Due]]:
    """The things of these rows, asked of their source again."""
    mine = [row for row in rows if row.kind == kind and row.thing_id]
    if kind not in SOURCES or not mine:
        return
    first, last = min(row.at for row in mine), max(row.at for row in mine)
    things = {row.thing_id for row in mine if row.thing_id}
    for due in SOURCES[kind](db, first, last + timedelta(seconds=1), things):
        yield (kind, due.thing_id, due.person_id, due.at), due
