"""Who claimed a group, and why it was refused, is of no use for long."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.clock import now
from portal.house.models import Claim
from portal.ledger import handler

KEEP_CLAIMS = timedelta(days=30)


@handler("claims.forget", every=timedelta(days=1))
def forget_claims(db: Session) -> None:
    """Names and addresses go a month after a claim ran out."""
    db.execute(delete(Claim).where(Claim.expires_at < now() - KEEP_CLAIMS))
