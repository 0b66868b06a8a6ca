"""What a steward needs to know today, as figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.groups.models import Group, GroupContact


@dataclass(frozen=True)
class Figures:
    """The state of the directory. `fresh` is the share (0 to 100) checked within the network's cycle."""

    listed: int
    unlisted: int
    checked: int
    without_contact: int
    on_one_person: int

    @property
    def fresh(self) -> int:
        """Percent of the listed groups that were checked in time."""
        return round(100 * self.checked / self.listed) if self.listed else 0


def figures(db: Session, *, today: date, check_months: int) -> Figures:
    """Count the directory in one statement."""
    since = today - timedelta(days=round(check_months * 30.44))
    shown = Group.listed & (Group.state == "active")
    has_contact = select(GroupContact.group_id).where(GroupContact.group_id == Group.id).exists()
    alone = select(GroupContact.group_id).group_by(GroupContact.group_id).having(func.count() == 1)
    row = db.execute(
        select(
            func.count().filter(shown),
            func.count().filter(~Group.listed),
            func.count().filter(shown & (Group.verified_on >= since)),
            func.count().filter(shown & ~has_contact),
            func.count().filter(shown & Group.id.in_(alone)),
        )
    ).one()
    return Figures(*row)
