"""The clock of reminders: planning every hour, sending at each moment, forgetting."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.ledger import handler
from portal.reminders import planning, sending


@handler("reminders.plan", every=timedelta(hours=1))
def plan(db: Session) -> None:
    """What is to be sent in the next weeks, as it looks now."""
    planning.plan(db)


@handler(planning.SEND)
def send(db: Session) -> None:
    """What is due now."""
    sending.send_due(db)


@handler("reminders.forget", every=timedelta(days=1))
def forget(db: Session) -> None:
    """What was sent or skipped a quarter of a year ago."""
    planning.forget(db)
