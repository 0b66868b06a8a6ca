"""Prices, ways to pay, vouchers. Forms are pure: what can be chosen is handed to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Optional

from portal.clock import today
from portal.fees.invoicing import Payer
from portal.fees.prices import euros
from portal.fields import AtMost, one_newline, options
from portal.forms import Form
from portal.groups.fields import Day, Number, Within

RATES = {
    "full": _l("The full amount"),
    "reduced": _l("The reduced amount: I have little to spend"),
    "zero": _l("Nothing: I cannot pay for it now"),
}
WAYS = {
    "online": _l("Online, now"),
    "invoice": _l("By invoice"),
    "voucher": _l("I have a code: somebody else pays"),
}
_AMOUNT = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?")


class Euros(StringField):
    """An amount of money, kept in cents; "12,50" and "12.5" are the same."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data // 100},{self.data % 100:02}"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in our own words when it is no amount."""
        typed = (valuelist[0] if valuelist else "").replace("€", "").strip()
        found = _AMOUNT.fullmatch(typed)
        self.data = None
        if typed and not found:
            raise ValueError(_("Write an amount as 12,50."))
        if found:
            self.data = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


class FromTo:
    """An amount between two others."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, _form: Any, field: Field) -> None:
        """Refuses others with a sentence."""
        if field.data is not None and not self.least <= field.data <= self.most:
            least, most = euros(self.least), euros(self.most)
            raise ValidationError(_("Write an amount from %(least)s to %(most)s.", least=least, most=most))


class FeeForm(Form):
    """What a training costs."""

    costs = BooleanField(_l("Taking part costs something"))
    full_cents = Euros(
        _l("The full amount"), [Optional(), FromTo(50, 1_000_000)], description=_l("In euros.")
    )
    reduced_cents = Euros(
        _l("The reduced amount"),
        [Optional(), FromTo(50, 1_000_000)],
        description=_l("Whoever has little to spend chooses it. Nobody has to prove anything."),
    )
    zero = BooleanField(_l("Whoever cannot pay comes for nothing, without being asked why"))
    online = BooleanField(_l("One can pay online"))
    invoice = BooleanField(_l("One can pay by invoice"))
    full_back_days = Number(
        _l("Everything back until so many days before it begins"), [InputRequired(), Within(0, 90)]
    )
    late_back = Number(_l("After that so much of a hundred comes back"), [InputRequired(), Within(0, 100)])

    def validate_full_cents(self, field: Field) -> None:
        """An amount, if it costs something."""
        if self.costs.data and field.data is None:
            raise ValidationError(_("Write what it costs."))

    def validate_reduced_cents(self, field: Field) -> None:
        """Less than the full amount."""
        if field.data is not None and self.full_cents.data is not None and field.data > self.full_cents.data:
            raise ValidationError(_("The reduced amount is more than the full one."))

    def validate_invoice(self, field: Field) -> None:
        """There is some way to pay."""
        if self.costs.data and not field.data and not self.online.data:
            raise ValidationError(_("Choose at least one way to pay."))


class SettingsForm(Form):
    """What stands on invoices."""

    name = StringField(_l("Legal name"), [InputRequired(_l("Write the name.")), AtMost(100)])
    address = TextAreaField(
        _l("Address"), [InputRequired(_l("Write the address.")), AtMost(300)], filters=[one_newline]
    )
    iban = StringField(_l("IBAN"), [InputRequired(_l("Write the account number.")), AtMost(40)])
    registration = StringField(_l("Registration number"), [AtMost(60)])
    vat = StringField(
        _l("What the invoice says about VAT"), [AtMost(200)], description=_l("For example: exempt from VAT.")
    )
    days = Number(_l("Days to pay"), [InputRequired(), Within(1, 90)])

    def validate_iban(self, field: Field) -> None:
        """Its own check digits show a typing mistake."""
        plain = "".join(str(field.data or "").split()).upper()
        if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", plain):
            raise ValidationError(_("This is not an IBAN."))
        moved = plain[4:] + plain[:4]
        if int("".join(str(int(sign, 36)) for sign in moved)) % 97 != 1:
            raise ValidationError(_("There is a typing mistake in this IBAN."))
        field.data = " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


class VoucherForm(Form):
    """Places that somebody else pays for."""

    issued_to = StringField(
        _l("Who pays"),
        [InputRequired(_l("Write who pays for these places.")), AtMost(100)],
        description=_l("A network or a group."),
    )
    places = Number(_l("Places"), [InputRequired(), Within(1, 500)])
    until = Day(_l("To be used until"), [InputRequired(_l("Choose a day."))])
    training = SelectField(_l("For which training?"), default="")

    def offer(self, trainings: Iterable[tuple[UUID, str]]) -> None:
        """What it can be bound to."""
        found = {str(key): title for key, title in trainings}
        self.training.choices = options({"": _l("For any training"), **found})

    @property
    def training_id(self) -> UUID | None:
        """What it is bound to."""
        return UUID(self.training.data) if self.training.data else None

    def validate_until(self, field: Field) -> None:
        """A day to come."""
        if field.data and field.data < today():
            raise ValidationError(_("Choose a day from today on."))


class PayForm(Form):
    """How somebody pays. `pay_form` makes one with what this training has."""

    rate = RadioField(_l("What do you pay?"), [InputRequired(_l("Choose an amount."))])
    way = RadioField(_l("How do you pay?"), [Optional()])
    code = StringField(_l("Code"), [AtMost(40)], render_kw={"autocomplete": "off"})
    to_name = StringField(
        _l("Name on the invoice"), [AtMost(100)], description=_l("Of you, or of the organisation that pays.")
    )
    to_address = TextAreaField(_l("Address on the invoice"), [AtMost(300)], filters=[one_newline])

    def validate_way(self, field: Field) -> None:
        """Whoever pays nothing need not say how."""
        if self.rate.data != "zero" and not field.data:
            raise ValidationError(_("Choose how you pay."))

    def validate_code(self, field: Field) -> None:
        """Needed for that way only."""
        if self.way.data == "voucher" and self.rate.data != "zero" and not field.data:
            raise ValidationError(_("Write the code."))

    def validate_to_name(self, field: Field) -> None:
        """Needed for that way only."""
        if self.way.data == "invoice" and self.rate.data != "zero" and not field.data:
            raise ValidationError(_("Write to whom the invoice is."))

    @property
    def payer(self) -> Payer:
        """To whom the invoice is."""
        return Payer(str(self.to_name.data or ""), str(self.to_address.data or ""))


def pay_form(amounts: dict[str, int], ways: list[str], *, places: int) -> PayForm:
    """The form with the amounts of a training for so many places, and the ways it can be paid."""
    form = PayForm()
    form.rate.choices = options(
        {
            rate: f"{RATES[rate]} ({euros(cents * places)})" if cents else str(RATES[rate])
            for rate, cents in amounts.items()
        }
    )
    form.way.choices = options({way: WAYS[way] for way in ways})
    if "invoice" not in ways:
        del form.to_name
        del form.to_address
    return form
