"""What a steward needs to know today, as figures."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.freshness.calls import to_call
from portal.groups.checking import Cycle, counted
from portal.groups.models import Group, GroupContact


@dataclass(frozen=True)
class Figures:
    """The state of the directory. `fresh` is the share (0 to 100) checked within the network's cycle."""

    listed: int
    unlisted: int
    checked: int
    without_contact: int
    on_one_person: int
    to_call: int = 0
    """Groups on the call list: nobody said that their page is still correct."""

    @property
    def fresh(self) -> int:
        """Percent of the listed groups that were checked in time."""
        return round(100 * self.checked / self.listed) if self.listed else 0


def figures(db: Session, cycle: Cycle) -> Figures:
    """Count the directory in one statement."""
    shown = Group.listed & (Group.state == "active")
    in_time = counted(cycle.check_months) > cycle.overdue_since
    has_contact = select(GroupContact.group_id).where(GroupContact.group_id == Group.id).exists()
    alone = select(GroupContact.group_id).group_by(GroupContact.group_id).having(func.count() == 1)
    row = db.execute(
        select(
            func.count().filter(shown),
            func.count().filter(~Group.listed),
            func.count().filter(shown & Group.verified_on.is_not(None) & in_time),
            func.count().filter(shown & ~has_contact),
            func.count().filter(shown & Group.id.in_(alone)),
        )
    ).one()
    return Figures(*row, to_call=to_call(db, cycle))
