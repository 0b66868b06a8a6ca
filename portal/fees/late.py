"""Whoever paid when the place was gone: first in line, or the money back."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.fees import refunding
from portal.fees.models import Payment, PaymentLine
from portal.fees.owing import Bill
from portal.signups import actions, seats

STILL = ("waiting", "offered")


def waits(bill: Bill) -> bool:
    """They paid and wait for a place."""
    return bill.one.state in STILL and any(payment.state == "paid" for payment in bill.payments)


def take_back(db: Session, bill: Bill) -> None:
    """Off the list, and everything back. Raises Refused for who has a place: they cancel by the rule."""
    one = bill.one
    seats.take(db, bill.training.id)
    db.refresh(one)
    if one.state not in STILL:
        raise Refused(_("You have a place, or the money is on its way back already."))
    actions.cancel(db, one)
    query = (
        select(PaymentLine, Payment)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(PaymentLine.sign_up_id == one.id, Payment.state == "paid", PaymentLine.released.is_(False))
        .with_for_update()
    )
    for line, payment in db.execute(query, execution_options={"populate_existing": True}).all():
        refunding.give_back(db, payment, line, line.cents, why="too_late")
