"""Money that somebody of the network sent back on the payment service's own pages: noticed and written down.

The place stays: whether somebody still comes is not said there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.audit import record
from portal.clock import now
from portal.fees import gateway
from portal.fees.models import Payment, Refund
from portal.fees.settings import settings
from portal.ledger import enqueue, handler
from portal.tables import new_id

SOON = timedelta(minutes=1)


@handler("fees.look_outside")
def look(db: Session, intent: str) -> None:
    """Ask what went back of a payment, and write down what we did not send ourselves.

    Our own refunds are taken first: one that is being asked for at this moment is known after that.
    One that is still to be asked for might be among those that are found; then it is looked at again soon.
    """
    query = select(Payment).where(Payment.intent == intent, Payment.intent != "", Payment.way == "online")
    payment = db.scalars(query.options(selectinload(Payment.lines)).with_for_update()).first()
    if payment is None:
        return
    ours = db.scalars(select(Refund).where(Refund.payment_id == payment.id).with_for_update()).all()
    if any(refund.state == "due" for refund in ours):
        key = f"fees.look_outside:{payment.id}:{int(now().timestamp() // SOON.total_seconds())}"
        enqueue(db, "fees.look_outside", key=key, due=now() + SOON, intent=intent)
        return
    known = {refund.stripe_id for refund in ours}
    for found in gateway.refunds(settings(db).account, intent):
        if found.id not in known and found.state != "failed":
            db.add_all(_shared_out(payment, found))
            record(db, "refund.noticed", on=payment.id, by=None)
    db.flush()


def _shared_out(payment: Payment, found: gateway.Refunded) -> Iterable[Refund]:
    """Over the lines of the payment, each at most what was paid for it."""
    left = found.amount
    for line in sorted(payment.lines, key=lambda line: line.id):
        cents = min(left, line.cents - line.back_cents)
        if cents > 0:
            line.back_cents += cents
            left -= cents
            yield Refund(
                id=new_id(), payment_id=payment.id, line_id=line.id, cents=cents, why="outside",
                state=found.state, stripe_id=found.id, done_at=now() if found.state == "done" else None,
            )  # fmt: skip
