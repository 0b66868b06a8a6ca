"""What became of an online payment: the present state is asked for and applied, whatever came in which order.

A payment only moves forward (open, processing, then paid or over), so that an answer that was overtaken by
another one changes nothing. What is paid stays paid.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from portal.audit import record
from portal.clock import now
from portal.fees import gateway, outside, paying, refunding
from portal.fees.models import Payment, PaymentLine, Refund
from portal.fees.settings import settings
from portal.ledger import GiveUp, enqueue
from portal.signups import actions, seats
from portal.signups.models import GOING_ON, SignUp
from portal.trainings.models import Training

_FRESH = {"populate_existing": True}
_RANK = {"open": 0, "processing": 1, "over": 2, "paid": 3}
_BECOMES = {"open": "open", "processing": "processing", "paid": "paid", "failed": "over", "expired": "over"}
ON_ITS_WAY = timedelta(days=8)
"""How long a place is held for a transfer that is on its way."""
LATEST = timedelta(hours=2)
"""So long after the pay page closed a place is still held when nobody can say whether it was paid."""
AGAIN = timedelta(minutes=10)


def look(db: Session, payment_id: UUID) -> None:
    """Ask what became of a payment. When there is no answer its places are held a little longer."""
    payment = db.get(Payment, payment_id)
    if payment is None or payment.way != "online" or not payment.checkout:
        return
    try:
        seen = gateway.look(settings(db).account, payment.checkout)
    except gateway.Unreachable:
        _wait(db, payment)
        return
    apply(db, payment_id, seen)


def _wait(db: Session, payment: Payment) -> None:
    """The clock looks again. A place is not held for ever because a computer far away is silent."""
    if payment.until is not None and now() < payment.until + LATEST:
        paying.keep(db, payment, now() + 2 * AGAIN)


def close(db: Session, payment_id: UUID) -> None:
    """Nobody shall pay on this page any more; perhaps somebody just did."""
    payment = db.get(Payment, payment_id)
    if payment is None or payment.state != "open" or not payment.checkout:
        return
    account = settings(db).account
    with suppress(gateway.Declined):  # it is over already, or paid: that is asked now
        gateway.close_checkout(account, payment.checkout, key=f"close-{payment.id.hex}")
    apply(db, payment_id, gateway.look(account, payment.checkout))


def apply(db: Session, payment_id: UUID, seen: gateway.Checkout) -> None:
    """Bring ours to what was seen. The training's row is taken first, as everywhere."""
    payment = db.get_one(Payment, payment_id)
    if payment.training_id is not None:
        seats.take(db, payment.training_id)
    query = select(Payment).where(Payment.id == payment_id).with_for_update()
    payment = db.scalars(query.options(selectinload(Payment.lines)), execution_options=_FRESH).one()
    state = _BECOMES[seen.state]
    if _RANK[state] <= _RANK[payment.state]:
        return
    if state == "paid" and seen.amount != payment.cents:
        raise GiveUp("another amount was paid than was asked for")
    payment.state, payment.changed_at = state, now()
    payment.address, payment.intent = "", seen.intent or payment.intent
    record(db, f"payment.{state}", on=payment.id, by=None)
    if state == "paid":
        payment.paid_at = now()
        db.flush()
        for line in sorted(payment.lines, key=lambda line: line.id):
            _place(db, payment, line)
    elif state == "processing":
        paying.keep(db, payment, now() + ON_ITS_WAY)
    else:
        _free(db, payment)
    db.flush()


def _free(db: Session, payment: Payment) -> None:
    """It was not paid: the place goes on to the next.

    Where a page was closed because one of the party left, the others have the rest of the time.
    """
    left_early = any(line.released for line in payment.lines)
    for one in paying.held(db, payment):
        if left_early and payment.until is not None and now() < payment.until:
            one.kept_until = payment.until + paying.SPARE
            seats.watch(db, one)
        else:
            one.kept_until = now()
            db.flush()
            actions.time_over(db, one)


