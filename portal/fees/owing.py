"""Who has to pay: what a sign-up costs, and which payment covers it. Joins in with signing up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.fees.links import pay_path
from portal.fees.models import Fee, Payment, PaymentLine
from portal.signups.models import SignUp
from portal.trainings.models import Training

TIME_TO_CHOOSE = timedelta(minutes=30)
"""A place is held so long until somebody says how they pay; the pay page has a time of its own."""
_COVERS = or_(
    Payment.state.in_(("processing", "paid")), and_(Payment.state == "open", Payment.way == "invoice")
)
"""A payment after which the place is somebody's own; an invoice is trusted."""


class Bill(NamedTuple):
    """What one party still has to pay, and what it has."""

    fee: Fee
    training: Training
    one: SignUp
    """Whoever pays."""
    owing: list[SignUp]
    payments: list[Payment]
    """Newest first, with their lines and invoices."""

    @property
    def current(self) -> Payment | None:
        """The payment that is going on, or that was made last."""
        going = [payment for payment in self.payments if payment.state in ("open", "processing")]
        paid = [payment for payment in self.payments if payment.state == "paid"]
        return next(iter(going or paid), None)


def covered(sign_up_id: object) -> Select[Any]:
    """Payments after which this sign-up owes nothing."""
    return (
        select(PaymentLine.id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(PaymentLine.sign_up_id == sign_up_id, PaymentLine.released.is_(False), _COVERS)
    )


def how_long(db: Session, training: Training, one: SignUp) -> timedelta | None:
    """The hook of signing up: how long a place is held for paying. Who a steward adds pays afterwards."""
    if one.added_by_id is not None:
        return None
    costs = select(Fee.training_id).where(Fee.training_id == training.id)
    owes = db.scalar(select(exists(costs) & ~exists(covered(one.id))))
    return TIME_TO_CHOOSE if owes else None


def pay_page(one: SignUp) -> str | None:
    """The hook of signing up: where somebody goes on."""
    return pay_path(one.id)


def bill(db: Session, sign_up_id: UUID) -> Bill | None:
    """What the party of this sign-up has to pay; None when there is no fee."""
    found = db.execute(
        select(SignUp, Fee, Training)
        .join(Fee, Fee.training_id == SignUp.training_id)
        .join(Training, Training.id == SignUp.training_id)
        .where(SignUp.id == sign_up_id)
    ).first()
    if found is None:
        return None
    one, fee, training = found
    party = select(SignUp).where(
        or_(SignUp.party_id == one.party_id, SignUp.brought_by_id == one.id), SignUp.id != one.id
    )
    owing = party.where(SignUp.email == "", SignUp.state.in_(("held", "confirmed")))
    others = db.scalars(owing.where(~exists(covered(SignUp.id))).order_by(SignUp.id)).all()
    mine = one.state in ("held", "confirmed") and not db.scalar(select(exists(covered(one.id))))
    return Bill(fee, training, one, [*([one] if mine else []), *others], _payments(db, one))


def _payments(db: Session, one: SignUp) -> list[Payment]:
    of_party = select(PaymentLine.payment_id).where(PaymentLine.sign_up_id == one.id)
    query = (
        select(Payment)
        .where(or_(Payment.sign_up_id == one.id, Payment.id.in_(of_party)))
        .options(selectinload(Payment.lines), selectinload(Payment.invoice))
        .order_by(Payment.id.desc())
    )
    return list(db.scalars(query, execution_options={"populate_existing": True}))
