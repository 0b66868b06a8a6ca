"""Who collects: the one row of settings, and the network's own account for online payments."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.errors import Refused
from portal.fees import gateway
from portal.fees.models import FeeAccount, FeeSettings
from portal.profile import profile
from portal.tables import new_id


def settings(db: Session) -> FeeSettings:
    """As it is; empty as long as nobody filled it in."""
    return db.get(FeeSettings, 1) or _empty()


def _empty() -> FeeSettings:
    return FeeSettings(
        id=1, name="", address="", iban="", registration="", vat="", days=14, account="", ready=False,
        invoice_year=0, invoice_number=0,
    )  # fmt: skip


def held(db: Session) -> FeeSettings:
    """The row, made if needed, and held: numbers of invoices are given one after the other."""
    wish = insert(FeeSettings).values(id=1).on_conflict_do_nothing()
    db.execute(wish.values({c.name: getattr(_empty(), c.name) for c in FeeSettings.__table__.columns}))
    query = select(FeeSettings).with_for_update()
    return db.scalars(query, execution_options={"populate_existing": True}).one()


def change(db: Session, *, by: Person, values: dict[str, Any]) -> None:
    """What stands on invoices."""
    row = held(db)
    for name, value in values.items():
        setattr(row, name, value)
    record(db, "fee_settings.changed", on=None, by=by.id, fields=values)
    db.flush()


def takes_online(db: Session) -> bool:
    """People can pay online here."""
    return gateway.available() and settings(db).ready


def join(db: Session, *, by: Person, back: str) -> str:
    """Where the network tells the payment service who it is; makes its account the first time."""
    row = held(db)
    try:
        if not row.account:
            key = f"account-{g.network.role}"
            name, country = g.network.name, profile(db).country
            row.account = gateway.open_account(key=key, name=name, country=country)
            wish = insert(FeeAccount).values(account=row.account)
            shown = {"account": row.account}
            db.execute(wish.on_conflict_do_update(index_elements=[FeeAccount.role], set_=shown))
            record(db, "fee_account.made", on=None, by=by.id)
        db.flush()
        return gateway.joining(row.account, key=f"join-{new_id().hex}", again=back, back=back)
    except gateway.Unreachable:
        raise Refused(away()) from None


def look(db: Session, *, by: Person) -> bool:
    """Ask whether the account may take payments now."""
    row = held(db)
    try:
        ready = bool(row.account) and gateway.ready(row.account)
    except gateway.Unreachable:
        raise Refused(away()) from None
    if ready != row.ready:
        row.ready = ready
        record(db, "fee_account.checked", on=None, by=by.id, fields=["ready"])
    db.flush()
    return ready


def away() -> str:
    """The sentence for when the payment service is out of reach."""
    return str(_("The payment service does not answer now. Try again in a few minutes."))
