"""The clock of the promise, and the end of what was written."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.ledger import handler
from portal.relay import actions


@handler("messages.hand_on", every=timedelta(minutes=10))
def hand_on(db: Session) -> None:
    """Nobody who wrote is left waiting because one person does not look."""
    actions.hand_on_all(db)


@handler("messages.erase", every=timedelta(hours=1))
def erase(db: Session) -> None:
    """After four weeks the texts go, with the address they came from."""
    while actions.erase_old(db) == actions.AT_ONCE:
        pass
    actions.forget_erased(db)
