"""Mails about offers. None says what is offered or asked, nor who does (docs/decisions/011)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import stewards
from portal.accounts.writing import write_to
from portal.clock import today
from portal.groups.answering import who_answers
from portal.offers.models import OfferQuestion, StandingOffer
from portal.pages import network_url
from portal.profile import profile

ASKED, ANSWERED, ENDING = "offer_asked", "offer_answered", "offer_ending"


def offerers(db: Session, offer: StandingOffer) -> list[Person]:
    """Who hears of an offer today: those who answer for the group; of the network's own, its stewards."""
    if offer.group_id is None:
        return stewards(db)
    return who_answers(db, offer.group_id, today())


def askers(db: Session, question: OfferQuestion) -> list[Person]:
    """Who asked; when they have gone, those who answer for their group."""
    person = db.get(Person, question.by_id) if question.by_id else None
    if person is not None and person.ended_at is None:
        return [person]
    return who_answers(db, question.group_id, today()) if question.group_id else []


def tell_offerers(db: Session, offer: StandingOffer, *, kind: str, by: UUID | None = None) -> int:
    """ "new" or "reminder": somebody asks something. Returns how many were told."""
    people = [person for person in offerers(db, offer) if person.id != by]
    return _tell(db, people, ASKED, offer, kind=kind, hours=profile(db).promise_hours)


def tell_stewards(db: Session, offer: StandingOffer) -> None:
    """Nobody answered in time."""
    _tell(db, stewards(db), ASKED, offer, kind="steward", hours=profile(db).promise_hours)


def tell_asker(db: Session, question: OfferQuestion, offer: StandingOffer, *, kind: str) -> None:
    """ "answered", or "gone": it is no longer offered."""
    _tell(db, askers(db, question), ANSWERED, offer, kind=kind)


def tell_of_end(db: Session, offer: StandingOffer, until: date) -> None:
    """Those who offer it hear in time that it ends by itself; without anybody left, the stewards do."""
    _tell(db, offerers(db, offer) or stewards(db), ENDING, offer, until=until)


def _tell(db: Session, people: Iterable[Person], template: str, offer: StandingOffer, **values: Any) -> int:
    link, number = network_url(g.network.slug, f"/offers/{offer.id}"), 0
    for number, person in enumerate(people, 1):  # noqa: B007  counted
        write_to(db, person, template, link=link, **values)
    return number
