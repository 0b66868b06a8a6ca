"""Where somebody pays, by the link they were given; and the door for events of the payment service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response, g, make_response, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import BadRequest, NotFound

from portal import runner
from portal.access import Permission, access
from portal.errors import Refused
from portal.fees import gateway, invoicing, late, owing, paying
from portal.fees.forms import PayForm, pay_form
from portal.fees.links import sign_up_of
from portal.fees.models import FeeAccount
from portal.fees.owing import Bill
from portal.fees.prices import euros, rates, rule
from portal.fees.settings import settings
from portal.i18n import language
from portal.limits import caller, spend
from portal.pages import page, say, see_other
from portal.signups import seats
from portal.signups.telling import address

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 60
TOO_LONG = 400_000
"""Bytes of an event; theirs are a few thousand."""
bp = Blueprint("fees", __name__)


def _bill(token: str) -> Bill:
    """What the owner of this link has to pay. 404 for any other link."""
    sign_up_id = sign_up_of(token)
    found = owing.bill(g.db, sign_up_id) if sign_up_id else None
    if found is None:
        raise NotFound()
    return found


@bp.get("/pay/<token>")
@access(Permission.PUBLIC)
def pay(token: str) -> Response:
    """What there is to pay, or what was paid."""
    bill = _bill(token)
    form = _form(bill)
    if not form.rate.data:
        form.rate.data = "full"
    return _page(bill, form, token)


@bp.post("/pay/<token>")
@access(Permission.PUBLIC)
def choose(token: str) -> Response:
    """How they pay. Sent twice, the second time finds it done."""
    spend("fees.pay", caller(), most=MOST_AN_HOUR, per=HOUR)
    bill = _bill(token)
    form = _form(bill)
    if not bill.owing:
        return see_other("fees.pay", token=token)
    if not form.validate():
        return _page(bill, form, token, 422)
    way = "zero" if form.rate.data == "zero" else form.way.data
    if way != "online":
        seats.take(g.db, bill.training.id)
        bill = _bill(token)
        if not bill.owing:
            return see_other("fees.pay", token=token)
    try:
        _carry_out(bill, way, form)
    except Refused as refused:
        g.db.rollback()
        form.add_error("code" if way == "voucher" else "way", str(refused))
        return _page(_bill(token), form, token, 409)
    return see_other("fees.pay", token=token)


def _carry_out(bill: Bill, way: str, form: PayForm) -> None:
    rate = form.rate.data
    deeds: dict[str, Callable[[], None]] = {
        "zero": lambda: paying.for_nothing(g.db, bill),
        "online": lambda: paying.online(g.db, bill, rate, locale=language()),
        "invoice": lambda: paying.by_invoice(g.db, bill, rate, payer=form.payer),
        "voucher": lambda: paying.with_voucher(g.db, bill, form.code.data or ""),
    }
    deeds[way]()


@bp.get("/pay/<token>/invoice.pdf")
@access(Permission.PUBLIC)
def invoice(token: str) -> Response:
    """The invoice of this party."""
    found = next((payment.invoice for payment in _bill(token).payments if payment.invoice), None)
    if found is None:
        raise NotFound()
    return pdf_answer(invoicing.pdf(g.db, found, locale=language()), found.number)


@bp.post("/pay/<token>/return")
@access(Permission.PUBLIC)
def money_back(token: str) -> Response:
    """Whoever paid too late for a place takes the money instead of waiting."""
    late.take_back(g.db, _bill(token))
    say(_("You are off the list. The money goes back the way it came; that takes some days."))
    return see_other("fees.pay", token=token)


@bp.post("/stripe/events", plane="national")
@access(Permission.PUBLIC, csrf=False)
def events() -> Response:
    """The payment service says that something happened. What, is asked by a job of the network concerned.

    An event that is old, comes from somewhere else or from the future is refused; one for an account that is
    nobody's is taken and forgotten. The same event is written down once, whatever the order they come in.
    """
    if (request.content_length or 0) > TOO_LONG:
        raise BadRequest()
    try:
        event = gateway.read_event(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except gateway.Forged:
        raise BadRequest() from None
    for role in g.db.scalars(select(FeeAccount.role).where(FeeAccount.account == event.account)):
        said = {"account": event.account, "kind": event.kind, "about": event.about, "intent": event.intent}
        runner.hand_in(role, "fees.heed", key=f"stripe:{event.id}", **said)
    return make_response("", 204)


def pdf_answer(content: bytes, number: str) -> Response:
    """A file to keep."""
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return answer


def _form(bill: Bill) -> PayForm:
    online = bill.fee.online and gateway.available()
    row = settings(g.db)
    ways = [
        *(["online"] if online and row.ready else []),
        *(["invoice"] if bill.fee.invoice and row.invoices else []),
        "voucher",
    ]
    return pay_form(rates(bill.fee), ways, places=max(1, len(bill.owing)))


def _page(bill: Bill, form: PayForm, token: str, status: int = 200) -> Response:
    current = bill.current
    return page(
        "fees/pay.html", status, bill=bill, form=form, token=token, payment=current, rule=rule(bill.fee),
        amount=euros(invoicing.owed(current)) if current else "", waits=late.waits(bill),
        own=address(bill.one),
        back=euros(sum(line.back_cents for line in current.lines)) if current else "",
        returned=bool(current and any(line.back_cents for line in current.lines)),
    )  # fmt: skip
