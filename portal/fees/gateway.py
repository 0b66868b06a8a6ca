"""The only module that talks to Stripe. It is told amounts and our own references, nothing of what is paid.

Every network collects on its own connected account (direct charges): `account` is always its own. State is
asked for, never taken from an event. Every request that changes something carries a key made from a row of
ours, so that it can be sent again. The library is imported with the first payment: most processes need none.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from portal.extensions import kernel

if TYPE_CHECKING:
    import stripe

TIMEOUT = (3.0, 10.0)
"""Seconds to connect and to wait for an answer."""
TOLERANCE = 300
"""Seconds an event may be old when it arrives; Stripe signs it anew each time it tries again."""
AHEAD = 30
"""Seconds another clock may be before ours."""
EUR = "eur"
ACCOUNT = re.compile(r"acct_[A-Za-z0-9]{8,64}")


class Unreachable(Exception):
    """No answer, or none that says anything: the same can be asked again later."""


class Declined(Exception):
    """Stripe understood and says no; asking again gives the same answer."""


class Forged(Exception):
    """What came does not prove that it comes from Stripe now."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A pay page. `over`: nobody can pay on it any more. `intent` is where refunds go."""

    id: str
    state: Literal["open", "processing", "paid", "failed", "expired"]
    amount: int
    url: str = ""
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money on its way back."""

    id: str
    state: Literal["pending", "done", "failed"]
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """That something happened to an object of an account; what became of it is asked for."""

    id: str
    account: str
    kind: str
    about: str
    intent: str


def available() -> bool:
    """Whether payments can be made here at all."""
    return kernel().settings.stripe_key is not None


def _client() -> stripe.StripeClient:
    """One for the process and its settings; threads share it."""
    import stripe

    settings = kernel().settings
    name = f"{settings.stripe_url} {settings.stripe_key}"
    if name not in _clients:
        where: Any = {"api": settings.stripe_url} if settings.stripe_url else {}
        _clients[name] = stripe.StripeClient(
            settings.stripe_key or "",
            base_addresses=where,
            max_network_retries=1,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
        )
    client: stripe.StripeClient = _clients[name]
    return client


_clients: dict[str, Any] = {}


def _ask(call: Any, *args: Any, account: str = "", key: str = "") -> Any:
    """One request. Raises Unreachable or Declined, whose text is the code and never what we sent."""
    import stripe

    options = {"stripe_account": account} if account else {}
    if key:
        options["idempotency_key"] = key
    try:
        return call(*args, options=options)
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as error:
        raise Unreachable(type(error).__name__) from None
    except stripe.StripeError as error:
        if (error.http_status or 500) >= 500:
            raise Unreachable(type(error).__name__) from None
        raise Declined(error.code or type(error).__name__) from None


def open_checkout(
    account: str,
    *,
    key: str,
    amount: int,
    words: str,
    locale: str,
    until: datetime,
    back: str,
    reference: str,
) -> Checkout:
    """A pay page for `amount` cents that closes at `until` (30 minutes to 24 hours from now).

    `words` is what the payer reads there: neutral, the same for every training. `reference` and `back` hold
    ids of ours only. There are no names of payment methods: the account itself says which it takes.
    """
    params = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "success_url": back,
        "cancel_url": back,
        "client_reference_id": reference,
        "expires_at": int(until.timestamp()),
        "locale": locale,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {"currency": EUR, "unit_amount": amount, "product_data": {"name": words}},
            }
        ],
    }
    made = _ask(_client().v1.checkout.sessions.create, params, account=account, key=key)
    return Checkout(str(made.id), "open", int(made.amount_total or 0), url=str(made.url or ""))


def look(account: str, id: str) -> Checkout:
    """What became of a pay page."""
    found = _ask(_client().v1.checkout.sessions.retrieve, id, None, account=account)
    amount, intent = int(found.amount_total or 0), str(found.payment_intent or "")
    if found.status == "open":
        return Checkout(id, "open", amount, url=str(found.url or ""))
    if found.status == "expired":
        return Checkout(id, "expired", amount)
    if found.payment_status == "paid":
        return Checkout(id, "paid", amount, intent=intent)
    return Checkout(id, _on_its_way(account, intent), amount, intent=intent)


def _on_its_way(account: str, intent: str) -> Literal["processing", "failed"]:
    """A transfer may take days, and may come back."""
    found = _ask(_client().v1.payment_intents.retrieve, intent, None, account=account)
    return "processing" if found.status == "processing" else "failed"


def close_checkout(account: str, id: str, *, key: str) -> None:
    """Nobody can pay on it any more. Raises Declined when it is over or paid already."""
    _ask(_client().v1.checkout.sessions.expire, id, {}, account=account, key=key)


def refund(account: str, intent: str, *, amount: int, key: str) -> Refunded:
    """Send `amount` cents back the way they came."""
    params = {"payment_intent": intent, "amount": amount}
    return _refunded(_ask(_client().v1.refunds.create, params, account=account, key=key))


def refunds(account: str, intent: str) -> list[Refunded]:
    """All money that went back of one payment, also what somebody sent on the pages of Stripe."""
    params = {"payment_intent": intent, "limit": 100}
    found = _ask(_client().v1.refunds.list, params, account=account)
    return [_refunded(one) for one in found.data]


def look_refund(account: str, id: str) -> Refunded:
    """What became of it: banks may send it back after days."""
    return _refunded(_ask(_client().v1.refunds.retrieve, id, None, account=account))


def _refunded(found: Any) -> Refunded:
    states: dict[str, Literal["done", "failed"]] = {
        "succeeded": "done",
        "failed": "failed",
        "canceled": "failed",
    }
    return Refunded(str(found.id), states.get(str(found.status), "pending"), int(found.amount or 0))


def open_account(*, key: str, name: str, country: str) -> str:
    """An account of the network's own, with Stripe's full dashboard; returns its id."""
    params = {
        "display_name": name,
        "dashboard": "full",
        "identity": {"country": country.lower()},
        "configuration": {"merchant": {"capabilities": {"card_payments": {"requested": True}}}},
        "defaults": {
            "currency": EUR,
            "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"},
        },
    }
    return str(_ask(_client().v2.core.accounts.create, params, key=key).id)


def joining(account: str, *, key: str, again: str, back: str) -> str:
    """Where the network tells Stripe who it is; the address can be used once and soon ends."""
    params = {
        "account": account,
        "use_case": {
            "type": "account_onboarding",
            "account_onboarding": {"refresh_url": again, "return_url": back},
        },
    }
    return str(_ask(_client().v2.core.account_links.create, params, key=key).url)


def ready(account: str) -> bool:
    """The account may take payments."""
    params = {"include": ["configuration.merchant"]}
    found = _ask(_client().v2.core.accounts.retrieve, account, params).to_dict()
    merchant = (found.get("configuration") or {}).get("merchant") or {}
    status = ((merchant.get("capabilities") or {}).get("card_payments") or {}).get("status")
    return bool(status == "active")


def read_event(body: bytes, signature: str) -> Event:
    """An event that Stripe signed just now. Raises Forged.

    Stripe's own check takes moments to come for good; a header that says two moments is not from Stripe.
    """
    import stripe

    moments = re.findall(r"(?:^|,)t=([^,]*)", signature)
    if len(moments) != 1 or not re.fullmatch(r"\d{10}", moments[0]) or int(moments[0]) > time.time() + AHEAD:
        raise Forged
    secret = kernel().settings.stripe_webhook_secret or ""
    try:
        text = body.decode()
        stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE)
        said = json.loads(text)
        thing = said["data"]["object"]
        event = Event(
            str(said["id"]), str(said.get("account", "")), str(said["type"]), str(thing["id"]),
            str(thing.get("payment_intent") or ""),
        )  # fmt: skip
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError):
        raise Forged from None
    if not ACCOUNT.fullmatch(event.account) or not secret:
        raise Forged
    return event
