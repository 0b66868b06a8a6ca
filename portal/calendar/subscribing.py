"""Secret addresses of one's own calendar: made, shown once, ended at any time."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.sessions import hash_token
from portal.audit import record
from portal.calendar.models import CalendarFeed
from portal.errors import Refused

MOST = 10
"""Addresses of one person."""


def subscribe(db: Session, *, by: Person, kinds: Sequence[str], groups: Sequence[UUID], named: bool) -> str:
    """A new address; what stands in it is returned here and never again. Raises Refused."""
    db.execute(select(Person.id).where(Person.id == by.id).with_for_update())
    count = db.scalar(select(func.count()).where(CalendarFeed.person_id == by.id)) or 0
    if count >= MOST:
        raise Refused(_("You have %(most)s addresses already. End one that you do not use.", most=MOST))
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        token_hash=hash_token(token), person_id=by.id, kinds=list(kinds), groups=list(groups), named=named
    )
    db.add(feed)
    db.flush()
    record(db, "calendar_feed.made", on=feed.id, by=by.id)
    return token


def end(db: Session, feed_id: UUID, *, by: Person) -> None:
    """From now on the address leads nowhere."""
    mine = delete(CalendarFeed).where(CalendarFeed.id == feed_id, CalendarFeed.person_id == by.id)
    if db.scalar(mine.returning(CalendarFeed.id)) is not None:
        record(db, "calendar_feed.ended", on=feed_id, by=by.id)


def end_all(db: Session, person: Person) -> None:
    """An account ended: its calendars do too."""
    db.execute(delete(CalendarFeed).where(CalendarFeed.person_id == person.id))
