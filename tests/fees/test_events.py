"""Events of the payment service: in any order, twice, late, forged, of somebody else, from the future."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from config.local.stripe_server.courier import sign
from portal.signups import actions
from tests.fees.helpers import Till, event_about
from tests.signups.helpers import do, states
from tests.world import World


def busy(till: Till) -> None:
    """Pay, let the time run out, pay slowly and get it back, cancel what was paid."""
    keys = {name: till.sign_up_and_choose(name) for name in ("ben", "cem")}
    till.pay(keys["ben"])
    till.pay(keys["cem"], "slow")
    till.world.work()
    till.pay(keys["cem"], "returned")


@pytest.mark.parametrize("seed", range(6))
def test_shuffled_and_doubled_events_end_in_the_same_state(till: Till, seed: int) -> None:
    busy(till)
    till.news(copies=3, shuffle=seed > 0, seed=seed)
    assert till.books() == (
        [("paid", 2_500, 0, "confirmed"), ("over", 2_500, 0, "expired")],
        [],
    )
    do(till.world, actions.cancel, "ben")
    till.world.work()
    till.news(copies=3, shuffle=seed > 0, seed=seed)
    assert till.books()[1] == [(2_500, "done", "gave_up")]
    assert len(list(till.stripe.books.all("refund"))) == 1


def test_without_any_event_the_clock_finds_out(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from portal import clock
    from portal.fees import following

    key = till.sign_up_and_choose("ben")
    till.pay(key)
    later = clock.now() + timedelta(minutes=32)
    with till.world.db() as db:
        monkeypatch.setattr(following, "now", lambda: later)
        following.watch(db)
    till.world.work()
    assert (till.state(key), till.payment(key).state) == ("confirmed", "paid")


def deliver(till: Till, event: Any, *, secret: str = "", at: float | None = None) -> int:
    """Hand one event over, signed with this secret at this moment."""
    body = json.dumps(event).encode()
    return till.stripe.deliver(body, sign(body, secret or till.stripe.courier.secret, at=at))


def wrong_secret(till: Till, event: Any) -> int:
    return deliver(till, event, secret="whsec_of_somebody_else_1")


def too_old(till: Till, event: Any) -> int:
    return deliver(till, event, at=time.time() - 400)


def from_the_future(till: Till, event: Any) -> int:
    return deliver(till, event, at=time.time() + 3_600)


def two_moments(till: Till, event: Any) -> int:
    body = json.dumps(event).encode()
    header = sign(body, till.stripe.courier.secret, at=time.time() + 3_600)
    return till.stripe.deliver(body, f"t={int(time.time())},{header}")


def changed_on_the_way(till: Till, event: Any) -> int:
    body = json.dumps(event).encode()
    return till.stripe.deliver(body + b" ", sign(body, till.stripe.courier.secret))


def unsigned(till: Till, event: Any) -> int:
    return till.stripe.deliver(json.dumps(event).encode(), "")


def of_another_account(till: Till, event: Any) -> int:
    other = till.stripe.books.account("Elsewhere", "nl")
    return deliver(till, {**event, "account": other["id"]})


@pytest.mark.parametrize(
    ("trick", "status"),
    [
        (wrong_secret, 400),
        (too_old, 400),
        (from_the_future, 400),
        (two_moments, 400),
        (changed_on_the_way, 400),
        (unsigned, 400),
        (of_another_account, 204),
        (deliver, 204),
    ],
)
def test_only_a_true_event_changes_something(
    till: Till, trick: Callable[[Till, Any], int], status: int
) -> None:
    """The last one is the control: the same event, as Stripe sends it."""
    key = till.sign_up_and_choose("ben")
    till.pay(key)
    event = event_about(till, till.payment(key).checkout)
    assert trick(till, event) == status
    till.world.work()
    true = trick is deliver
    assert till.state(key) == ("confirmed" if true else "held")
    with till.world.db() as db:
        from sqlalchemy import text

        heeded = db.scalar(text("select count(*) from job where handler = 'fees.heed'"))
    assert heeded == (1 if true else 0)


def test_an_event_that_lies_changes_nothing(till: Till) -> None:
    """Signed and all, but the payment service itself says that nobody paid."""
    key = till.sign_up_and_choose("ben")
    checkout = till.payment(key).checkout
    lie = event_about(till, checkout)
    lie["data"]["object"] |= {"status": "complete", "payment_status": "paid"}
    assert deliver(till, lie) == 204
    till.world.work()
    assert (till.state(key), till.payment(key).state) == ("held", "open")


def test_the_event_of_one_network_is_not_heard_by_another(till: Till, beta: World) -> None:
    key = till.sign_up_and_choose("ben")
    till.pay(key)
    till.news()
    beta.work()
    with beta.db() as db:
        from sqlalchemy import text

        assert db.scalar(text("select count(*) from job where handler = 'fees.heed'")) == 0
        assert db.scalar(text("select count(*) from shared.fee_account")) == 0, "and does not see its account"
    assert states(till.world) == {"ben": "confirmed"}
