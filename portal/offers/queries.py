"""Lists of offers as columns, and the questions of one offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import today
from portal.groups.models import Group
from portal.groups.rules import seats_of
from portal.offers.models import OfferQuestion, StandingOffer
from portal.offers.rules import questions_of, readable

PER_PAGE = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
_LINE: tuple[Any, ...] = (
    *(StandingOffer.id, StandingOffer.title, StandingOffer.category, StandingOffer.place),
    *(StandingOffer.lasting, StandingOffer.until, StandingOffer.state, Group.name.label("group_name")),
)
_WAITING = (
    select(func.count())
    .where(OfferQuestion.offer_id == StandingOffer.id, OfferQuestion.due_at.is_not(None))
    .scalar_subquery()
    .label("waiting")
)


class Wish(NamedTuple):
    """Which offers somebody looks for."""

    category: str = ""
    words: str = ""
    page: int = 1


def open_offers(db: Session, person: Person, wish: Wish) -> tuple[Rows, int]:
    """One page of what stands now, newest first, and how many there are."""
    query = _lines().where(StandingOffer.state == "open", StandingOffer.until >= today(), readable(person))
    if wish.category:
        query = query.where(StandingOffer.category == wish.category)
    for word in wish.words.split()[:6]:
        said = func.concat_ws(" ", StandingOffer.title, StandingOffer.text, StandingOffer.place, Group.name)
        query = query.where(said.icontains(word, autoescape=True))
    query = query.add_columns(func.count().over().label("total"))
    query = query.order_by(StandingOffer.created_at.desc(), StandingOffer.id.desc())
    rows = db.execute(query.limit(PER_PAGE).offset((wish.page - 1) * PER_PAGE)).all()
    return rows, rows[0].total if rows else 0


def _lines() -> Select[Any]:
    return select(*_LINE).outerjoin(Group, Group.id == StandingOffer.group_id)


def offers_of(person: Person, *, most: int = PER_PAGE) -> Select[Any]:
    """What this person's groups offer, with how many questions wait; for a steward the network's own too."""
    own: ColumnElement[bool] = StandingOffer.group_id.in_(seats_of(person))
    if person.is_steward:
        own = own | StandingOffer.group_id.is_(None)
    query = _lines().add_columns(_WAITING).where(own, StandingOffer.state.in_(("open", "ended")))
    return query.order_by(StandingOffer.until, StandingOffer.id).limit(most)


def asked_by(person: Person, *, most: int = PER_PAGE) -> Select[Any]:
    """What this person asked about offers of others, newest first, with when it was answered."""
    query = (
        select(StandingOffer.id, StandingOffer.title, StandingOffer.state, OfferQuestion.created_at)
        .add_columns(OfferQuestion.answered_at, OfferQuestion.due_at)
        .join(StandingOffer, StandingOffer.id == OfferQuestion.offer_id)
        .where(OfferQuestion.by_id == person.id)
    )
    return query.order_by(OfferQuestion.created_at.desc(), OfferQuestion.id).limit(most)


def questions(db: Session, offer: StandingOffer, person: Person) -> Rows:
    """The questions about an offer that this person reads, oldest first. None names a person."""
    query = (
        select(OfferQuestion.id, OfferQuestion.text, OfferQuestion.answer, OfferQuestion.created_at)
        .add_columns(OfferQuestion.answered_at, OfferQuestion.due_at, OfferQuestion.by_id)
        .add_columns(OfferQuestion.group_id, Group.name.label("group_name"))
        .outerjoin(Group, Group.id == OfferQuestion.group_id)
        .where(OfferQuestion.offer_id == offer.id, questions_of(person))
    )
    return db.execute(query.order_by(OfferQuestion.created_at, OfferQuestion.id).limit(100)).all()
