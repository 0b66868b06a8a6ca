"""What was sent to somebody, what is coming, and what did not go out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now
from portal.mail import Mail
from portal.reminders.models import Reminder

PER_PAGE = 25
MOST_COMING = 30
GIVEN_UP = timedelta(hours=12)
"""By then every attempt of a mail was made (`ledger.MAX_ATTEMPTS`)."""
Rows = list[Row[*tuple[Any, ...]]]


def mails_of(db: Session, person: Person, page: int) -> tuple[Rows, int]:
    """One page of the mails, newest first: template, kind (of a reminder), subject, and what became of it."""
    query = (
        select(
            *(Mail.template, Mail.subject, Mail.created_at, Mail.sent_at, Mail.held_back, Reminder.kind),
            (Mail.sent_at.is_(None) & (Mail.created_at < now() - GIVEN_UP)).label("given_up"),
            func.count().over().label("total"),
        )
        .outerjoin(Reminder, Reminder.mail_id == Mail.id)
        .where(Mail.person_id == person.id)
        .order_by(Mail.created_at.desc(), Mail.id)
    )
    rows = list(db.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)))
    return rows, rows[0].total if rows else 0


def coming(db: Session, person: Person) -> Rows:
    """Reminders that are planned (kind, at, due_at), the next first."""
    query = select(Reminder.kind, Reminder.at, Reminder.due_at)
    query = query.where(Reminder.person_id == person.id, Reminder.state == "planned")
    return list(db.execute(query.order_by(Reminder.due_at, Reminder.id).limit(MOST_COMING)))


def not_sent(db: Session, person: Person) -> Rows:
    """Reminders that did not go out (kind, at, due_at, reason), the latest first; no empty overviews."""
    query = select(Reminder.kind, Reminder.at, Reminder.due_at, Reminder.reason)
    query = query.where(
        Reminder.person_id == person.id, Reminder.state == "skipped", Reminder.reason != "empty",
        Reminder.due_at <= now(),
    )  # fmt: skip
    return list(db.execute(query.order_by(Reminder.due_at.desc(), Reminder.id).limit(MOST_COMING)))


def of_me(person: Person) -> Select[*tuple[Any, ...]]:
    """For one's own page: how many are planned, and when the next comes. Overviews may turn out empty."""
    planned = select(func.count().label("number"), func.min(Reminder.due_at).label("next_at"))
    about_one_thing = Reminder.thing_id.is_not(None)
    return planned.where(Reminder.person_id == person.id, Reminder.state == "planned", about_one_thing)
