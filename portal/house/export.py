"""Everything a group has here, to take along: no addresses of other people, only what they are called."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.accounts.models import Person
from portal.clock import now
from portal.groups.contacts import contacts_of
from portal.groups.meetings.models import Meeting
from portal.groups.models import Group
from portal.groups.snapshot import snapshot
from portal.house.difference import SEATED
from portal.house.models import GroupChange, Proposal, ProposalRemark
from portal.house.queries import people_in

_RHYTHM = ("text", "rrule", "first_on", "last_on", "starts_at", "ends_at", "zone", "not_months", "mode")
_EXCEPTION = ("kind", "on_date", "to_date", "starts_at", "ends_at", "note")
_CHECKED = ("verified_on", "verified_precision", "verified_how", "paused_until", "elsewhere", "updated_at")


def export(db: Session, group: Group) -> dict[str, Any]:
    """As values that JSON knows; five statements."""
    checked = {name: getattr(group, name) for name in _CHECKED}
    people = [{"name": row.name, "role": row.role} for row in contacts_of(db, group)]
    found: dict[str, Any] = as_json(
        {
            "exported_at": now(),
            "slug": group.slug,
            "since": group.created_at,
            "page": snapshot(db, group) | checked,
            "people": people,
            "meetings": _meetings(db, group.id),
            "changes": _changes(db, group.id),
            "proposals": _proposals(db, group.id),
        }
    )
    return found


def _meetings(db: Session, group_id: UUID) -> list[dict[str, Any]]:
    query = select(Meeting).where(Meeting.group_id == group_id).options(joinedload(Meeting.changes))
    return [
        {name: getattr(meeting, name) for name in _RHYTHM}
        | {"exceptions": [{name: getattr(change, name) for name in _EXCEPTION} for change in meeting.changes]}
        for meeting in db.scalars(query.order_by(Meeting.position, Meeting.id)).unique()
    ]


def _changes(db: Session, group_id: UUID) -> list[dict[str, Any]]:
    query = (
        select(GroupChange.created_at, GroupChange.by_role, Person.name.label("by"), GroupChange.fields)
        .outerjoin(Person, Person.id == GroupChange.by_id)
        .where(GroupChange.group_id == group_id)
        .order_by(GroupChange.created_at, GroupChange.id)
    )
    rows = [dict(row._mapping) for row in db.execute(query)]
    people = people_in(db, [row["fields"] for row in rows])
    for row in rows:
        for name in set(SEATED) & set(row["fields"]):
            row["fields"][name] = [key and people.get(key, "") for key in row["fields"][name]]
    return rows


def _proposals(db: Session, group_id: UUID) -> list[dict[str, Any]]:
    speaker = aliased(Person)
    query = (
        select(Proposal, Person.name, ProposalRemark, speaker.name)
        .outerjoin(Person, Person.id == Proposal.by_id)
        .outerjoin(ProposalRemark, ProposalRemark.proposal_id == Proposal.id)
        .outerjoin(speaker, speaker.id == ProposalRemark.by_id)
        .where(Proposal.group_id == group_id)
        .order_by(Proposal.created_at, Proposal.id, ProposalRemark.created_at, ProposalRemark.id)
    )
    names = ("created_at", "before", "wished", "why", "state", "decided_at", "taken")
    found: dict[UUID, dict[str, Any]] = {}
    for proposal, by, remark, said_by in db.execute(query):
        values = {name: getattr(proposal, name) for name in names} | {"by": by, "remarks": []}
        one = found.setdefault(proposal.id, values)
        if remark is not None:
            one["remarks"].append({"at": remark.created_at, "by": said_by, "text": remark.text})
    return list(found.values())


def as_json(value: Any) -> Any:
    """Dates and times as ISO 8601 texts, all the way down."""
    if isinstance(value, dict):
        return {name: as_json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value
