"""Saying how one pays: online, by invoice, with a voucher, or nothing. Sent twice it is done once.

The payment's row is written before the payment service is asked, and the training's row is taken only
afterwards: nobody who signs up waits for another company's computer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.fees import gateway, invoicing
from portal.fees.invoicing import Payer
from portal.fees.links import pay_url
from portal.fees.models import Payment, PaymentLine, Voucher
from portal.fees.owing import Bill
from portal.fees.prices import price
from portal.fees.settings import away, settings, takes_online
from portal.ledger import enqueue
from portal.signups import actions, seats
from portal.signups.models import SignUp
from portal.tables import new_id

PAGE_OPEN = timedelta(minutes=31)
"""How long a pay page can be paid on: Stripe's shortest, and a minute for the way there."""
SPARE = timedelta(minutes=10)
"""The place is held a little longer, for the news of a payment in the last minute."""
_ONE_OPEN = text("state in ('open', 'processing')")


def _begin(db: Session, bill: Bill, rate: str, cents: int, **values: Any) -> UUID | None:
    """Write the payment and what it is for; None when this party has an open one already."""
    if not bill.owing:
        raise Refused(_("There is nothing to pay, or the time to pay is over."))
    row = {"id": new_id(), "training_id": bill.training.id, "sign_up_id": bill.one.id, "created_at": now()}
    row |= {"cents": cents * len(bill.owing), "changed_at": now()}
    row |= dict.fromkeys(("checkout", "address", "intent"), "")
    wish = insert(Payment).values(**row, **values)
    wish = wish.on_conflict_do_nothing(index_elements=[Payment.sign_up_id], index_where=_ONE_OPEN)
    made = db.scalar(wish.returning(Payment.id))
    if made is not None:
        same = {"payment_id": made, "rate": rate, "cents": cents, "back_cents": 0, "released": False}
        lines = [{"id": new_id(), "sign_up_id": one.id, **same} for one in bill.owing]
        db.execute(insert(PaymentLine).values(lines))
    return made


def online(db: Session, bill: Bill, rate: str, *, locale: str) -> None:
    """A pay page of the network's own account; the place is held as long as it is open."""
    account = settings(db).account
    if not bill.fee.online or not takes_online(db):
        raise Refused(_("Paying online is not possible here. Choose another way."))
    until = now() + PAGE_OPEN
    made = _begin(db, bill, rate, price(bill.fee, rate), way="online", state="open", until=until)
    if made is None:
        return
    payment = db.get_one(Payment, made)
    try:
        page = gateway.open_checkout(
            account, key=made.hex, amount=payment.cents, words=str(_("Training")), locale=locale,
            until=until, back=pay_url(bill.one.id), reference=made.hex,
        )  # fmt: skip
    except gateway.Unreachable:
        raise Refused(away()) from None
    except gateway.Declined:
        raise Refused(_("Paying online is not possible here. Choose another way.")) from None
    payment.checkout, payment.address = page.id, page.url
    db.flush()
    keep(db, payment, now() + PAGE_OPEN + SPARE)
    enqueue(db, "fees.look", key=f"fees.look:{made}", due=until + timedelta(minutes=1), payment_id=str(made))
    record(db, "payment.begun", on=made, by=None, fields=["online"])


def keep(db: Session, payment: Payment, until: Any) -> None:
    """Hold the places of a payment until this moment, if they are held."""
    for one in held(db, payment):
        one.kept_until = max(until, one.kept_until or until)
        seats.watch(db, one)
    db.flush()


def held(db: Session, payment: Payment) -> list[SignUp]:
    """The sign-ups of a payment that are held; the training's row is taken."""
    if payment.training_id is None:
        return []
    seats.take(db, payment.training_id)
    of_payment = select(PaymentLine.sign_up_id).where(
        PaymentLine.payment_id == payment.id, PaymentLine.released.is_(False)
    )
    query = select(SignUp).where(SignUp.id.in_(of_payment), SignUp.state == "held").order_by(SignUp.id)
    return list(db.scalars(query, execution_options={"populate_existing": True}))


def by_invoice(db: Session, bill: Bill, rate: str, *, payer: Payer) -> None:
    """An invoice; the place is theirs at once."""
    if not bill.fee.invoice or not settings(db).invoices:
        raise Refused(_("Paying by invoice is not possible here. Choose another way."))
    made = _begin(db, bill, rate, price(bill.fee, rate), way="invoice", state="open")
    if made is not None:
        invoicing.issue(db, made, payer)
        _theirs(db, bill)
        record(db, "payment.begun", on=made, by=None, fields=["invoice"])
        enqueue(db, "fees.tell", payment_id=str(made), kind="invoice")


def for_nothing(db: Session, bill: Bill) -> None:
    """The zero rate, without a question."""
    made = _begin(db, bill, "zero", price(bill.fee, "zero"), way="free", state="paid", paid_at=now())
    _theirs(db, bill)
    record(db, "payment.waived", on=made, by=None)


def with_voucher(db: Session, bill: Bill, code: str) -> None:
    """Somebody else pays. The places of a voucher are counted by the table: two cannot take the last one."""
    many = len(bill.owing)
    if not many:
        raise Refused(_("There is nothing to pay, or the time to pay is over."))
    known = select(Voucher.id).where(
        Voucher.code == tidy(code), Voucher.until >= today(),
        or_(Voucher.training_id.is_(None), Voucher.training_id == bill.training.id),
    )  # fmt: skip
    taken = db.scalar(
        update(Voucher)
        .where(Voucher.id.in_(known), Voucher.used + many <= Voucher.places)
        .values(used=Voucher.used + many)
        .returning(Voucher.id)
    )
    if taken is None:
        raise Refused(_("This code is not known here, is over, or has no places left. Look at it once more."))
    made = _begin(db, bill, "full", 0, way="voucher", state="paid", paid_at=now(), voucher_id=taken)
    _theirs(db, bill)
    record(db, "payment.made", on=made, by=None, fields=["voucher"])


def tidy(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _theirs(db: Session, bill: Bill) -> None:
    for one in bill.owing:
        if one.state == "held":
            actions.confirm_held(db, one)
