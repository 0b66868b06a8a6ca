"""What the stand-in knows: accounts, checkouts, payments, refunds, and how each may change."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from config.local.keep import make_home, private_file

Thing = dict[str, Any]
Emit = Callable[[Thing], None]
API_VERSION = "2026-10-28.endive"


class Wrong(Exception):
    """A request that Stripe would refuse: status, code, and the parameter it is about."""

    def __init__(self, status: int, code: str, message: str, param: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.param = status, code, param


class Books:
    """All objects by id, each of one account; every change tells its event. Kept in a file if asked."""

    def __init__(self, emit: Emit, data: Path | None = None) -> None:
        self.address = ""
        self.lock = threading.RLock()
        self.things: dict[str, Thing] = {}
        self.answers: dict[str, Any] = {}
        """What was answered to each idempotency key, so that the same request is answered the same."""
        self._emit = emit
        self._file = data / "payments.json" if data else None
        if data:
            make_home(data)
        if self._file and self._file.exists():
            kept = json.loads(self._file.read_text())
            self.things, self.answers = kept["things"], kept["answers"]

    def clear(self) -> None:
        with self.lock:
            self.things.clear()
            self.answers.clear()

    def save(self) -> None:
        if self._file:
            private_file(self._file, json.dumps({"things": self.things, "answers": self.answers}))

    def all(self, kind: str, account: str = "") -> Iterable[Thing]:
        """Newest first."""
        found = [thing for thing in self.things.values() if thing["object"] == kind]
        return [thing for thing in reversed(found) if account in ("", thing["_account"])]

    def get(self, kind: str, id: str, account: str) -> Thing:
        thing = self.things.get(id)
        if thing is None or thing["object"] != kind or thing["_account"] != account:
            raise Wrong(404, "resource_missing", f"No such {kind}: '{id}'", "id")
        return thing

    def add(self, prefix: str, kind: str, account: str, **values: Any) -> Thing:
        thing: Thing = {"id": f"{prefix}_{secrets.token_hex(12)}", "object": kind, "_account": account}
        thing |= {"created": int(time.time()), "livemode": False, **values}
        self.things[str(thing["id"])] = thing
        return thing

    def tell(self, kind: str, thing: Thing) -> None:
        """An event carries the object as it is at this moment, which may be old when it arrives."""
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "api_version": API_VERSION,
            "account": thing["_account"],
            "created": int(time.time()),
            "livemode": False,
            "type": kind,
            "data": {"object": public(thing)},
        }
        self._emit(json.loads(json.dumps(event)))
        self.save()

    def account(self, name: str, country: str) -> Thing:
        made = self.add("acct", "v2.core.account", "", display_name=name, country=country, active=False)
        made["_account"] = made["id"]
        self.save()
        return made

    def checkout(self, account: str, **values: Any) -> Thing:
        values |= {"status": "open", "payment_status": "unpaid", "payment_intent": None, "mode": "payment"}
        made = self.add("cs_test", "checkout.session", account, **values)
        made["url"] = f"{self.address}/pay/{made['id']}"
        self.save()
        return made

    def expire_late(self, session: Thing) -> Thing:
        """Stripe expires what was not paid in time; here, when somebody looks."""
        with self.lock:
            if session["status"] == "open" and session["expires_at"] <= time.time():
                self.expire(session)
        return session

    def expire(self, session: Thing) -> None:
        with self.lock:
            if session["status"] != "open":
                raise Wrong(400, "invalid_request", "Only an open checkout session can expire.")
            session["status"] = "expired"
            self.tell("checkout.session.expired", session)

    def pay(self, session: Thing, *, slowly: bool = False) -> None:
        """The person paid. `slowly`: a bank transfer that is on its way."""
        with self.lock:
            if session["status"] != "open":
                raise Wrong(400, "invalid_request", "This checkout is over.")
            status = "processing" if slowly else "succeeded"
            amount, account = session["amount_total"], session["_account"]
            values = {"amount": amount, "currency": session["currency"], "status": status}
            intent = self.add("pi", "payment_intent", account, **values, amount_received=0)
            session |= {"status": "complete", "payment_intent": intent["id"]}
            self.tell("payment_intent.created", intent)
            if slowly:
                self.tell("checkout.session.completed", session)
            else:
                self._arrived(session, intent, "checkout.session.completed")

    def settle(self, session: Thing, *, well: bool) -> None:
        """What was on its way arrives, or comes back."""
        with self.lock:
            intent = self.things[str(session["payment_intent"])]
            if intent["status"] != "processing":
                raise Wrong(400, "invalid_request", "Nothing is on its way.")
            if well:
                self._arrived(session, intent, "checkout.session.async_payment_succeeded")
            else:
                intent["status"] = "requires_payment_method"
                self.tell("checkout.session.async_payment_failed", session)

    def _arrived(self, session: Thing, intent: Thing, kind: str) -> None:
        intent |= {"status": "succeeded", "amount_received": intent["amount"]}
        session["payment_status"] = "paid"
        self.tell("payment_intent.succeeded", intent)
        self.tell(kind, session)

    def refund(self, account: str, payment_intent: str, amount: int | None) -> Thing:
        with self.lock:
            intent = self.get("payment_intent", payment_intent, account)
            earlier = [one for one in self.all("refund", account) if one["payment_intent"] == intent["id"]]
            back = sum(one["amount"] for one in earlier if one["status"] != "failed")
            left = intent["amount_received"] - back
            amount = left if amount is None else amount
            if intent["status"] != "succeeded" or left <= 0:
                raise Wrong(400, "charge_already_refunded", "There is nothing left to refund.")
            if not 0 < amount <= left:
                raise Wrong(400, "amount_too_large", f"Only {left} is left to refund.", "amount")
            values = {"amount": amount, "currency": intent["currency"], "payment_intent": intent["id"]}
            made = self.add("re", "refund", account, **values, status="succeeded")
            self.tell("refund.created", made)
            charge = {"id": f"ch_{str(intent['id'])[3:]}", "object": "charge", "_account": account}
            total = {"amount": intent["amount"], "amount_refunded": back + amount}
            self.tell("charge.refunded", {**charge, **total, "payment_intent": intent["id"]})
            self.tell("refund.updated", made)
            return made


def public(thing: Thing) -> Thing:
    """The object as a request or an event sees it."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}
