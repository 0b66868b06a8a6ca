"""The clocks of offers: questions that wait, and last days."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.ledger import handler
from portal.offers import actions


@handler("offers.hand_on", every=timedelta(minutes=10))
def hand_on(db: Session) -> None:
    """Nobody who asked is left waiting because one person does not look."""
    actions.hand_on_all(db)


@handler("offers.end", every=timedelta(hours=6))
def end(db: Session) -> None:
    """Offers end by themselves; those who made them hear of it two weeks before."""
    actions.remind_and_end(db)
