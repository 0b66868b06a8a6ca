"""The stand-in for Stripe: as strict as Stripe, and its events come again until they are taken."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.local.stripe_server import StripeServer
from config.local.stripe_server import courier as courier_

KEY = "sk_test_of_the_stand_in_1"
SESSION = {
    "mode": "payment",
    "ui_mode": "hosted_page",
    "success_url": "http://localhost/back",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "2500",
    "line_items[0][price_data][product_data][name]": "Training",
}


class Deliveries(list[tuple[bytes, str]]):
    """What arrived; the first `refuse` are answered with 500."""

    refuse = 0

    def __call__(self, body: bytes, signature: str) -> int:
        self.append((body, signature))
        if self.refuse:
            self.refuse -= 1
            return 500
        return 204


@pytest.fixture
def arrived() -> Deliveries:
    return Deliveries()


@pytest.fixture
def stripe(arrived: Deliveries, tmp_path: Path) -> Iterator[StripeServer]:
    with StripeServer(KEY, "whsec_of_the_stand_in", arrived, data=tmp_path) as running:
        yield running


@pytest.fixture
def account(stripe: StripeServer) -> str:
    made = stripe.books.account("Alpha", "nl")
    made["active"] = True
    return str(made["id"])


def ask(
    stripe: StripeServer, path: str, form: dict[str, str] | None, account: str, **more: str
) -> tuple[int, Any]:
    """(status, answer) of one request as the library makes it."""
    headers = {"Authorization": f"Bearer {KEY}", "Stripe-Version": "2026-10-28.endive"}
    headers |= {"Stripe-Account": account, "Idempotency-Key": "one"} | more
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(stripe.url + path, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["error"]["code"]


def session(**changed: str) -> dict[str, str]:
    """The form of a checkout; what is None is left out."""
    until = str(int(time.time()) + 1_860)
    return {**SESSION, "expires_at": until, **changed}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"payment_method_types[0]": "ideal"}, "parameter_unknown"),
        ({"metadata[group]": "rouw"}, "parameter_unknown"),
        ({"mode": "subscription"}, "parameter_invalid"),
        ({"line_items[0][price_data][unit_amount]": "12.5"}, "parameter_invalid_integer"),
        ({"line_items[0][price_data][unit_amount]": "49"}, "amount_too_small"),
        ({"expires_at": str(int(time.time()) + 60)}, "parameter_invalid"),
        ({"expires_at": str(int(time.time()) + 100_000)}, "parameter_invalid"),
        ({"success_url": "back"}, "url_invalid"),
    ],
)
def test_what_stripe_refuses_is_refused(
    stripe: StripeServer, account: str, changed: dict[str, str], code: str
) -> None:
    """The first is the control: nothing is wrong with it."""
    status, answer = ask(stripe, "/v1/checkout/sessions", session(**changed), account)
    assert (status, answer if code else "") == (400 if code else 200, code)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer sk_test_other"}, 401),
        ({"Stripe-Account": "acct_of_nobody"}, 403),
        ({"Idempotency-Key": ""}, 400),
        ({"Stripe-Version": ""}, 400),
    ],
)
def test_headers_matter(stripe: StripeServer, account: str, headers: dict[str, str], status: int) -> None:
    assert ask(stripe, "/v1/checkout/sessions", session(), account, **headers)[0] == status


def test_a_key_is_for_one_request(stripe: StripeServer, account: str) -> None:
    form = session()
    first, again = (ask(stripe, "/v1/checkout/sessions", form, account)[1]["id"] for _ in range(2))
    assert first == again
    other = {**form, "line_items[0][price_data][unit_amount]": "99"}
    assert ask(stripe, "/v1/checkout/sessions", other, account) == (400, "idempotency_key_in_use")


def test_one_account_does_not_see_what_is_of_another(stripe: StripeServer, account: str) -> None:
    made = ask(stripe, "/v1/checkout/sessions", session(), account)[1]["id"]
    other = stripe.books.account("Beta", "nl")["id"]
    assert ask(stripe, f"/v1/checkout/sessions/{made}", None, account)[0] == 200
    assert ask(stripe, f"/v1/checkout/sessions/{made}", None, other) == (404, "resource_missing")


def test_not_more_goes_back_than_came(stripe: StripeServer, account: str) -> None:
    made = ask(stripe, "/v1/checkout/sessions", session(), account)[1]["id"]
    stripe.books.pay(stripe.books.things[made])
    intent = stripe.books.things[made]["payment_intent"]
    for key, amount, status in (("a", "2000", 200), ("b", "501", 400), ("c", "500", 200), ("d", "1", 400)):
        form = {"payment_intent": intent, "amount": amount}
        assert ask(stripe, "/v1/refunds", form, account, **{"Idempotency-Key": key})[0] == status


def test_an_event_comes_again_until_it_is_taken(
    stripe: StripeServer, account: str, arrived: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_, "FIRST_PAUSE", 0.01)
    arrived.refuse = 2
    made = ask(stripe, "/v1/checkout/sessions", session(), account)[1]["id"]
    stripe.books.expire(stripe.books.things[made])
    deadline = time.monotonic() + 5
    while len(arrived) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(arrived) == 3 and len({body for body, _ in arrived}) == 1


def test_what_was_paid_is_known_after_a_restart(
    stripe: StripeServer, account: str, arrived: Deliveries, tmp_path: Path
) -> None:
    made = ask(stripe, "/v1/checkout/sessions", session(), account)[1]["id"]
    stripe.books.pay(stripe.books.things[made])
    with StripeServer(KEY, "whsec_of_the_stand_in", arrived, data=tmp_path) as again:
        found = ask(again, f"/v1/checkout/sessions/{made}", None, account)[1]
    assert (found["status"], found["payment_status"]) == ("complete", "paid")
