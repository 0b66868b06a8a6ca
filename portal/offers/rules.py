"""Who reads offers, makes them, asks about them and answers. Never public: they are for the groups here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import joinedload

from portal.access import Permission, allows, visible
from portal.groups.rules import seats_of
from portal.help_requests.rules import asked_for
from portal.help_requests.standing import of
from portal.offers.models import OfferQuestion, StandingOffer


def readable(person: Any) -> ColumnElement[bool]:
    """Open offers for everybody who takes part for a group; those that are over for who made them."""
    if person is None:
        return false()
    if person.is_steward:
        return true()
    member = or_(exists(seats_of(person)), exists(asked_for(person)))
    asked = select(OfferQuestion.offer_id).where(_asked_by(person))
    return or_(
        and_(StandingOffer.state == "open", member),
        StandingOffer.group_id.in_(seats_of(person)),
        StandingOffer.id.in_(asked),
    )


def _asked_by(person: Any) -> ColumnElement[bool]:
    """Questions of this person as long as they may ask for that group, and those of groups they speak for."""
    mine = and_(OfferQuestion.by_id == person.id, OfferQuestion.group_id.in_(asked_for(person)))
    return or_(mine, OfferQuestion.group_id.in_(seats_of(person)))


def questions_of(person: Any) -> ColumnElement[bool]:
    """Questions that this person reads: of their own side, whichever that is."""
    if person is None:
        return false()
    if person.is_steward:
        return true()
    offered = select(StandingOffer.id).where(StandingOffer.group_id.in_(seats_of(person)))
    return or_(_asked_by(person), OfferQuestion.offer_id.in_(offered))


@visible(StandingOffer)
def visible_offers(person: Any) -> Select[Any]:
    """With the group that offers."""
    return select(StandingOffer).where(readable(person)).options(joinedload(StandingOffer.group))


@visible(OfferQuestion)
def visible_questions(person: Any) -> Select[Any]:
    """With the offer they are about."""
    return select(OfferQuestion).where(questions_of(person)).options(joinedload(OfferQuestion.offer))


@allows(Permission.STANDING_OFFER_SEE)
def sees(person: Any, offer: Any) -> bool:
    """Whoever can see it at all reads its page and may ask about it."""
    return person is not None and offer is not None


@allows(Permission.STANDING_OFFER_MAKE)
def makes(person: Any, _thing: Any) -> bool:
    """Whoever speaks or stands in for a group offers in its name; stewards in the network's too."""
    return person is not None and bool(person.is_steward or of(person).seats)


@allows(Permission.STANDING_OFFER_TEND)
def tends(person: Any, thing: Any) -> bool:
    """Those who speak for the group that offers, and the stewards; of a question, by its offer."""
    if person is None or thing is None:
        return False
    offer = thing.offer if isinstance(thing, OfferQuestion) else thing
    return bool(person.is_steward) or offer.group_id in of(person).seats
