"""Who claimed a group, and why it was refused, is of no use for long."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.clock import now
from portal.house.claiming import CALL_LIFETIME
from portal.house.models import Claim
from portal.ledger import handler
from portal.tasks.models import Task

KEEP_CLAIMS = timedelta(days=30)


@handler("claims.forget", every=timedelta(days=1))
def forget_claims(db: Session) -> None:
    """Names and addresses go a month after a claim ran out, and with them the tasks that name somebody."""
    db.execute(delete(Claim).where(Claim.expires_at < now() - KEEP_CLAIMS))
    asked = Task.created_at < now() - CALL_LIFETIME - KEEP_CLAIMS
    db.execute(delete(Task).where(Task.kind == "claim", asked))
