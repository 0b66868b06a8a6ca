"""What happens without anybody at the screen: events of the payment service, refunds, reminders."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.fees import following, invoicing, refunding
from portal.ledger import handler


@handler("fees.heed")
def heed(db: Session, *, account: str, kind: str, about: str, intent: str) -> None:
    """Something happened at the payment service: ask what."""
    following.heed(db, account, kind, about, intent)


@handler("fees.look")
def look(db: Session, *, payment_id: str) -> None:
    """What became of a pay page."""
    following.look(db, UUID(payment_id))


@handler("fees.close")
def close(db: Session, *, payment_id: str) -> None:
    """Whoever gave up the place shall not pay for it any more."""
    following.close(db, UUID(payment_id))


@handler("fees.send_back")
def send_back(db: Session, *, refund_id: str) -> None:
    """Money goes back the way it came."""
    refunding.send_back(db, UUID(refund_id))


@handler("fees.look_back")
def look_back(db: Session, *, refund_id: str) -> None:
    """What became of money on its way back."""
    refunding.look(db, UUID(refund_id))


@handler("fees.watch", every=timedelta(minutes=10))
def watch(db: Session) -> None:
    """Nothing hangs on an event that was lost."""
    following.watch(db)


@handler("fees.remind", every=timedelta(hours=12))
def remind(db: Session) -> None:
    """Invoices that were not paid in time; what the tax office asks for no more."""
    invoicing.remind(db)
    invoicing.forget(db)
