"""Money goes back by the rule, once, the way it came."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.clock import now
from portal.fees.models import Fee
from portal.fees.prices import back
from portal.signups import actions, news
from portal.trainings.models import Training
from tests.fees.helpers import Till
from tests.signups.helpers import KEY, change, do
from tests.sink import Sink


def paid(till: Till, name: str = "ben") -> None:
    """Somebody has paid online."""
    till.pay(till.sign_up_and_choose(name))
    till.news()


@pytest.mark.parametrize(("days", "cents"), [(8, 2_500), (6, 1_250)])
def test_by_the_rule_of_cancelling(till: Till, sink: Sink, days: int, cents: int) -> None:
    paid(till)
    change(till.world, starts_at=now() + timedelta(days=days))
    do(till.world, actions.cancel, "ben")
    till.world.work()
    assert till.refunds() == [(cents, "gave_up", "done")]
    assert sum(one["amount"] for one in till.stripe.books.all("refund")) == cents
    assert any("terug" in mail.text for mail in sink.sent_to("ben@people.example"))


def test_everything_when_the_network_calls_it_off(till: Till) -> None:
    paid(till)
    change(till.world, starts_at=now() + timedelta(days=1))
    with till.world.db() as db:
        query = select(Training).where(Training.id == KEY).options(selectinload(Training.sessions))
        training = db.scalars(query).one()
        training.state = "cancelled"
        news.training_news(db, training, "cancelled", None)
    till.world.work()
    assert till.refunds() == [(2_500, "called_off", "done")]


def test_what_comes_back_is_with_the_stewards(till: Till) -> None:
    """The payment service says no: somebody is asked to transfer it."""
    paid(till)
    for one in till.stripe.books.all("payment_intent"):
        one["status"] = "canceled"
    do(till.world, actions.cancel, "ben")
    till.world.work()
    assert till.refunds() == [(2_500, "gave_up", "failed")] and till.world.count("task") == 1
    with till.world.db() as db:
        from portal.accounts.models import Person

        ada = db.scalars(select(Person.id).where(Person.is_steward)).one()
    browser = till.world.as_(ada)
    with till.world.db() as db:
        from portal.fees.models import Refund

        refund_id = db.scalars(select(Refund.id)).one()
    assert browser.post(f"/refunds/{refund_id}/done", page="/fees").status_code == 303
    assert till.refunds() == [(2_500, "gave_up", "done")]


@pytest.mark.parametrize(
    ("days", "expected"), [(7.01, 1_001), (7, 1_001), (6.99, 501), (0.01, 501), (0, 0), (-1, 0)]
)
def test_the_rule_to_the_second(days: float, expected: int) -> None:
    fee = Fee(full_cents=1_001, full_back_days=7, late_back=50)
    begins = now()
    assert back(fee, 1_001, starts_at=begins, at=begins - timedelta(days=days)) == expected
