"""What happens by itself: asking to check articles, and hearing what became of texts of other networks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.knowledge import review, sharing
from portal.ledger import handler


@handler("knowledge.review", every=timedelta(days=1))
def ask(db: Session) -> None:
    """Ask who is to be asked today."""
    review.go_round(db)


@handler("knowledge.follow", every=timedelta(hours=6))
def follow(db: Session) -> None:
    """Changed or withdrawn elsewhere."""
    sharing.follow(db)
