"""What the clock does for the calendar: the national copy, and forgetting who came."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.calendar.coming import forget_past
from portal.calendar.publishing import publish
from portal.clock import today
from portal.ledger import handler


@handler("calendar.publish")
def publish_changes(db: Session, *, items: list[str]) -> None:
    """Something changed that the country may read; `items` only says so once for each deed."""
    publish(db)


@handler("calendar.refresh", every=timedelta(days=1))
def refresh(db: Session) -> None:
    """One more day lies ahead, and one behind."""
    publish(db)
    forget_past(db, today())
