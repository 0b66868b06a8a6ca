"""Paying from outside: the pay page, the payment service, what became of the money."""

from __future__ import annotations

import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from config.local.stripe_server import StripeServer
from portal.fees.links import pay_path
from portal.fees.models import Fee, FeeAccount, FeeSettings, Payment, PaymentLine, Refund
from portal.signups.models import SignUp
from portal.tables import new_id
from tests.signups.helpers import KEY, find, put
from tests.world import World

FULL = 2_500
PAPER = {"name": "Stichting Alpha", "address": "Markt 1\n5701 Helmond", "iban": "NL91 ABNA 0417 1643 00"}


def charge(world: World, **facts: Any) -> None:
    """The training costs something."""
    values = {"full_cents": FULL, "reduced_cents": 1_000, "zero": True, "full_back_days": 7, "late_back": 50}
    with world.db() as db:
        db.add(Fee(training_id=KEY, **{**values, **facts}))


def open_till(world: World, stripe: StripeServer) -> Till:
    """The network has an account that may take payments."""
    account = stripe.books.account("Alpha", "nl")
    account["active"] = True
    with world.db() as db:
        db.execute(text("delete from shared.fee_account"))
        db.add(FeeSettings(id=1, account=account["id"], ready=True, days=14, **PAPER))
        db.add(FeeAccount(role=world.network.role, account=account["id"]))
    return Till(world, stripe, str(account["id"]))


@dataclass
class Till:
    """A network, its payment service, and what a test asks of both."""

    world: World
    stripe: StripeServer
    account: str

    def path(self, sign_up_id: UUID) -> str:
        """The page where it is paid."""
        with self.world.app.app_context():
            g.network = self.world.network
            return pay_path(sign_up_id)

    def choose(self, sign_up_id: UUID, rate: str = "full", way: str = "online", **more: str) -> TestResponse:
        """Say how one pays, with nobody signed in."""
        path = self.path(sign_up_id)
        return self.world.visitor().post(path, {"rate": rate, "way": way, **more})

    def sign_up_and_choose(self, name: str, rate: str = "full", way: str = "online", **more: str) -> UUID:
        """A place is held, and somebody is on the way to pay for it."""
        key = put(self.world, name)
        assert self.choose(key, rate, way, **more).status_code == 303
        return key

    def pay(self, sign_up_id: UUID, way: str = "now") -> None:
        """Press a button of the pay page over HTTP, as a browser does."""
        payment = self.payment(sign_up_id)
        data = urllib.parse.urlencode({"way": way}).encode()
        page = f"{self.stripe.url}/pay/{payment.checkout}"
        opener = urllib.request.build_opener(_Stay())
        with opener.open(urllib.request.Request(page, data=data, method="POST"), timeout=5) as answer:
            assert answer.status == 303

    def news(self, **how: Any) -> None:
        """The events that were held back arrive, and the worker works."""
        self.stripe.courier.release(**how)
        self.world.work()

    def payment(self, sign_up_id: UUID) -> Payment:
        """The newest payment for somebody."""
        query = select(Payment).join(PaymentLine, PaymentLine.payment_id == Payment.id)
        with self.world.db() as db:
            query = query.where(PaymentLine.sign_up_id == sign_up_id).order_by(Payment.id.desc())
            found = db.scalars(query.limit(1)).one()
            db.expunge_all()
            return found

    def state(self, sign_up_id: UUID) -> str:
        """Where somebody stands."""
        with self.world.db() as db:
            return db.get_one(SignUp, sign_up_id).state

    def refunds(self) -> list[tuple[int, str, str]]:
        """(cents, why, state) of all money that went back."""
        with self.world.db() as db:
            rows = db.execute(select(Refund.cents, Refund.why, Refund.state).order_by(Refund.id))
            return [tuple(row) for row in rows]

    def books(self) -> Any:
        """All that can differ after the same events in another order."""
        with self.world.db() as db:
            lines = db.execute(
                select(Payment.state, Payment.cents, PaymentLine.back_cents, SignUp.state)
                .join(PaymentLine, PaymentLine.payment_id == Payment.id)
                .join(SignUp, SignUp.id == PaymentLine.sign_up_id)
                .order_by(SignUp.name, Payment.id)
            )
            back = db.execute(select(Refund.cents, Refund.state, Refund.why).order_by(Refund.cents))
            return [tuple(row) for row in lines], [tuple(row) for row in back]


class _Stay(urllib.request.HTTPRedirectHandler):
    """Look at the answer itself and not at where it leads: the portal of a test listens at no port."""

    def http_error_303(self, _request: Any, fp: Any, *_: Any) -> Any:
        return fp


def event_about(till: Till, checkout: str, kind: str = "checkout.session.completed", **facts: Any) -> Any:
    """An event that the payment service might send."""
    event = {"id": f"evt_{new_id().hex}", "object": "event", "account": till.account, "type": kind}
    return {**event, "data": {"object": {"id": checkout, "object": "checkout.session"}}, **facts}


__all__ = ["FULL", "Till", "charge", "event_about", "find", "open_till", "put"]
