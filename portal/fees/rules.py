"""Stewards look after fees. Who pays comes by a signed link, which is all they need."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, false, select, true
from sqlalchemy.orm import selectinload

from portal.access import Permission, allows, visible
from portal.fees.models import Payment, Refund, Voucher


def _stewards_only(person: Any) -> Any:
    return true() if person is not None and person.is_steward else false()


@visible(Payment)
def visible_payments(person: Any) -> Select[Any]:
    """With what it is for and its invoice."""
    loaded = (selectinload(Payment.lines), selectinload(Payment.invoice))
    return select(Payment).where(_stewards_only(person)).options(*loaded)


@visible(Refund)
def visible_refunds(person: Any) -> Select[Any]:
    """For who transfers them."""
    return select(Refund).where(_stewards_only(person))


@visible(Voucher)
def visible_vouchers(person: Any) -> Select[Any]:
    """For who gives them out."""
    return select(Voucher).where(_stewards_only(person))


@allows(Permission.FEE_MANAGE)
def manages(person: Any, _thing: Any) -> bool:
    """Prices, payments, vouchers."""
    return person is not None and bool(person.is_steward)
