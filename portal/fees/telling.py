"""Mails about money. They say nothing of the training; the page behind the link does."""

from __future__ import annotations

from uuid import UUID

from flask import g
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.fees.invoicing import owed
from portal.fees.links import pay_url
from portal.fees.models import Payment, PaymentLine
from portal.fees.prices import euros
from portal.ledger import handler
from portal.mail import post
from portal.signups.models import SignUp

TEMPLATES = {
    "invoice": "fee_invoice",
    "reminder": "fee_invoice",
    "late": "fee_late",
    "back": "fee_back",
    "waived": "fee_waived",
}


@handler("fees.tell")
def write(db: Session, *, payment_id: str, kind: str) -> None:
    """One mail to who pays, if it is still so."""
    query = select(Payment).where(Payment.id == UUID(payment_id))
    query = query.options(selectinload(Payment.lines), selectinload(Payment.invoice))
    payment = db.scalars(query).first()
    if payment is None or not _still_so(db, payment, kind):
        return
    one = db.get(SignUp, payment.sign_up_id) if payment.sign_up_id else None
    person = db.get(Person, one.person_id) if one is not None and one.person_id else None
    if one is None or (person is not None and person.ended_at):
        return
    to = person.email if person else one.email
    locale = (person.locale if person else one.locale) or g.network.locale
    if to:
        with force_locale(locale):
            amount = euros(owed(payment) if payment.state == "open" else _back(payment))
        invoice = payment.invoice
        post(
            db, template=TEMPLATES[kind], to=to, locale=locale, person_id=person.id if person else None,
            kind=kind, link=pay_url(one.id), amount=amount, due=invoice.due_on if invoice else None,
            reference=invoice.reference if invoice else "", by_hand=payment.way != "online",
        )  # fmt: skip


def _still_so(db: Session, payment: Payment, kind: str) -> bool:
    if kind in ("invoice", "reminder"):
        return payment.state == "open" and payment.invoice is not None
    if kind == "waived":
        return payment.state == "paid"
    if kind == "late":
        states = select(SignUp.state).join(PaymentLine, PaymentLine.sign_up_id == SignUp.id)
        return "waiting" in db.scalars(states.where(PaymentLine.payment_id == payment.id)).all()
    return _back(payment) > 0


def _back(payment: Payment) -> int:
    return sum(line.back_cents for line in payment.lines)
