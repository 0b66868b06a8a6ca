"""What a training costs, as stewards set it, and the codes with which others pay for places."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import today
from portal.fees.models import Fee, Voucher
from portal.fees.prices import euros, rates, rule
from portal.ledger import announce_public_change
from portal.signups import seats
from portal.tables import new_id
from portal.trainings.hooks import Section
from portal.trainings.models import Training

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of codes: none that look alike."""
LENGTH = 10


def charge(db: Session, training: Training, *, by: Person, values: dict[str, Any] | None) -> None:
    """Set what it costs; None: nothing any more. Who has signed up already keeps what was agreed.

    The training's row is taken: nobody gets a place in the middle of it.
    """
    seats.take(db, training.id)
    fee = db.get(Fee, training.id)
    if values is None:
        db.execute(delete(Fee).where(Fee.training_id == training.id))
    elif fee is None:
        db.add(Fee(training_id=training.id, **values))
    else:
        for name, value in values.items():
            setattr(fee, name, value)
    record(db, "fee.changed", on=training.id, by=by.id, fields=values or ["none"])
    announce_public_change(db)
    db.flush()


def copy(db: Session, training: Training, new: Training) -> None:
    """The hook of copying a training: the next run costs as much."""
    fee = db.get(Fee, training.id)
    if fee is not None:
        same = {column.key: getattr(fee, column.key) for column in Fee.__table__.columns}
        db.add(Fee(**{**same, "training_id": new.id}))


def give_voucher(
    db: Session, *, by: Person, issued_to: str, places: int, until: date, training_id: UUID | None
) -> Voucher:
    """A new code for so many places."""
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    voucher = Voucher(
        id=new_id(), code=code, issued_to=issued_to, places=places, until=until, training_id=training_id,
        by_id=by.id,
    )  # fmt: skip
    db.add(voucher)
    record(db, "voucher.given", on=voucher.id, by=by.id, fields=["places"])
    db.flush()
    return voucher


def end_voucher(db: Session, voucher: Voucher, *, by: Person) -> None:
    """Nobody can use it any more; what was used stays."""
    voucher.until = min(voucher.until, today() - timedelta(days=1))
    record(db, "voucher.ended", on=voucher.id, by=by.id)
    db.flush()


def said(db: Session, training_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The hook of lists: what trainings cost, in a few words."""
    fees = db.scalars(select(Fee).where(Fee.training_id.in_(training_ids))).all()
    return {fee.training_id: _said(fee) for fee in fees}


def _said(fee: Fee) -> str:
    lowest = min(rates(fee).values())
    if lowest == fee.full_cents:
        return euros(lowest)
    return str(_("%(low)s to %(high)s, you choose", low=euros(lowest), high=euros(fee.full_cents)))


def card(db: Session, training: Training, _person: Person | None) -> Section | None:
    """The hook of a training's page: what it costs and what comes back."""
    fee = db.get(Fee, training.id)
    if fee is None:
        return None
    amounts = {name: euros(cents) for name, cents in rates(fee).items()}
    return Section("fees/_card.html", {"amounts": amounts, "rule": rule(fee)}, tells_costs=True)
