"""Money that goes back: by the rule of cancelling, or all of it when we could not give what was paid for."""

from __future__ import annotations

from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.fees import gateway
from portal.fees.models import Fee, Payment, PaymentLine, Refund, Voucher
from portal.fees.prices import back
from portal.fees.settings import settings
from portal.ledger import enqueue
from portal.signups.models import SignUp
from portal.tables import new_id
from portal.tasks.actions import close_tasks, open_task
from portal.trainings.models import Training

_FRESH = {"populate_existing": True}


def gave_up(db: Session, one: SignUp, was: str) -> None:
    """The hook of signing up: somebody has no place or turn any more. The training's row is held."""
    query = (
        select(PaymentLine, Payment)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(PaymentLine.sign_up_id == one.id, PaymentLine.released.is_(False))
        .with_for_update()
    )
    for line, payment in db.execute(query, execution_options=_FRESH).all():
        if payment.way == "online" and payment.state == "open":
            _close_page(db, line, one, payment)
        elif payment.way == "online" and payment.state == "processing":
            line.released = one.state != "expired"
        elif payment.state != "over":
            _by_rule(db, line, payment, one, was)
    db.flush()


def _close_page(db: Session, line: PaymentLine, one: SignUp, payment: Payment) -> None:
    """Whose time ran out may have paid in the last second and keeps the claim; who cancelled does not."""
    line.released = one.state != "expired"
    enqueue(db, "fees.close", key=f"fees.close:{payment.id}", payment_id=str(payment.id))


def _by_rule(db: Session, line: PaymentLine, payment: Payment, one: SignUp, was: str) -> None:
    training = db.get_one(Training, one.training_id)
    called_off = training.state == "cancelled"
    never = was in ("waiting", "asked")
    cents, why = line.cents, "called_off" if called_off else "too_late" if never else "gave_up"
    if was == "confirmed" and not called_off:
        fee = db.get(Fee, training.id)
        cents = back(fee, line.cents, starts_at=training.starts_at, at=now())
        if payment.way == "voucher" and back(fee, 100, starts_at=training.starts_at, at=now()) < 100:
            line.released = True
            return
    give_back(db, payment, line, cents, why=why)


def give_back(db: Session, payment: Payment, line: PaymentLine, cents: int, *, why: str) -> None:
    """The line's place is given up, and `cents` of it go back. Both rows are held; twice is once."""
    if line.released and line.back_cents:
        return
    cents = max(cents - line.back_cents, 0)  # some may have gone back already on the service's own pages
    line.released, line.back_cents = True, line.back_cents + cents
    if payment.way == "voucher":
        places = update(Voucher).where(Voucher.id == payment.voucher_id, Voucher.used > 0)
        db.execute(places.values(used=Voucher.used - 1))
    elif payment.state == "open":
        withdraw_when_empty(db, payment)
    elif cents:
        online = payment.way == "online"
        made = Refund(
            id=new_id(), payment_id=payment.id, line_id=line.id, cents=cents, why=why,
            state="due" if online else "by_hand",
        )  # fmt: skip
        db.add(made)
        db.flush()
        if online:
            enqueue(db, "fees.send_back", key=f"fees.send_back:{made.id}", refund_id=str(made.id))
        else:
            _ask_steward(db, made)
        enqueue(db, "fees.tell", payment_id=str(payment.id), kind="back")
        record(db, "refund.made", on=made.id, by=None, fields=[why])
    db.flush()


def withdraw_when_empty(db: Session, payment: Payment) -> None:
    """Of an invoice that nobody paid yet, that much need not be paid; of nothing, it is withdrawn."""
    lines = db.scalars(select(PaymentLine).where(PaymentLine.payment_id == payment.id)).all()
    if all(line.back_cents == line.cents for line in lines):
        payment.state, payment.changed_at = "over", now()


def _ask_steward(db: Session, refund: Refund) -> None:
    """Somebody has to transfer it. No name and no amount: the page has both."""
    with force_locale("en"):
        original = _("Money has to be paid back by hand. The page of payments says how much and to whom.")
    sentence = str(_("Money has to be paid back by hand. The page of payments says how much and to whom."))
    open_task(db, "refund", key=f"refund:{refund.id}", sentence=sentence, original=str(original))


def send_back(db: Session, refund_id: UUID) -> None:
    """Ask the payment service, once however often it is tried. Raises Unreachable to be tried again."""
    refund = db.scalars(
        select(Refund).where(Refund.id == refund_id).options(selectinload(Refund.payment)).with_for_update()
    ).first()
    if refund is None or refund.state != "due":
        return
    payment, account = refund.payment, settings(db).account
    try:
        said = gateway.refund(account, payment.intent, amount=refund.cents, key=refund.id.hex)
    except gateway.Declined:
        _came_to(db, refund, "failed")
        return
    refund.stripe_id = said.id
    _came_to(db, refund, said.state)


def look(db: Session, refund_id: UUID) -> None:
    """What became of a refund: asked, not believed."""
    refund = db.scalars(select(Refund).where(Refund.id == refund_id).with_for_update()).first()
    if refund is not None and refund.stripe_id and refund.state in ("pending", "done"):
        _came_to(db, refund, gateway.look_refund(settings(db).account, refund.stripe_id).state)


def _came_to(db: Session, refund: Refund, state: str) -> None:
    if state == refund.state:
        return
    refund.state = state
    refund.done_at = now() if state == "done" else None
    if state == "failed":
        _ask_steward(db, refund)
    db.flush()


def mark_done(db: Session, refund: Refund, *, by: Person) -> None:
    """A steward transferred it. Raises Refused for what the payment service does itself."""
    if refund.state == "done":
        return
    if refund.state not in ("by_hand", "failed"):
        raise Refused(_("This goes back by itself."))
    refund.state, refund.done_at, refund.by_id = "done", now(), by.id
    close_tasks(db, f"refund:{refund.id}")
    record(db, "refund.marked_done", on=refund.id, by=by.id)
    db.flush()
