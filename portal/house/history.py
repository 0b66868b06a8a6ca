"""Keeps every change of a group's page, and lets go of what a change makes pointless."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now
from portal.groups.models import Group
from portal.groups.snapshot import Change
from portal.house.models import GroupChange, Proposal


def keep(db: Session, group: Group, by: Person | None, role: str, fields: Mapping[str, Change]) -> None:
    """Write one line of history in the transaction of the change."""
    kept = {name: [before, after] for name, (before, after) in fields.items()}
    db.add(GroupChange(group_id=group.id, by_id=by.id if by else None, by_role=role, fields=kept))
    if fields.get("state", ("", ""))[1] == "ended":
        open_ones = (Proposal.group_id == group.id, Proposal.state == "open")
        ended = update(Proposal).where(*open_ones).values(state="withdrawn", decided_at=now())
        db.execute(ended.execution_options(synchronize_session=False))
    db.flush()
