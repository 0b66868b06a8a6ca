"""What happens by itself: asking, and forgetting what visitors wrote once it was dealt with."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.clock import now
from portal.freshness.actions import KINDS
from portal.freshness.cycle import go_round
from portal.ledger import handler
from portal.tasks.models import Task

KEPT = timedelta(days=28)
"""How long the words of a visitor stay with a task that is done."""


@handler("freshness.ask", every=timedelta(days=1))
def ask(db: Session) -> None:
    """Ask who is to be asked today, in every network."""
    go_round(db)


@handler("freshness.forget", every=timedelta(days=1))
def forget(db: Session) -> None:
    """What visitors wrote may say much of them: it goes four weeks after somebody looked at it."""
    old = (Task.kind.in_(KINDS), Task.done_at < now() - KEPT, Task.original != "")
    db.execute(update(Task).where(*old).values(original=""))
