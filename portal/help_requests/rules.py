"""Who reads a request, who answers it, and who decides about it.

Never public. A request for the network is read by everybody who speaks for a group here, stands in, or asks
for one; a request for the stewards by them, by the asking group, and by groups invited to look at it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import joinedload

from portal.access import Permission, allows, visible
from portal.groups.rules import seats_of
from portal.help_requests.models import GroupAsker, HelpAnswer, HelpInvitation, HelpOffer, HelpRequest
from portal.help_requests.standing import of


def asked_for(person: Any) -> Select[Any]:
    """The groups in whose name the person agreed to ask."""
    agreed = GroupAsker.agreed_at.is_not(None)
    return select(GroupAsker.group_id).where(GroupAsker.person_id == person.id, agreed)


def readable(person: Any) -> ColumnElement[bool]:
    """Requests that this person can see, for lists and for one."""
    if person is None:
        return false()
    if person.is_steward:
        return true()
    seats = seats_of(person)
    asks = asked_for(person)
    invited = select(HelpInvitation.request_id).where(HelpInvitation.group_id.in_(seats))
    own = and_(
        HelpRequest.by_id == person.id,
        or_(HelpRequest.group_id.is_(None), HelpRequest.group_id.in_(seats), HelpRequest.group_id.in_(asks)),
    )
    return or_(
        and_(HelpRequest.visibility == "network", or_(exists(seats), exists(asks))),
        HelpRequest.group_id.in_(seats),
        HelpRequest.id.in_(invited),
        own,
    )


@visible(HelpRequest)
def visible_requests(person: Any) -> Select[Any]:
    """With what its page shows of the group and the steward."""
    shown = (joinedload(HelpRequest.group), joinedload(HelpRequest.steward))
    return select(HelpRequest).where(readable(person)).options(*shown)


@visible(HelpOffer)
def visible_offers(person: Any) -> Select[Any]:
    """Those to requests one can see."""
    query = select(HelpOffer).options(joinedload(HelpOffer.request))
    return query.where(HelpOffer.request_id.in_(select(HelpRequest.id).where(readable(person))))


@visible(HelpAnswer)
def visible_answers(person: Any) -> Select[Any]:
    """What was said to all; what was said to the asker and those who help, for them; a log for stewards."""
    query = select(HelpAnswer)
    if person is None:
        return query.where(false())
    if person.is_steward:
        return query
    seats = seats_of(person)
    asked = or_(HelpRequest.by_id == person.id, HelpRequest.group_id.in_(seats))
    helping = select(HelpOffer.request_id).where(
        HelpOffer.state.in_(("accepted", "done")), HelpOffer.group_id.in_(seats)
    )
    inside = select(HelpRequest.id).where(readable(person), or_(asked, HelpRequest.id.in_(helping)))
    seen = select(HelpRequest.id).where(readable(person))
    return query.where(
        or_(
            and_(HelpAnswer.audience == "all", HelpAnswer.request_id.in_(seen)),
            and_(HelpAnswer.audience == "helpers", HelpAnswer.request_id.in_(inside)),
        )
    )


@allows(Permission.HELP_ASK)
def asks(person: Any, _thing: Any) -> bool:
    """Stewards, and whoever speaks or may ask for a group."""
    return person is not None and of(person).member


@allows(Permission.HELP_SEE)
def sees(person: Any, request: Any) -> bool:
    """Whoever can see it at all reads its page, and may say something."""
    return person is not None and request is not None


@allows(Permission.HELP_ANSWER)
def helps(person: Any, request: Any) -> bool:
    """Offers and "we have this too" come from a group: somebody with a seat; stewards for the network."""
    if person is None or request is None:
        return False
    return bool(person.is_steward) or bool(of(person).seats)


@allows(Permission.HELP_DECIDE)
def decides(person: Any, request: Any) -> bool:
    """The asking side decides about its request; stewards too, who are called by those without a browser."""
    if person is None or request is None:
        return False
    return bool(person.is_steward) or is_asker(person, request)


@allows(Permission.HELP_TEND)
def tends(person: Any, request: Any) -> bool:
    """Stewards take requests on, hand them over, merge and invite."""
    return person is not None and bool(person.is_steward) and request is not None


@allows(Permission.HELP_OFFER_DECIDE)
def decides_offer(person: Any, offer: Any) -> bool:
    """The asking side, or a steward for it."""
    return offer is not None and decides(person, offer.request)


@allows(Permission.HELP_OFFER_WITHDRAW)
def withdraws_offer(person: Any, offer: Any) -> bool:
    """The group that made it."""
    return person is not None and offer is not None and offer.group_id in of(person).seats


def is_asker(person: Any, request: HelpRequest) -> bool:
    """The person who asked, as long as they may ask for that group, and everybody with a seat in it."""
    place = of(person)
    if request.group_id is None:
        return bool(request.by_id == person.id)
    mine = request.by_id == person.id and request.group_id in place.asks_for
    return mine or request.group_id in place.seats