def _place(db: Session, payment: Payment, line: PaymentLine) -> None:
    """What was paid for: the place, else the first turn in line, else the money."""
    one = db.get(SignUp, line.sign_up_id, populate_existing=True) if line.sign_up_id else None
    one = _instead(db, line, one) if one is not None and one.state == "expired" else one
    if one is None or line.released or one.state not in ("held", "confirmed", "expired"):
        _all_back(db, payment, line, "too_late")
        return
    came_late = one.state == "expired"
    actions.confirm_held(db, one)
    if one.state == "expired":
        _all_back(db, payment, line, "too_late")
    elif came_late and one.state == "waiting":
        enqueue(db, "fees.tell", payment_id=str(payment.id), kind="late")


def _all_back(db: Session, payment: Payment, line: PaymentLine, why: str) -> None:
    line.released = False
    refunding.give_back(db, payment, line, line.cents, why=why)


def _instead(db: Session, line: PaymentLine, one: SignUp) -> SignUp | None:
    """Whoever signed up anew meanwhile: the money is for that place, unless that is paid for too."""
    same = or_(SignUp.email == one.email, SignUp.person_id == one.person_id) if one.person_id else (
        SignUp.email == one.email
    )  # fmt: skip
    at: Any = SignUp.session_id.is_not_distinct_from(one.session_id)
    query = select(SignUp).where(
        SignUp.training_id == one.training_id, at, same, SignUp.email != "", SignUp.id != one.id,
        SignUp.state.in_(GOING_ON),
    )  # fmt: skip
    anew = db.scalars(query.limit(1)).first()
    if anew is None:
        return one
    if anew.state != "held":
        return None
    line.sign_up_id = anew.id
    db.flush()
    return anew


def heed(db: Session, account: str, kind: str, about: str, intent: str) -> None:
    """An event said that something changed; one of another account, or about nothing of ours, is none."""
    if account != settings(db).account:
        return
    if kind.startswith("refund."):
        found = db.scalar(select(Refund.id).where(Refund.stripe_id == about, Refund.stripe_id != ""))
        if found is not None:
            refunding.look(db, found)
        elif intent:
            outside.look(db, intent)
        return
    intent = about if about.startswith("pi_") else intent
    mine = Payment.checkout == about if about.startswith("cs_") else Payment.intent == intent
    if kind == "charge.refunded":
        outside.look(db, intent)
        return
    payment_id = db.scalar(select(Payment.id).where(Payment.way == "online", mine).limit(1)) if (
        about.startswith("cs_") or intent
    ) else None  # fmt: skip
    if payment_id is not None:
        look(db, payment_id)


def watch(db: Session) -> None:
    """What no event told us of: look at pay pages that are over, at transfers, at money on its way back."""
    late = or_(Payment.state == "processing", Payment.until < now())
    stale = select(Payment.id).where(
        Payment.way == "online", Payment.state.in_(("open", "processing")), late, Payment.checkout != ""
    )
    for payment_id in db.scalars(stale).all():
        key = f"fees.look:{payment_id}:{int(now().timestamp() // AGAIN.total_seconds())}"
        enqueue(db, "fees.look", key=key, payment_id=str(payment_id))
    for refund_id in db.scalars(select(Refund.id).where(Refund.state == "pending")).all():
        key = f"fees.look_back:{refund_id}:{int(now().timestamp() // AGAIN.total_seconds())}"
        enqueue(db, "fees.look_back", key=key, refund_id=str(refund_id))
    sweep(db)


def sweep(db: Session) -> None:
    """Money that waits for a place nobody will get any more: whoever waited left, or the training is over."""
    for line_id in db.scalars(_stranded()).all():
        line = db.scalars(select(PaymentLine).where(PaymentLine.id == line_id).with_for_update()).one()
        payment = db.scalars(select(Payment).where(Payment.id == line.payment_id).with_for_update()).one()
        if not line.released:
            refunding.give_back(db, payment, line, line.cents, why="too_late")


def _stranded() -> Any:
    gone = ("cancelled", "declined", "refused", "expired")
    over = SignUp.state.in_(("waiting", "asked")) & (
        Training.state.in_(("cancelled", "done")) | (Training.starts_at < now())
    )
    return (
        select(PaymentLine.id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .join(SignUp, SignUp.id == PaymentLine.sign_up_id)
        .join(Training, Training.id == SignUp.training_id)
        .where(
            Payment.state == "paid", Payment.way == "online", PaymentLine.released.is_(False),
            SignUp.state.in_(gone) | over,
        )
    )  # fmt: skip
