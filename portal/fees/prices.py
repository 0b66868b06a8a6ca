"""Amounts: what somebody pays, what comes back, and how both are written. Whole cents, no floating point."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from babel.numbers import format_currency
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from portal.fees.models import Fee


def euros(cents: int) -> str:
    """As people read it, in the language in force."""
    return str(format_currency(Decimal(cents) / 100, "EUR", locale=str(get_locale() or "nl")))


def price(fee: Fee, rate: str) -> int:
    """Cents for one place. Raises KeyError for a rate that this training does not have."""
    return rates(fee)[rate]


def rates(fee: Fee) -> dict[str, int]:
    """What can be chosen, without proof."""
    found = {"full": fee.full_cents}
    if fee.reduced_cents is not None:
        found["reduced"] = fee.reduced_cents
    if fee.zero:
        found["zero"] = 0
    return found


def back(fee: Fee | None, cents: int, *, starts_at: datetime | None, at: datetime) -> int:
    """How much of `cents` comes back to who cancels at this moment; in favour of the person by a cent."""
    if fee is None or starts_at is None or at <= starts_at - timedelta(days=fee.full_back_days):
        return cents
    return -(-cents * fee.late_back // 100) if at < starts_at else 0


def rule(fee: Fee) -> str:
    """The rule of cancelling in a sentence."""
    if fee.late_back == 100:
        return str(_("If you cancel before it begins, you get everything back."))
    early = ngettext(
        "If you cancel at least %(num)d day before it begins, you get everything back.",
        "If you cancel at least %(num)d days before it begins, you get everything back.",
        fee.full_back_days,
    )
    if fee.late_back == 0:
        later = _("After that nothing.")
    else:
        later = _("After that %(part)s %%.", part=fee.late_back)
    return f"{early} {later}"
