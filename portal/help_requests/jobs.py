"""The clock of practical help."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.help_requests import clock
from portal.ledger import handler


@handler("help.hand_on", every=timedelta(minutes=10))
def hand_on(db: Session) -> None:
    """Nobody who asked is left waiting because one person does not look."""
    clock.hand_on_all(db)


@handler("help.ask", every=timedelta(hours=1))
def ask(db: Session) -> None:
    """Did it work?"""
    clock.ask_all(db)


@handler("help.expire", every=timedelta(hours=6))
def expire(db: Session) -> None:
    """What nobody says anything about any more is over."""
    clock.expire_all(db)
