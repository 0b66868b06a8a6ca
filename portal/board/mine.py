"""Everything of one person in one place: what they asked, offered, promised and booked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from portal.accounts.models import Person
from portal.groups.models import Group
from portal.groups.rules import seats_of
from portal.help_requests.models import ONGOING, HelpOffer, HelpRequest

FEW = 5
"""Of each on one's own page; the rest is one click away."""
MOST_ONGOING = 100


def requests_of(person: Person, *, most: int) -> Select[Any]:
    """Requests of one's own side (`own`), and those of others that one helps with or offered to help with.

    What goes on first, then the latest. `offer` of a promised one: "made" (waits for who asked), "accepted"
    (they count on it), None: taken on.
    """
    seats = seats_of(person)
    offers = (
        select(HelpOffer.request_id, HelpOffer.state, HelpOffer.ready_on)
        .where(HelpOffer.state.in_(("made", "accepted")))
        .where(or_(HelpOffer.by_id == person.id, HelpOffer.group_id.in_(seats)))
        .ext(distinct_on(HelpOffer.request_id))
        .order_by(HelpOffer.request_id, HelpOffer.state)
        .subquery()
    )
    own = or_(HelpRequest.by_id == person.id, func.coalesce(HelpRequest.group_id.in_(seats), False))
    goes_on = HelpRequest.state.in_(ONGOING)
    promised = and_(goes_on, or_(offers.c.request_id.is_not(None), HelpRequest.steward_id == person.id))
    return (
        select(
            *(HelpRequest.id, HelpRequest.title, HelpRequest.state, HelpRequest.due_at),
            *(HelpRequest.created_at, HelpRequest.answered_at, HelpRequest.needed_by),
            *(HelpRequest.steward_due_on, offers.c.state.label("offer"), offers.c.ready_on),
            *(Group.name.label("group_name"), own.label("own")),
        )
        .outerjoin(Group, Group.id == HelpRequest.group_id)
        .outerjoin(offers, offers.c.request_id == HelpRequest.id)
        .where(or_(own, promised), HelpRequest.merged_into_id.is_(None))
        .order_by(case((goes_on, 0), else_=1), HelpRequest.changed_at.desc(), HelpRequest.id)
        .limit(most)
    )


def ongoing_of(person: Person) -> Select[Any]:
    """What goes on of what one's own side asked, the latest first."""
    rows = requests_of(person, most=MOST_ONGOING).subquery()
    return select(rows).where(rows.c.own, rows.c.state.in_(ONGOING)).limit(FEW)
