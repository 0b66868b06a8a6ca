"""A steward lets somebody off; refunds made elsewhere are noticed; a code for one training; a copied fee."""

from __future__ import annotations

import urllib.request
from datetime import timedelta

from sqlalchemy import select

from portal.clock import today
from portal.fees.models import Fee, Voucher
from portal.signups import actions
from tests.cast import IDS
from tests.fees.helpers import Till, put
from tests.groups.helpers import said
from tests.signups.helpers import KEY, PAGE, SHEET, change, do, states, training
from tests.sink import Sink


def off(till: Till, key: object) -> int:
    """ada presses the button on the sheet."""
    ada = till.world.as_(IDS["ada"])
    return ada.post(f"/trainings/sign-ups/{key}/fee/waiver", page=SHEET).status_code


def test_somebody_need_not_pay(till: Till, sink: Sink) -> None:
    key = put(till.world, "ben")
    assert till.state(key) == "held"
    assert f"/trainings/sign-ups/{key}/fee/waiver" in till.world.as_(IDS["ada"]).get(SHEET).text
    assert off(till, key) == 303 and till.state(key) == "confirmed"
    assert off(till, key) == 303
    assert till.world.count("payment") == 1
    till.world.work()
    assert any(
        "hoeft te betalen" in " ".join(mail.text.split()) for mail in sink.sent_to("ben@people.example")
    )
    page = said(till.world.as_(IDS["ada"]).get(SHEET))
    assert "hoeft niet te betalen" in page and "fee/waiver" not in page
    with till.world.db() as db:
        from sqlalchemy import text

        waived = "select count(*) from audit_entry where action = 'payment.waived' and by_id is not null"
        assert db.scalar(text(waived.replace("by_id", "person_id"))) == 1


def test_an_invoice_is_withdrawn(till: Till) -> None:
    key = till.sign_up_and_choose("ben", way="invoice", to_name="Ben")
    assert off(till, key) == 303 and till.payment(key).way == "free"
    assert till.books()[0] == [("over", 2_500, 2_500, "confirmed"), ("paid", 0, 0, "confirmed")]
    do(till.world, actions.cancel, "ben")
    till.world.work()
    assert till.refunds() == []


def test_who_pays_now_or_has_paid_is_not_let_off(till: Till) -> None:
    key = till.sign_up_and_choose("ben")
    off(till, key)
    assert till.state(key) == "held" and till.payment(key).way == "online"
    till.pay(key)
    till.news()
    off(till, key)
    assert till.world.count("payment") == 1


def test_money_sent_back_on_the_pages_of_the_service_is_noticed(till: Till) -> None:
    key = till.sign_up_and_choose("ben")
    till.pay(key)
    till.news()
    page = f"{till.stripe.url}/pay/{till.payment(key).checkout}/refund"
    urllib.request.urlopen(urllib.request.Request(page, data=b"", method="POST"), timeout=5).close()
    till.news(copies=3, shuffle=True, seed=1)
    assert till.refunds() == [(2_500, "outside", "done")] and till.state(key) == "confirmed"
    assert "terug" in said(till.world.as_(IDS["ada"]).get(SHEET))
    do(till.world, actions.cancel, "ben")
    till.world.work()
    assert till.refunds() == [(2_500, "outside", "done")], "nothing goes back twice"


def test_our_own_refunds_are_not_taken_for_others(till: Till) -> None:
    """The control: the same event about what we sent back ourselves."""
    key = till.sign_up_and_choose("ben")
    till.pay(key)
    till.news()
    do(till.world, actions.cancel, "ben")
    till.world.work()
    till.news(copies=2)
    assert till.refunds() == [(2_500, "gave_up", "done")] and till.state(key) == "cancelled"


def test_who_leaves_the_line_after_paying_gets_it_back_at_once(till: Till) -> None:
    from tests.fees.test_late import late

    late(till)
    do(till.world, actions.cancel, "ben")
    assert states(till.world)["ben"] == "cancelled" and [one[:2] for one in till.refunds()] == [
        (2_500, "too_late")
    ]
    till.world.work()
    assert till.refunds() == [(2_500, "too_late", "done")]


def test_a_code_for_one_training_only(till: Till) -> None:
    ada = till.world.as_(IDS["ada"])
    until = (today() + timedelta(days=9)).isoformat()
    data = {"issued_to": "Beta", "places": "1", "until": until, "training": str(KEY)}
    assert ada.post("/fees/vouchers", data).status_code == 303
    other = KEY.__class__(int=KEY.int + 7)
    training(till.world, key=other)
    with till.world.db() as db:
        db.add(Fee(training_id=other, full_cents=2_000))
        code = db.scalars(select(Voucher.code).where(Voucher.training_id == KEY)).one()
    elsewhere, here = put(till.world, "cem", key=other), put(till.world, "ben")
    assert till.choose(elsewhere, way="voucher", code=code).status_code == 409
    assert till.choose(here, way="voucher", code=code).status_code == 303


def test_a_copy_costs_as_much(till: Till) -> None:
    ada = till.world.as_(IDS["ada"])
    data = {"title": "Nog eens", "first_day": (today() + timedelta(days=60)).isoformat()}
    answer = ada.post(f"{PAGE}/copy", data)
    key = answer.headers["Location"].rpartition("/")[2]
    with till.world.db() as db:
        found = db.get_one(Fee, key)
        assert (found.full_cents, found.reduced_cents, found.late_back) == (2_500, 1_000, 50)
    change(till.world, title="x")
