"""How old a check may be: one rule for badges, figures, asking and hiding.

Counted backwards from today, so that a page and a statement compare a date with the same few dates.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, and_, case, cast, func
from sqlalchemy.orm import Session

from portal.clock import ZONE, today
from portal.groups.models import Group
from portal.groups.rules import GROUP
from portal.profile import profile

STATES = ("fresh", "due", "overdue", "hidden")
BETWEEN_STEPS = timedelta(days=14)
"""How long those who are asked have before somebody else is asked too."""
CALL_LIST = 3
"""The step of asking at which the stewards call."""


def back(day: date, months: int) -> date:
    """The same day some months before, or the last of that month: as PostgreSQL counts."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Cycle:
    """A network's rhythm of checking as it is today."""

    today: date
    check_months: int = 6
    grace_months: int = 2

    @property
    def due_since(self) -> date:
        """A check of this day or before is due: the last month of the cycle, or its last two weeks."""
        if self.check_months == 1:
            return self.today - BETWEEN_STEPS
        return back(self.today, self.check_months - 1)

    @property
    def overdue_since(self) -> date:
        """A check of this day or before is overdue."""
        return back(self.today, self.check_months)

    @property
    def hidden_since(self) -> date:
        """A check of this day or before hides the page, once enough was done to ask."""
        return back(self.today, self.check_months + self.grace_months)

    @property
    def asked_since(self) -> date:
        """Asking must have begun on this day or before: nobody is hidden unasked."""
        return back(self.today, self.grace_months)

    @property
    def stepped_since(self) -> date:
        """The last step must have been taken on this day or before the next one follows."""
        return self.today - BETWEEN_STEPS


class Check(NamedTuple):
    """What is known of a group: its last check, and how far asking for the next one has come."""

    verified_on: date | None
    precision: str
    written_on: date
    """When the group was written down here."""
    asked_on: date | None = None
    asked_step: int = 0
    stepped_on: date | None = None


def cycle_of(db: Session) -> Cycle:
    """The cycle of the network in whose context we are, today."""
    known = profile(db)
    return Cycle(today(), known.check_months, known.grace_months)


def check_of(group: Group) -> Check:
    """The group as the rule wants it."""
    written_on = group.created_at.astimezone(ZONE).date()
    asked = group.asked_on, group.asked_step, group.stepped_on
    return Check(group.verified_on, group.verified_precision, written_on, *asked)


def counted_from(check: Check, check_months: int) -> date:
    """The day from which the cycle counts: the first one that the check may have been on.

    A group that was never checked is due when it is written down, and overdue a month later.
    """
    day = check.verified_on
    if day is None:
        return back(check.written_on, check_months - 1)
    return first_day(day, check.precision)


def first_day(day: date, precision: str) -> date:
    """The first day that "in March" or "in 2026" may mean."""
    if precision == "day":
        return day
    return day.replace(day=1, month=1 if precision == "year" else day.month)


def state_of(check: Check, cycle: Cycle) -> str:
    """One of STATES."""
    counted = counted_from(check, cycle.check_months)
    if counted > cycle.due_since:
        return "fresh"
    if counted > cycle.overdue_since:
        return "due"
    return "hidden" if counted <= cycle.hidden_since and _asked_enough(check, cycle) else "overdue"


def _asked_enough(check: Check, cycle: Cycle) -> bool:
    if check.asked_on is None or check.stepped_on is None or check.asked_step < CALL_LIST:
        return False
    return check.asked_on <= cycle.asked_since and check.stepped_on <= cycle.stepped_since


def counted(check_months: int) -> ColumnElement[Any]:
    """`counted_from` for statements."""
    written_on = cast(func.timezone(str(ZONE), GROUP.created_at), Date)
    before = func.make_interval(0, check_months - 1)
    return case(
        (GROUP.verified_on.is_(None), cast(written_on - before, Date)),
        (GROUP.verified_precision == "day", GROUP.verified_on),
        else_=cast(func.date_trunc(GROUP.verified_precision, GROUP.verified_on), Date),
    )


def is_in(state: str, cycle: Cycle) -> ColumnElement[bool]:
    """`state_of(...) == state` for statements."""
    day = counted(cycle.check_months)
    late = day <= cycle.overdue_since
    hidden = and_(
        day <= cycle.hidden_since,
        GROUP.asked_step >= CALL_LIST,
        func.coalesce(GROUP.asked_on <= cycle.asked_since, False),
        func.coalesce(GROUP.stepped_on <= cycle.stepped_since, False),
    )
    conditions = {
        "fresh": day > cycle.due_since,
        "due": and_(day <= cycle.due_since, ~late),
        "overdue": and_(late, ~hidden),
        "hidden": hidden,
    }
    return conditions[state]


def takes_part() -> ColumnElement[bool]:
    """Groups that are asked: those that visitors can find and that say they meet."""
    return and_(GROUP.listed, GROUP.state == "active")
