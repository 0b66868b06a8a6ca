"""What stewards do about fees: prices, invoices, codes, the account for online payments."""

from __future__ import annotations

from flask import Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.clock import today
from portal.errors import Refused
from portal.fees import gateway, invoicing, pricing, queries, refunding, waiving
from portal.fees import settings as own
from portal.fees.forms import FeeForm, SettingsForm, VoucherForm
from portal.fees.models import STATES, Fee, Payment, Refund, Voucher
from portal.fees.views import bp, pdf_answer
from portal.i18n import language
from portal.pages import network_url, page, say, see_other
from portal.paging import page_in, pages_of
from portal.signups.models import SignUp
from portal.trainings.models import Training

ON_PAPER = ("name", "address", "iban", "registration", "vat", "days")
PRICE = ("full_cents", "reduced_cents", "zero", "online", "invoice", "full_back_days", "late_back")


@bp.get("/fees")
@access(Permission.FEE_MANAGE)
def index() -> Response:
    """Payments, newest first, and what has to be paid back by hand."""
    number, state = page_in(request.args), request.args.get("state", "")
    state = state if state in STATES else ""
    rows, total = queries.payments(g.db, page=number, state=state)
    return page(
        "fees/index.html", rows=rows, total=total, number=number, state=state,
        pages=pages_of(total, queries.PER_PAGE), transfers=queries.to_transfer(g.db), states=STATES,
    )  # fmt: skip


@bp.get("/fees/settings")
@access(Permission.FEE_MANAGE)
def settings() -> Response:
    """Who collects."""
    row = own.settings(g.db)
    return _settings(SettingsForm(data={name: getattr(row, name) for name in ON_PAPER}))


@bp.post("/fees/settings")
@access(Permission.FEE_MANAGE)
def save_settings() -> Response:
    """Save it."""
    form = SettingsForm()
    if not form.validate():
        return _settings(form, 422)
    own.change(g.db, by=g.person, values={name: form[name].data for name in ON_PAPER})
    say(_("Saved."))
    return see_other("fees.settings")


@bp.post("/fees/account")
@access(Permission.FEE_MANAGE)
def join() -> Response:
    """On to the payment service, by a link: a form of ours may lead to no other site."""
    if not gateway.available():
        raise Refused(_("Paying online is not possible here. Choose another way."))
    back = network_url(g.network.slug, "/fees/settings")
    return page("fees/join.html", address=own.join(g.db, by=g.person, back=back))


@bp.post("/fees/account/check")
@access(Permission.FEE_MANAGE)
def check_account() -> Response:
    """Whether it may take payments now."""
    ready = own.look(g.db, by=g.person)
    say(_("People can pay online now.") if ready else _("The payment service still waits for something."))
    return see_other("fees.settings")


@bp.get("/fees/vouchers")
@access(Permission.FEE_MANAGE)
def vouchers() -> Response:
    """Codes with which others pay."""
    return _vouchers(VoucherForm())


@bp.post("/fees/vouchers")
@access(Permission.FEE_MANAGE)
def give_voucher() -> Response:
    """A new code."""
    form = VoucherForm()
    form.offer(queries.priced(g.db))
    if not form.validate():
        return _vouchers(form, 422)
    code = pricing.give_voucher(
        g.db,
        by=g.person,
        issued_to=form.issued_to.data or "",
        places=form.places.data or 1,
        until=form.until.data or today(),
        training_id=form.training_id,
    ).code
    say(_("The code is %(code)s. Whoever has it can use it, so send it only to those who pay.", code=code))
    return see_other("fees.vouchers")


@bp.post("/fees/vouchers/<uuid:id>/end")
@access(Permission.FEE_MANAGE, on=Voucher)
def end_voucher(voucher: Voucher) -> Response:
    """Nobody can use it any more."""
    pricing.end_voucher(g.db, voucher, by=g.person)
    say(_("Nobody can use this code any more."))
    return see_other("fees.vouchers")


@bp.get("/trainings/<uuid:id>/fee")
@access(Permission.FEE_MANAGE, on=Training)
def edit(training: Training) -> Response:
    """What it costs."""
    fee = g.db.get(Fee, training.id)
    start = {name: getattr(fee, name) for name in PRICE} if fee else {}
    usual = {"zero": True, "online": True, "invoice": True, "full_back_days": 7, "late_back": 0}
    return _price(training, FeeForm(data={**usual, **start, "costs": fee is not None}))


@bp.post("/trainings/<uuid:id>/fee")
@access(Permission.FEE_MANAGE, on=Training)
def save(training: Training) -> Response:
    """Save it."""
    form = FeeForm()
    if not form.validate():
        return _price(training, form, 422)
    values = {name: form[name].data for name in PRICE} if form.costs.data else None
    pricing.charge(g.db, training, by=g.person, values=values)
    say(_("Saved."))
    return see_other("fees.edit", id=training.id)


@bp.post("/payments/<uuid:id>/paid")
@access(Permission.FEE_MANAGE, on=Payment)
def mark_paid(payment: Payment) -> Response:
    """The money is on the network's account."""
    invoicing.mark_paid(g.db, payment, by=g.person)
    say(_("Written down as paid."))
    return see_other("fees.index")


@bp.get("/payments/<uuid:id>/invoice.pdf")
@access(Permission.FEE_MANAGE, on=Payment)
def paper(payment: Payment) -> Response:
    """The invoice, for the network's books."""
    invoice = payment.invoice
    if invoice is None:
        raise NotFound()
    return pdf_answer(invoicing.pdf(g.db, invoice, locale=language()), invoice.number)


@bp.post("/refunds/<uuid:id>/done")
@access(Permission.FEE_MANAGE, on=Refund)
def transferred(refund: Refund) -> Response:
    """A steward paid it back."""
    refunding.mark_done(g.db, refund, by=g.person)
    say(_("Written down as paid back."))
    return see_other("fees.index")


@bp.post("/trainings/sign-ups/<uuid:id>/fee/waiver")
@access(Permission.FEE_MANAGE, on=SignUp)
def waive(sign_up: SignUp) -> Response:
    """Let somebody off."""
    try:
        waiving.waive(g.db, sign_up, by=g.person)
        say(_("They need not pay. They get a mail."))
    except Refused as refused:
        g.db.rollback()
        say(str(refused), "warning")
    return see_other("signups.people", id=sign_up.training_id)


def _vouchers(form: VoucherForm, status: int = 200) -> Response:
    form.offer(queries.priced(g.db))
    return page("fees/vouchers.html", status, rows=queries.vouchers(g.db), form=form, today=today())


def _settings(form: SettingsForm, status: int = 200) -> Response:
    row = own.settings(g.db)
    return page("fees/settings.html", status, form=form, row=row, possible=gateway.available())


def _price(training: Training, form: FeeForm, status: int = 200) -> Response:
    row = own.settings(g.db)
    return page("fees/price.html", status, form=form, training=training, row=row)
