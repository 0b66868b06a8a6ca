"""What happens to offers: made, changed, asked about, answered, given, withdrawn, ended by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.offers import telling
from portal.offers.models import OfferQuestion, StandingOffer
from portal.profile import profile

LASTS = timedelta(days=180)
"""As long as an offer stands when nobody says otherwise."""
AT_MOST = timedelta(days=366)
WARNING = timedelta(days=14)
MOST_OPEN = 30
"""Offers of one group, or of the network, that stand at the same time."""
REMINDED, WITH_STEWARDS = 1, 2
AT_ONCE = 200


def make(
    db: Session, *, key: UUID, by: Person, group_id: UUID | None, values: Mapping[str, Any]
) -> StandingOffer:
    """Write an offer down. The same form sent again makes no second one. Raises Refused for too many."""
    standing = select(func.count()).where(
        StandingOffer.state == "open", StandingOffer.group_id.is_not_distinct_from(group_id)
    )
    offer_id = uuid5(key, f"{by.id}\n{values['title']}")
    if db.get(StandingOffer, offer_id) is None and (db.scalar(standing) or 0) >= MOST_OPEN:
        raise Refused(_("This group offers so much already. Withdraw something first."))
    row = {**values, "id": offer_id, "by_id": by.id, "group_id": group_id}
    wish = insert(StandingOffer).values(**row).on_conflict_do_nothing(index_elements=[StandingOffer.id])
    if db.scalar(wish.returning(StandingOffer.id)) is not None:
        record(db, "offer.made", on=offer_id, by=by.id)
    db.flush()
    return db.get_one(StandingOffer, offer_id)


def change(db: Session, offer: StandingOffer, *, by: Person, values: Mapping[str, Any]) -> None:
    """Say it otherwise. With another last day the reminder begins anew."""
    _lock(db, offer)
    _refuse_when_over(offer)
    changed = [name for name, value in values.items() if getattr(offer, name) != value]
    for name in changed:
        setattr(offer, name, values[name])
    if "until" in changed:
        offer.reminded_on = None
    if changed:
        offer.changed_at = now()
        record(db, "offer.changed", on=offer.id, by=by.id, fields=changed)
    db.flush()


def prolong(db: Session, offer: StandingOffer, *, by: Person) -> None:
    """It stands for another half year, also when it had ended; not when it was withdrawn or given."""
    _lock(db, offer)
    if offer.state == "ended":
        offer.state = "open"
    _refuse_when_over(offer)
    offer.until, offer.reminded_on, offer.changed_at = max(offer.until, today() + LASTS), None, now()
    record(db, "offer.prolonged", on=offer.id, by=by.id, fields=["until"])
    db.flush()


def give(db: Session, offer: StandingOffer, *, by: Person) -> None:
    """What could be had once has gone."""
    _close(db, offer, "given", by=by)


def withdraw(db: Session, offer: StandingOffer, *, by: Person) -> None:
    """It is no longer offered; who still waits for an answer hears of it."""
    _close(db, offer, "withdrawn", by=by)


def _close(db: Session, offer: StandingOffer, state: str, *, by: Person | None) -> None:
    _lock(db, offer)
    if offer.state == state:
        return
    _refuse_when_over(offer)
    offer.state, offer.changed_at = state, now()
    waiting = (OfferQuestion.offer_id == offer.id, OfferQuestion.due_at.is_not(None))
    for question in db.scalars(select(OfferQuestion).where(*waiting).with_for_update()):
        question.due_at = None
        telling.tell_asker(db, question, offer, kind="gone")
    record(db, f"offer.{state}", on=offer.id, by=by.id if by else None)
    db.flush()


def ask(
    db: Session, offer: StandingOffer, *, key: UUID, by: Person, group_id: UUID | None, text: str
) -> None:
    """Ask those who offer it. The same text of the same form counts once. Raises Refused when it is over."""
    _lock(db, offer)
    _refuse_when_over(offer)
    row = {
        "id": uuid5(key, f"{by.id}\n{text}"), "offer_id": offer.id, "group_id": group_id, "by_id": by.id,
        "text": text, "due_at": now() + timedelta(hours=profile(db).promise_hours),
    }  # fmt: skip
    wish = insert(OfferQuestion).values(**row).on_conflict_do_nothing(index_elements=[OfferQuestion.id])
    made = db.scalar(wish.returning(OfferQuestion.id))
    if made is None:
        return
    record(db, "offer.asked", on=offer.id, by=by.id)
    if not telling.tell_offerers(db, offer, kind="new", by=by.id):
        _to_stewards(db, db.get_one(OfferQuestion, made), offer)
    db.flush()


def answer(db: Session, question: OfferQuestion, *, by: Person, text: str) -> None:
    """Answer who asked; a later answer takes the place of the earlier one."""
    db.refresh(question, with_for_update={"of": OfferQuestion})
    if question.answer == text:
        return
    if question.answered_at is None:
        question.answered_at = now()
        question.in_time = question.due_at is None or question.answered_at <= question.due_at
    question.answer, question.answered_by, question.due_at = text, by.id, None
    offer = db.get_one(StandingOffer, question.offer_id)
    telling.tell_asker(db, question, offer, kind="answered")
    record(db, "offer.answered", on=question.offer_id, by=by.id)
    db.flush()


def hand_on_all(db: Session) -> None:
    """Questions that wait: after half of the promise a reminder; when it runs out the stewards are told."""
    moment, half = now(), timedelta(hours=profile(db).promise_hours) / 2
    due = or_(
        and_(OfferQuestion.step < REMINDED, OfferQuestion.due_at <= moment + half),
        and_(OfferQuestion.step < WITH_STEWARDS, OfferQuestion.due_at <= moment),
    )
    query = select(OfferQuestion).where(due).order_by(OfferQuestion.due_at).limit(AT_ONCE)
    for question in db.scalars(query.with_for_update(skip_locked=True)).all():
        offer = db.get_one(StandingOffer, question.offer_id)
        late = question.due_at is not None and question.due_at <= moment
        if late or not telling.tell_offerers(db, offer, kind="reminder"):
            _to_stewards(db, question, offer)
        else:
            question.step = REMINDED
    db.flush()


def _to_stewards(db: Session, question: OfferQuestion, offer: StandingOffer) -> None:
    question.step = WITH_STEWARDS
    telling.tell_stewards(db, offer)


def remind_and_end(db: Session) -> None:
    """Tell of what ends within two weeks, once; end what is over."""
    is_open = StandingOffer.state == "open"
    soon = select(StandingOffer).where(
        is_open, StandingOffer.reminded_on.is_(None), StandingOffer.until <= today() + WARNING
    )
    for offer in db.scalars(soon.limit(AT_ONCE).with_for_update(skip_locked=True)).all():
        offer.reminded_on = today()
        telling.tell_of_end(db, offer, offer.until)
    db.flush()
    over = select(StandingOffer).where(is_open, StandingOffer.until < today())
    for offer in db.scalars(over.limit(AT_ONCE).with_for_update(skip_locked=True)).all():
        _close(db, offer, "ended", by=None)


def let_go(db: Session, person: Person) -> None:
    """An account ended: what it asked is asked by the group from now on."""
    mine = update(OfferQuestion).where(OfferQuestion.by_id == person.id).values(by_id=None)
    db.execute(mine.execution_options(synchronize_session=False))


def _lock(db: Session, offer: StandingOffer) -> None:
    db.refresh(offer, with_for_update={"of": StandingOffer})


def _refuse_when_over(offer: StandingOffer) -> None:
    if offer.state != "open":
        raise Refused(_("This offer is over. Nothing was changed."))
