"""What stewards read of payments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.fees.models import Fee, Invoice, Payment, PaymentLine, Refund, Voucher
from portal.fees.prices import euros
from portal.signups.hooks import Paid
from portal.signups.models import SignUp
from portal.trainings.models import COMING, Training

PER_PAGE = 50
_BACK = (
    select(func.coalesce(func.sum(PaymentLine.back_cents), 0))
    .where(PaymentLine.payment_id == Payment.id)
    .scalar_subquery()
)
_ROWS = (
    select(
        Payment.id, Payment.created_at, Payment.way, Payment.state, Payment.cents, Payment.paid_at,
        _BACK.label("back"), SignUp.name, Training.title, Invoice.number, Invoice.reference, Invoice.to_name,
        Invoice.due_on, Invoice.reminded_on, func.count().over().label("total"),
    )
    .outerjoin(SignUp, SignUp.id == Payment.sign_up_id)
    .outerjoin(Training, Training.id == Payment.training_id)
    .outerjoin(Invoice, Invoice.payment_id == Payment.id)
    .order_by(Payment.id.desc())
    .limit(PER_PAGE)
)  # fmt: skip
_TO_TRANSFER = (
    select(
        *(Refund.id, Refund.cents, Refund.state, Refund.created_at),
        *(SignUp.name, Invoice.number, Invoice.to_name),
    )
    .join(Payment, Payment.id == Refund.payment_id)
    .join(PaymentLine, PaymentLine.id == Refund.line_id)
    .outerjoin(SignUp, SignUp.id == PaymentLine.sign_up_id)
    .outerjoin(Invoice, Invoice.payment_id == Payment.id)
    .where(Refund.state.in_(("by_hand", "failed")))
    .order_by(Refund.id)
    .limit(200)
)
_VOUCHERS = (
    select(
        *(Voucher.id, Voucher.code, Voucher.issued_to, Voucher.places, Voucher.used, Voucher.until),
        Training.title,
    )
    .outerjoin(Training, Training.id == Voucher.training_id)
    .order_by(Voucher.until.desc(), Voucher.id.desc())
    .limit(200)
)


def payments(db: Session, *, page: int, state: str = "") -> tuple[Sequence[Any], int]:
    """One page of them, newest first, and how many there are."""
    query = _ROWS.offset((page - 1) * PER_PAGE)
    if state:
        query = query.where(Payment.state == state)
    rows = db.execute(query).all()
    return rows, rows[0].total if rows else 0


def to_transfer(db: Session) -> Sequence[Any]:
    """Money that a steward pays back by hand."""
    return db.execute(_TO_TRANSFER).all()


def vouchers(db: Session) -> Sequence[Any]:
    """Codes that were given, those that last longest first."""
    return db.execute(_VOUCHERS).all()


def said_of(db: Session, training_id: UUID) -> dict[UUID, Paid]:
    """The hook of the stewards' sheet: by sign-up, one line about what was paid, and who can be let off."""
    query = (
        select(
            *(SignUp.id, SignUp.state.label("place"), Fee.training_id.is_not(None).label("costs")),
            *(PaymentLine.released, Payment.state, Payment.way, PaymentLine.cents, PaymentLine.back_cents),
            Payment.by_id,
        )
        .outerjoin(Fee, Fee.training_id == SignUp.training_id)
        .outerjoin(PaymentLine, PaymentLine.sign_up_id == SignUp.id)
        .outerjoin(Payment, Payment.id == PaymentLine.payment_id)
        .where(SignUp.training_id == training_id)
        .order_by(SignUp.id, Payment.id.nulls_first())
    )
    found = dict[UUID, Paid]()
    for key, rows in groupby(db.execute(query), key=lambda row: row.id):
        found[key] = _paid(key, list(rows))
    return found


def _paid(key: UUID, rows: Sequence[Any]) -> Paid:
    """The newest payment counts; who has a place and neither paid nor pays now can be let off."""
    last = rows[-1]
    settled = any(
        not row.released
        and (row.state in ("paid", "processing") or (row.state == "open" and row.way == "online"))
        for row in rows
    )
    owes = last.costs and last.place in ("held", "confirmed") and not settled
    said = line(last.state, last.way, last.cents, last.back_cents) if last.state else ""
    if last.state == "paid" and last.way == "free" and last.by_id:
        said = str(_("waived"))
    return Paid(said, url_for("fees.waive", id=key) if owes else "")


def priced(db: Session) -> list[tuple[UUID, str]]:
    """Trainings to come that cost something (id, title)."""
    query = select(Training.id, Training.title).join(Fee, Fee.training_id == Training.id)
    query = query.where(Training.state.in_(COMING)).order_by(Training.starts_at, Training.id).limit(200)
    return [(key, title) for key, title in db.execute(query)]


def line(state: str, way: str, cents: int, back: int) -> str:
    """ "paid € 25.00, € 12.50 back"."""
    words = {
        "open": _("to pay %(amount)s", amount=euros(cents - back)),
        "processing": _("%(amount)s is on its way", amount=euros(cents)),
        "paid": _("paid %(amount)s", amount=euros(cents)),
        "over": _("not paid"),
    }
    if state == "paid" and way in ("free", "voucher"):
        return str(_("with a code") if way == "voucher" else _("free of charge"))
    parts = [str(words[state])]
    if back and state == "paid":
        parts.append(_("%(amount)s back", amount=euros(back)))
    return ", ".join(parts)
