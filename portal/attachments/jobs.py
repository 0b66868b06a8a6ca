"""Files whose thing has gone do not stay behind."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.attachments import actions
from portal.ledger import handler


@handler("attachments.sweep", every=timedelta(days=1))
def sweep(db: Session) -> None:
    """Once a day is enough: nobody can see them meanwhile."""
    actions.sweep(db)
