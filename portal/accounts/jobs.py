"""What is of no use any more goes by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.accounts.models import Invitation, SignInCode
from portal.clock import now
from portal.ledger import handler

KEEP_CODES = timedelta(hours=1)
KEEP_INVITATIONS = timedelta(days=30)


@handler("sign_in_codes.forget", every=timedelta(hours=1))
def forget_codes(db: Session) -> None:
    """An hour after a code ran out nobody asks any more why it does not work."""
    db.execute(delete(SignInCode).where(SignInCode.expires_at < now() - KEEP_CODES))


@handler("invitations.forget", every=timedelta(days=1))
def forget_invitations(db: Session) -> None:
    """Addresses of people who were invited, whether they came or not, are kept no longer than needed."""
    db.execute(delete(Invitation).where(Invitation.expires_at < now() - KEEP_INVITATIONS))
