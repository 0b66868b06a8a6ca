"""Who sees a proposal or a claim, and who decides about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload

from portal.access import Permission, allows, visible
from portal.groups.models import Group
from portal.groups.rules import has_seat, seats_of, speaks_for
from portal.house.models import Claim, Proposal


@visible(Proposal)
def visible_proposals(person: Any) -> Select[Any]:
    """All for a steward; those for their own groups for everybody with a seat."""
    shown = joinedload(Proposal.group)
    query = select(Proposal).options(
        *(
            shown.joinedload(Group.location),
            shown.selectinload(Group.themes),
            shown.selectinload(Group.seats),
        ),
        *(joinedload(Proposal.by), joinedload(Proposal.decider)),
    )
    if person is None:
        return query.where(false())
    if person.is_steward:
        return query
    return query.where(Proposal.group_id.in_(seats_of(person)))


@allows(Permission.PROPOSAL_SEE)
def reads_proposal(person: Any, proposal: Any) -> bool:
    """Both sides: the stewards, and everybody with a seat in the group."""
    if person is None or proposal is None:
        return False
    return bool(person.is_steward) or has_seat(person, proposal.group)


@allows(Permission.PROPOSAL_DECIDE)
def decides_proposal(person: Any, proposal: Any) -> bool:
    """Only who speaks for the group, also when it is a steward who does."""
    return person is not None and proposal is not None and speaks_for(person, proposal.group)


@allows(Permission.PROPOSAL_WITHDRAW)
def withdraws_proposal(person: Any, proposal: Any) -> bool:
    """The side that proposed it: any steward, since who did may be on leave."""
    return person is not None and proposal is not None and bool(person.is_steward)


@visible(Claim)
def visible_claims(person: Any) -> Select[Any]:
    """All for a steward, none for anybody else."""
    query = select(Claim)
    return query if person is not None and person.is_steward else query.where(false())


@allows(Permission.CLAIM_DECIDE)
def decides_claim(person: Any, _claim: Any) -> bool:
    """Stewards, who called the listed number."""
    return person is not None and bool(person.is_steward)
