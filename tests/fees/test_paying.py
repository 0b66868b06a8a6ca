"""A place is held while it is paid, and is somebody's own afterwards, whichever way they pay."""

from __future__ import annotations

from portal.signups import actions
from portal.signups.wishes import Companion
from tests.fees.helpers import FULL, Till, put
from tests.signups.helpers import do, taken


def test_online_the_place_is_held_then_paid_then_theirs(till: Till) -> None:
    key = put(till.world, "ben")
    assert till.state(key) == "held" and taken(till.world) == 1
    answer = till.choose(key)
    page = till.world.visitor().follow(answer)
    payment = till.payment(key)
    assert (payment.state, payment.cents, payment.address in page.text) == ("open", FULL, True)
    till.pay(key)
    assert till.state(key) == "held", "nothing is believed before the payment service was asked"
    till.news()
    assert (till.state(key), till.payment(key).state, taken(till.world)) == ("confirmed", "paid", 1)
    assert "is betaald" in till.world.visitor().get(till.path(key)).text


def test_sent_twice_there_is_one_pay_page(till: Till) -> None:
    key = put(till.world, "ben")
    browser, path = till.world.visitor(), till.path(key)
    said = {"csrf_token": browser.token(path), "rate": "full", "way": "online"}
    assert [browser.send(path, said).status_code for _ in range(2)] == [303, 303]
    assert till.world.count("payment") == 1
    assert len(list(till.stripe.books.all("checkout.session"))) == 1


def test_nothing_to_pay_for_who_cannot(till: Till) -> None:
    key = till.sign_up_and_choose("ben", rate="zero", way="")
    assert (till.state(key), till.payment(key).way) == ("confirmed", "free")
    assert not list(till.stripe.books.all("checkout.session"))


def test_two_together_pay_once(till: Till) -> None:
    key = put(till.world, "ben", companion=Companion("Bo"))
    till.choose(key, rate="reduced")
    assert till.payment(key).cents == 2_000
    till.pay(key)
    till.news()
    assert till.state(key) == "confirmed" and till.world.count("sign_up") == 2
    assert taken(till.world) == 2 and "held" not in str(till.books())


def test_the_time_to_pay_ends_and_the_next_gets_the_place(till: Till) -> None:
    first, _second, third = till.sign_up_and_choose("ben"), put(till.world, "cem"), put(till.world, "dora")
    assert till.state(third) == "waiting"
    till.pay(first, "expire")
    till.news()
    assert (till.state(first), till.state(third)) == ("expired", "offered")
    assert till.payment(first).state == "over" and taken(till.world) == 2


def test_a_transfer_of_days_keeps_the_place(till: Till) -> None:
    key = till.sign_up_and_choose("ben")
    till.pay(key, "slow")
    till.news()
    assert (till.state(key), till.payment(key).state) == ("held", "processing")
    till.pay(key, "arrived")
    till.news()
    assert (till.state(key), till.payment(key).state) == ("confirmed", "paid")


def test_a_transfer_that_comes_back_frees_the_place(till: Till) -> None:
    key = till.sign_up_and_choose("ben")
    till.pay(key, "slow")
    till.news()
    till.pay(key, "returned")
    till.news()
    assert (till.state(key), till.payment(key).state, taken(till.world)) == ("expired", "over", 0)


def test_who_cancels_while_paying_cannot_pay_any_more(till: Till) -> None:
    key = till.sign_up_and_choose("ben")
    do(till.world, actions.cancel, "ben")
    till.world.work()
    (session,) = till.stripe.books.all("checkout.session")
    assert session["status"] == "expired" and till.payment(key).state == "over"
    assert till.refunds() == []


def test_without_an_answer_nothing_is_lost(till: Till) -> None:
    """The payment service is away: the form says so, and the place is held as before."""
    key = put(till.world, "ben")
    away = till.stripe.books.things.pop(till.account)
    answer = till.choose(key)
    assert answer.status_code == 409 and till.state(key) == "held" and till.world.count("payment") == 0
    till.stripe.books.things[till.account] = away
    assert till.choose(key).status_code == 303
