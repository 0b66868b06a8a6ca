"""The part of Stripe's API that this product uses."""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, Response, jsonify, request

from config.local.stripe_server import strict
from config.local.stripe_server.books import Books, Thing, Wrong, public

View = Callable[..., Thing]
ACCOUNT = {
    "display_name": str,
    "contact_email": str,
    "dashboard": ("full",),
    "identity": {"country": ("nl", "be", "de"), "entity_type": ("company", "non_profit")},
    "configuration": {"merchant": {"capabilities": {"card_payments": {"requested": (True,)}}}},
    "defaults": {
        "currency": ("eur",),
        "responsibilities": {"fees_collector": ("stripe",), "losses_collector": ("stripe",)},
    },
    "include": ([], ["configuration.merchant"]),
}
LINK = {
    "account": str,
    "use_case": {
        "type": ("account_onboarding",),
        "account_onboarding": {
            "configurations": (["merchant"],),
            "refresh_url": str,
            "return_url": str,
        },
    },
}


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    account: str
    body: str


def add_api(app: Flask, books: Books, key: str) -> list[Asked]:
    """Add the routes; returns the list in which requests are noted."""
    asked: list[Asked] = []

    def door(view: View) -> Callable[..., Response]:
        @wraps(view)
        def checked(**arguments: str) -> Response:
            account = request.headers.get("Stripe-Account", "")
            asked.append(Asked(request.method, request.full_path, account, request.get_data(as_text=True)))
            try:
                with books.lock:
                    _check_caller(key)
                    return jsonify(_once(books, account, view, arguments))
            except Wrong as wrong:
                return _refusal(wrong)

        return checked

    _payments(app, books, door)
    _accounts(app, books, door)
    return asked


def _check_caller(key: str) -> None:
    if not hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {key}"):
        raise Wrong(401, "api_key_invalid", "Invalid API key provided.")
    if not request.headers.get("Stripe-Version"):
        raise Wrong(400, "version_missing", "Say which version of the API is spoken.")
    if request.method == "POST" and not request.headers.get("Idempotency-Key"):
        raise Wrong(400, "idempotency_key_missing", "Every POST here says its idempotency key.")


def _once(books: Books, account: str, view: View, arguments: dict[str, str]) -> Thing:
    """The same key with the same body gets the same answer; with another body it is an error."""
    if request.method != "POST":
        return view(**arguments)
    said = f"{request.path} {request.get_data(as_text=True)}"
    name = f"{account} {request.headers['Idempotency-Key']}"
    before, answer = books.answers.get(name, (said, None))
    if before != said:
        raise Wrong(400, "idempotency_key_in_use", "This key was used with other parameters.")
    if answer is None:
        answer = json.loads(json.dumps(view(**arguments)))
        books.answers[name] = (said, answer)
        books.save()
    return dict(answer)


def _account(books: Books) -> str:
    """The connected account a request is about; it has finished its onboarding."""
    id = request.headers.get("Stripe-Account", "")
    account = books.things.get(id)
    if account is None or account["object"] != "v2.core.account":
        raise Wrong(403, "account_invalid", "The key has no access to this account.")
    return id


def _payments(app: Flask, books: Books, door: Callable[[View], Callable[..., Response]]) -> None:
    @app.post("/v1/checkout/sessions")
    @door
    def open_checkout() -> Thing:
        account = _account(books)
        needed = ("mode", "ui_mode", "success_url", "line_items[][price_data][unit_amount]", "expires_at")
        values = strict.read(request.form, strict.CHECKOUT, *needed, "line_items[][price_data][currency]")
        if not books.things[account]["active"]:
            raise Wrong(400, "capability_missing", "This account cannot take payments yet.")
        return public(
            books.checkout(
                account,
                amount_total=values["line_items[][price_data][unit_amount]"],
                currency="eur",
                client_reference_id=values.get("client_reference_id"),
                expires_at=values["expires_at"],
                success_url=values["success_url"],
                cancel_url=values.get("cancel_url"),
                _shown=values.get("line_items[][price_data][product_data][name]", ""),
            )
        )

    @app.get("/v1/checkout/sessions/<id>")
    @door
    def show_checkout(id: str) -> Thing:
        strict.read(request.args, strict.NOTHING)
        return public(books.expire_late(books.get("checkout.session", id, _account(books))))

    @app.post("/v1/checkout/sessions/<id>/expire")
    @door
    def expire_checkout(id: str) -> Thing:
        strict.read(request.form, strict.NOTHING)
        session = books.get("checkout.session", id, _account(books))
        books.expire(session)
        return public(session)

    @app.get("/v1/payment_intents/<id>")
    @door
    def show_intent(id: str) -> Thing:
        strict.read(request.args, strict.NOTHING)
        return public(books.get("payment_intent", id, _account(books)))

    @app.post("/v1/refunds")
    @door
    def refund() -> Thing:
        values = strict.read(request.form, strict.REFUND, "payment_intent")
        return public(books.refund(_account(books), values["payment_intent"], values.get("amount")))

    @app.get("/v1/refunds")
    @door
    def list_refunds() -> Thing:
        intent = strict.read(request.args, strict.REFUNDS, "payment_intent")["payment_intent"]
        found = [one for one in books.all("refund", _account(books)) if one["payment_intent"] == intent]
        return {
            "object": "list",
            "url": "/v1/refunds",
            "has_more": False,
            "data": [public(one) for one in found],
        }

    @app.get("/v1/refunds/<id>")
    @door
    def show_refund(id: str) -> Thing:
        strict.read(request.args, strict.NOTHING)
        return public(books.get("refund", id, _account(books)))


def _accounts(app: Flask, books: Books, door: Callable[[View], Callable[..., Response]]) -> None:
    @app.post("/v2/core/accounts")
    @door
    def make_account() -> Thing:
        sent = request.get_json()
        strict.same_shape(sent, ACCOUNT)
        return _seen(books.account(sent.get("display_name", ""), sent["identity"]["country"]))

    @app.get("/v2/core/accounts/<id>")
    @door
    def show_account(id: str) -> Thing:
        return _seen(books.get("v2.core.account", id, id))

    @app.post("/v2/core/account_links")
    @door
    def link() -> Thing:
        sent = request.get_json()
        strict.same_shape(sent, LINK)
        account = books.get("v2.core.account", sent["account"], sent["account"])
        account["_back"] = sent["use_case"]["account_onboarding"]["return_url"]
        address = f"{books.address}/accounts/{account['id']}"
        return {"object": "v2.core.account_link", "account": account["id"], "url": address}


def _seen(account: Thing) -> Thing:
    state = "active" if account["active"] else "pending"
    capability: dict[str, Any] = {"card_payments": {"status": state, "status_details": []}}
    shown = {name: account[name] for name in ("id", "object", "livemode", "display_name")}
    return shown | {"dashboard": "full", "configuration": {"merchant": {"capabilities": capability}}}


def _refusal(wrong: Wrong) -> Response:
    kind = "idempotency_error" if wrong.code == "idempotency_key_in_use" else "invalid_request_error"
    error = {"type": kind, "code": wrong.code, "message": str(wrong), "param": wrong.param}
    answer = jsonify(error=error)
    answer.status_code = wrong.status
    return answer
