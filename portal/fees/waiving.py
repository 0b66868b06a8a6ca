"""A steward lets somebody off: they need not pay, whatever they chose before. Written down and told."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.fees.models import UNPAID, Fee, Payment, PaymentLine
from portal.fees.owing import covered
from portal.fees.refunding import withdraw_when_empty
from portal.ledger import enqueue
from portal.signups import actions, seats
from portal.signups.models import SignUp
from portal.tables import new_id


def waive(db: Session, one: SignUp, *, by: Person) -> None:
    """They pay nothing. Pressed twice it is done once.

    Raises Refused when they pay online at this moment, have paid, or have no place to pay for.
    """
    seats.take(db, one.training_id)
    db.refresh(one, ("state", "kept_until"))
    _withdraw_invoice(db, one)
    covers = db.scalar(select(exists(covered(one.id))))
    if one.state not in ("held", "confirmed") or covers or db.get(Fee, one.training_id) is None:
        raise Refused(_("There is nothing to waive: it is paid, costs nothing, or there is no place."))
    key, same = new_id(), {"way": "free", "state": "paid", "paid_at": now(), "cents": 0}
    db.add(Payment(id=key, training_id=one.training_id, sign_up_id=one.id, by_id=by.id, **same))
    db.flush()
    db.add(PaymentLine(payment_id=key, sign_up_id=one.id, rate="zero", cents=0))
    db.flush()
    if one.state == "held":
        actions.confirm_held(db, one)
    record(db, "payment.waived", on=key, by=by.id)
    enqueue(db, "fees.tell", payment_id=str(key), kind="waived")


def _withdraw_invoice(db: Session, one: SignUp) -> None:
    """Their part of an invoice need not be paid any more."""
    query = (
        select(PaymentLine, Payment)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(PaymentLine.sign_up_id == one.id, PaymentLine.released.is_(False), Payment.state.in_(UNPAID))
        .with_for_update()
    )
    for line, payment in db.execute(query, execution_options={"populate_existing": True}).all():
        if payment.way != "invoice":
            raise Refused(_("They are paying at this moment. Look again in an hour."))
        line.released, line.back_cents = True, line.cents
        db.flush()
        withdraw_when_empty(db, payment)
    db.flush()
