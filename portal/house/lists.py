"""What a list that a steward reads says about a group that decides about its own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.groups.answering import who_answers
from portal.groups.models import Group
from portal.groups.snapshot import differences, snapshot
from portal.house.actions import tell, wishes
from portal.house.models import Proposal


def propose(db: Session, group: Group, *, by: Person | None, values: Mapping[str, Any]) -> Proposal | None:
    """One proposal with everything that lists would change and nobody decided yet; `by` None: a command.

    An open one from an earlier list is withdrawn, and what it wished is part of the new one. None when the
    page says it all already, or the group has ended. `values` as of `groups.actions.change`.
    """
    asked = wishes(db, group, values)
    if not asked or group.state == "ended":
        return None
    open_ones = (Proposal.group_id == group.id, Proposal.state == "open", Proposal.from_list)
    for earlier in db.scalars(select(Proposal).where(*open_ones).with_for_update()).all():
        still = differences(snapshot(db, group), earlier.wished)
        asked = still | asked
        earlier.state, earlier.decided_at, earlier.decided_by = "withdrawn", now(), by.id if by else None
        record(db, "proposal.withdrawn", on=group.id, by=by.id if by else None)
    before, wished = ({name: change[which] for name, change in asked.items()} for which in (0, 1))
    with force_locale(g.network.locale):
        why = _("This is what a list says that the network read. Is it right?")
    made = Proposal(group_id=group.id, by_id=by.id if by else None, before=before, wished=wished, why=why)
    made.from_list = True
    db.add(made)
    db.flush()
    record(db, "proposal.made", on=group.id, by=by.id if by else None, fields=list(asked))
    tell(db, made, "proposal_made", who_answers(db, group.id, today()), by=by)
    return made
