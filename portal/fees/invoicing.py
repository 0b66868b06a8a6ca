"""Invoices: numbered without a gap, a reference that shows a typing mistake, a PDF, paid, reminded once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import ZONE, now, today
from portal.errors import Refused
from portal.fees import settings as settings_
from portal.fees.models import FeeSettings, Invoice, Payment
from portal.fees.prices import euros
from portal.ledger import enqueue
from portal.letters import fit
from portal.press import press
from portal.recurrence.words import day_month_year
from portal.tables import new_id

KEPT = timedelta(days=10 * 366)
"""Seven to ten years are asked for, by country and kind of paper."""
REMIND_AFTER = timedelta(days=3)
"""After the last day; banks need some."""


class Payer(NamedTuple):
    """To whom the invoice is."""

    name: str
    address: str = ""


def issue(db: Session, payment_id: UUID, payer: Payer) -> Invoice:
    """Write an invoice for a payment. The row of settings is held, so that no number is given twice."""
    row = settings_.held(db)
    if row.invoice_year != today().year:
        row.invoice_year, row.invoice_number = today().year, 0
    row.invoice_number += 1
    number = f"{row.invoice_year}-{row.invoice_number:04}"
    invoice = Invoice(
        id=new_id(), payment_id=payment_id, number=number, reference=reference(number),
        to_name=payer.name, to_address=payer.address, issued_on=today(),
        due_on=today() + timedelta(days=row.days),
    )  # fmt: skip
    db.add(invoice)
    db.flush()
    return invoice


def reference(number: str) -> str:
    """A creditor reference (ISO 11649) that banks check: "RF18 2026 0001"."""
    digits = "".join(sign for sign in number if sign.isdigit())
    check = 98 - int(f"{digits}271500") % 97  # R is 27, F is 15
    return f"RF{check:02} {digits[:4]} {digits[4:]}"


def owed(payment: Payment) -> int:
    """What is still to be paid of an invoice, after what was waived (its lines are loaded)."""
    return payment.cents - sum(line.back_cents for line in payment.lines)


def mark_paid(db: Session, payment: Payment, *, by: Person) -> None:
    """A steward saw the money. Raises Refused for what was withdrawn; twice is once."""
    held = db.scalars(
        select(Payment).where(Payment.id == payment.id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()
    if held.state == "paid":
        return
    if held.way != "invoice" or held.state != "open":
        raise Refused(_("This was withdrawn: nothing is to be paid any more."))
    held.state, held.paid_at, held.by_id, held.changed_at = "paid", now(), by.id, now()
    record(db, "payment.marked_paid", on=held.id, by=by.id)
    db.flush()


def remind(db: Session) -> None:
    """Who did not pay in time hears of it once; after that it is with the stewards."""
    late = (
        select(Invoice)
        .join(Payment, Payment.id == Invoice.payment_id)
        .where(Payment.state == "open", Invoice.reminded_on.is_(None))
        .where(Invoice.due_on < today() - REMIND_AFTER)
        .with_for_update(of=Invoice, skip_locked=True)
    )
    for invoice in db.scalars(late).all():
        invoice.reminded_on = today()
        key, about = f"fees.remind:{invoice.id}", str(invoice.payment_id)
        enqueue(db, "fees.tell", key=key, payment_id=about, kind="reminder")
    db.flush()


def forget(db: Session) -> None:
    """Payments with their invoices and refunds, after the longest time that any of our countries asks for."""
    old = delete(Payment).where(Payment.created_at < now() - KEPT)
    db.execute(old.execution_options(synchronize_session=False))


def pdf(db: Session, invoice: Invoice, *, locale: str) -> bytes:
    """The invoice as a tagged PDF. It names neither the training nor who comes: it passes many hands."""
    query = select(Payment).where(Payment.id == invoice.payment_id).options(selectinload(Payment.lines))
    payment = db.scalars(query, execution_options={"populate_existing": True}).one()
    with force_locale(locale):
        data = _words(invoice, payment, settings_.settings(db), locale)
    return press("invoice", data, today=invoice.issued_on)


def _words(invoice: Invoice, payment: Payment, row: FeeSettings, locale: str) -> dict[str, Any]:
    places, amount = len(payment.lines), owed(payment)
    said = ngettext(
        "Taking part in a training, %(num)d place", "Taking part in a training, %(num)d places", places
    )
    rows = [(said, euros(payment.cents))]
    if amount != payment.cents:
        rows.append((_("Waived"), euros(amount - payment.cents)))
    return {
        "lang": locale,
        "network": {"name": fit(row.name, 80)},
        "title": str(_("Invoice %(number)s", number=invoice.number)),
        "sender": _lines(row.name, row.address),
        "payer": _lines(invoice.to_name, invoice.to_address),
        "facts": [
            [str(_("Date")), day_month_year(invoice.issued_on)],
            [str(_("Pay before")), day_month_year(invoice.due_on)],
            [str(_("Account")), row.iban],
            [str(_("Reference")), invoice.reference],
            *([[str(_("Registered as")), fit(row.registration, 60)]] if row.registration else []),
        ],
        "rows": [[str(words), money] for words, money in rows],
        "total": [str(_("To pay")), euros(amount)],
        "vat": fit(row.vat, 200),
        "ask": str(_("Write the reference on your transfer, and nothing else.")),
        "paid": str(_("Paid on %(day)s", day=day_month_year(payment.paid_at.astimezone(ZONE).date())))
        if payment.paid_at
        else "",
    }


def _lines(*texts: str) -> list[str]:
    return [fit(line, 80) for text in texts for line in text.splitlines() if line.strip()]
