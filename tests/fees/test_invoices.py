"""Invoices, vouchers, and what stewards do with them."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from sqlalchemy import select, update

from portal.accounts.models import Person
from portal.clock import now, today
from portal.fees import invoicing, pricing
from portal.fees.invoicing import reference
from portal.fees.models import Invoice, Payment, Voucher
from portal.signups import actions
from tests.browser_like import Browser
from tests.fees.helpers import Till, put
from tests.signups.helpers import do
from tests.sink import Sink


def steward(till: Till) -> Browser:
    """ada."""
    with till.world.db() as db:
        return till.world.as_(db.scalars(select(Person.id).where(Person.is_steward)).one())


def by_invoice(till: Till, name: str = "ben") -> Any:
    """Somebody asked for an invoice."""
    return till.sign_up_and_choose(name, way="invoice", to_name="Stichting Beta", to_address="Dorp 2")


def test_the_place_is_theirs_and_the_paper_says_what_to_pay(till: Till, sink: Sink) -> None:
    key = by_invoice(till)
    till.world.work()
    assert (till.state(key), till.payment(key).state) == ("confirmed", "open")
    answer = till.world.visitor().get(f"{till.path(key)}/invoice.pdf")
    text = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    number = f"{today().year}-0001"
    for part in (number, "Stichting Beta", "Stichting Alpha", "25,00", "ABNA", reference(number)):
        assert part in text
    assert "Gesprekken" not in text and "ben" not in text
    assert any("RF" in mail.text for mail in sink.sent_to("ben@people.example"))


def test_numbers_follow_each_other_and_references_can_be_checked(till: Till) -> None:
    by_invoice(till, "ben"), by_invoice(till, "cem")
    with till.world.db() as db:
        numbers = db.scalars(select(Invoice.number).order_by(Invoice.number)).all()
    assert list(numbers) == [f"{today().year}-0001", f"{today().year}-0002"]
    plain = reference(numbers[0]).replace(" ", "")
    assert int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def test_a_steward_writes_down_that_it_is_paid(till: Till) -> None:
    payment = till.payment(by_invoice(till))
    browser = steward(till)
    for _ in range(2):
        assert browser.post(f"/payments/{payment.id}/paid", page="/fees/settings").status_code == 303
    assert "Stichting Beta" in browser.get("/fees").text
    with till.world.db() as db:
        assert db.get_one(type(payment), payment.id).state == "paid"


def test_late_payers_hear_of_it_once(till: Till, sink: Sink) -> None:
    key = by_invoice(till)
    till.world.work()
    sink.clear()
    for days in (3, 4, 5):
        with till.world.db() as db:
            db.execute(update(Invoice).values(due_on=today() - timedelta(days=days)))
            invoicing.remind(db)
        till.world.work()
    assert len(sink.received) == 1 and till.state(key) == "confirmed"


def test_who_cancels_in_time_owes_nothing(till: Till) -> None:
    key = by_invoice(till)
    do(till.world, actions.cancel, "ben")
    assert till.payment(key).state == "over" and till.refunds() == []


def test_what_was_paid_by_bank_goes_back_by_hand(till: Till) -> None:
    payment = till.payment(by_invoice(till))
    steward(till).post(f"/payments/{payment.id}/paid", page="/fees/settings")
    do(till.world, actions.cancel, "ben")
    assert till.refunds() == [(2_500, "gave_up", "by_hand")] and till.world.count("task") == 1


@pytest.fixture
def code(till: Till) -> str:
    """One place that somebody else pays for."""
    with till.world.db() as db:
        ada = db.scalars(select(Person).where(Person.is_steward)).one()
        last = today() + timedelta(days=9)
        return pricing.give_voucher(
            db, by=ada, issued_to="Netwerk Beta", places=1, until=last, training_id=None
        ).code


def test_a_code_is_good_for_its_places_and_comes_back(till: Till, code: str) -> None:
    key = till.sign_up_and_choose("ben", way="voucher", code=f"{code[:5].lower()} {code[5:]}")
    assert till.state(key) == "confirmed"
    second = put(till.world, "cem")
    assert till.choose(second, way="voucher", code=code).status_code == 409
    assert till.state(second) == "held"
    do(till.world, actions.cancel, "ben")
    assert till.choose(second, way="voucher", code=code).status_code == 303
    assert till.state(second) == "confirmed"


def test_a_code_that_is_over_or_unknown(till: Till, code: str) -> None:
    key = put(till.world, "ben")
    assert till.choose(key, way="voucher", code="AAAAAAAAAA").status_code == 409
    with till.world.db() as db:
        db.execute(update(Voucher).values(until=today() - timedelta(days=1)))
    assert till.choose(key, way="voucher", code=code).status_code == 409
    assert till.state(key) == "held"


def test_what_the_tax_office_asks_for_no_more_is_forgotten(till: Till) -> None:
    by_invoice(till)
    for years, left in ((9, 1), (11, 0)):
        with till.world.db() as db:
            db.execute(update(Payment).values(created_at=now() - timedelta(days=365 * years)))
            invoicing.forget(db)
        assert [till.world.count(table) for table in ("payment", "payment_line", "invoice")] == [left] * 3
