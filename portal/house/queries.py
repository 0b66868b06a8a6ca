"""What a group's house and the stewards' list of proposals show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now
from portal.groups.models import Group
from portal.groups.rules import seats_of
from portal.house.difference import SEATED
from portal.house.models import Claim, GroupChange, Proposal, ProposalRemark

PER_PAGE = 20
_TOTAL = func.count().over().label("total")
_PROPOSALS: Select[Any] = (
    select(Proposal.id, Proposal.created_at, Proposal.wished, Group.name, Person.name.label("by"), _TOTAL)
    .join(Group, Group.id == Proposal.group_id)
    .outerjoin(Person, Person.id == Proposal.by_id)
    .where(Proposal.state == "open")
    .order_by(Proposal.created_at, Proposal.id)
)


def open_proposals(db: Session, *, page: int = 1, group_id: UUID | None = None) -> Sequence[Row[Any]]:
    """One page of what waits for a decision, oldest first; of one group or of all. Rows carry `total`."""
    query = _PROPOSALS if group_id is None else _PROPOSALS.where(Proposal.group_id == group_id)
    return db.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()


def proposals_for(person: Person) -> Select[Any]:
    """What waits for a decision in the groups where a person has a seat."""
    return _PROPOSALS.where(Proposal.group_id.in_(seats_of(person))).limit(PER_PAGE)


def remarks_of(db: Session, proposal: Proposal) -> Sequence[Row[*tuple[Any, ...]]]:
    """The dialogue, oldest first (text, created_at, by)."""
    query = (
        select(ProposalRemark.text, ProposalRemark.created_at, Person.name.label("by"))
        .outerjoin(Person, Person.id == ProposalRemark.by_id)
        .where(ProposalRemark.proposal_id == proposal.id)
        .order_by(ProposalRemark.created_at, ProposalRemark.id)
    )
    return db.execute(query).all()


def changes_of(db: Session, group: Group, *, page: int) -> Sequence[Row[Any]]:
    """One page of history, newest first; rows carry `total`."""
    query = (
        select(
            *(GroupChange.created_at, GroupChange.by_role, GroupChange.fields),
            *(Person.name.label("by"), _TOTAL),
        )
        .outerjoin(Person, Person.id == GroupChange.by_id)
        .where(GroupChange.group_id == group.id)
        .order_by(GroupChange.created_at.desc(), GroupChange.id.desc())
    )
    return db.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()


def people_in(db: Session, histories: Iterable[Mapping[str, list[Any]]]) -> dict[str, str]:
    """What the people are called whose seats changed, by id; no statement when there are none."""
    keys = (key for fields in histories for name in SEATED for key in fields.get(name, ()))
    ids = {UUID(key) for key in keys if key}
    if not ids:
        return {}
    query = select(Person.id, Person.name, Person.email).where(Person.id.in_(ids), Person.ended_at.is_(None))
    return {str(key): name or email.partition("@")[0] for key, name, email in db.execute(query)}


def open_claims(db: Session, group: Group) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who says that this is their group and waits for a call (id, name, email, created_at)."""
    waiting = (Claim.group_id == group.id, Claim.how == "phone", Claim.state == "open")
    query = (
        select(Claim.id, Claim.name, Claim.email, Claim.created_at)
        .where(*waiting, Claim.expires_at > now())
        .order_by(Claim.created_at)
    )
    return db.execute(query).all()
