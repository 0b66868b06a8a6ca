"""A payment that arrives when the place is gone: a place if there is one, else first in line, or money."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from portal.clock import now
from portal.signups import actions
from portal.signups.models import SignUp
from tests.fees.helpers import Till, put
from tests.signups.helpers import change, do, states, taken
from tests.sink import Sink


def run_out(till: Till, name: str) -> None:
    """The clock frees the place although the pay page is still open."""
    with till.world.db() as db:
        past = now() - timedelta(seconds=1)
        db.execute(update(SignUp).where(SignUp.name == name).values(kept_until=past))
    do(till.world, actions.time_over, name)


def late(till: Till) -> object:
    """ben paid, and nobody heard of it before his time ran out and dora got the place."""
    change(till.world, capacity=1)
    key = till.sign_up_and_choose("ben")
    put(till.world, "dora")
    till.pay(key)
    run_out(till, "ben")
    assert states(till.world) == {"ben": "expired", "dora": "offered"}
    till.news()
    return key


def test_first_in_line_when_the_place_is_gone(till: Till, sink: Sink) -> None:
    late(till)
    put(till.world, "cem")
    assert states(till.world) == {"ben": "waiting", "dora": "offered", "cem": "waiting"}
    assert till.refunds() == [] and "Je betaling" in " ".join(mail.text for mail in sink.received)
    do(till.world, actions.decline, "dora")
    assert states(till.world)["ben"] == "offered", "before cem"
    do(till.world, actions.accept, "ben")
    assert states(till.world)["ben"] == "confirmed", "and nothing has to be paid again"


def test_or_the_money_back(till: Till) -> None:
    key = late(till)
    path = till.path(key)  # type: ignore[arg-type]
    answer = till.world.visitor().post(f"{path}/return", page=path)
    assert answer.status_code == 303
    till.world.work()
    assert states(till.world)["ben"] == "cancelled" and till.refunds() == [(2_500, "too_late", "done")]
    again = till.world.visitor()
    assert again.get(path).status_code == 200


def test_a_place_that_is_still_free_is_theirs(till: Till) -> None:
    key = till.sign_up_and_choose("ben")
    till.pay(key)
    run_out(till, "ben")
    assert taken(till.world) == 0
    till.news()
    assert (till.state(key), taken(till.world)) == ("confirmed", 1)


def test_who_signed_up_anew_meanwhile_has_paid_for_that(till: Till) -> None:
    first = till.sign_up_and_choose("ben")
    till.pay(first)
    run_out(till, "ben")
    second = put(till.world, "ben")
    till.news()
    assert (till.state(first), till.state(second), taken(till.world)) == ("expired", "confirmed", 1)


def test_who_cancelled_meanwhile_gets_everything_back(till: Till) -> None:
    key = till.sign_up_and_choose("ben")
    till.pay(key)
    do(till.world, actions.cancel, "ben")
    till.news()
    assert till.state(key) == "cancelled" and till.refunds() == [(2_500, "too_late", "done")]


def test_who_waits_in_vain_gets_everything_back(till: Till) -> None:
    from portal.fees import following

    late(till)
    change(till.world, state="done")
    with till.world.db() as db:
        following.watch(db)
    till.world.work()
    assert till.refunds() == [(2_500, "too_late", "done")]
