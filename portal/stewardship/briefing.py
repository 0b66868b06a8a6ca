"""What the stewards' first page says in their overview of Monday."""

from __future__ import annotations

from datetime import datetime

from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.freshness.calls import to_call
from portal.groups.checking import cycle_of
from portal.reminders.hooks import Line
from portal.tasks.models import Task


def lines(db: Session, _since: datetime) -> list[Line]:
    """Tasks that are open, and groups that wait for a call."""
    tasks = db.scalar(select(func.count()).where(Task.done_at.is_(None))) or 0
    calls = to_call(db, cycle_of(db))
    open_ones = ngettext("%(num)d task is open.", "%(num)d tasks are open.", tasks)
    waiting = ngettext("%(num)d group waits for a call.", "%(num)d groups wait for a call.", calls)
    found = [Line(open_ones, "/stewardship")] if tasks else []
    return found + ([Line(waiting, "/stewardship/freshness")] if calls else [])
