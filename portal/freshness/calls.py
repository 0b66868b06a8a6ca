"""The stewards' call list: which pages nobody confirmed, whom to call, and how well the network keeps up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.freshness.models import GroupCheck
from portal.groups.checking import CALL_LIST, Cycle, counted, is_in, takes_part
from portal.groups.models import GroupContact
from portal.groups.rules import GROUP
from portal.paging import page_in, pages_of

PER_PAGE = 25
VIEWS = ("call", "due", "overdue", "hidden")
YEAR = timedelta(days=365)
_PERSON: Any = Person.__table__.c
_CONTACT: Any = GroupContact.__table__.c
_CHECK: Any = GroupCheck.__table__.c


@dataclass(frozen=True)
class CallWish:
    """Which page of which list."""

    view: str = "call"
    page: int = 1

    @classmethod
    def read(cls, args: Mapping[str, str]) -> CallWish:
        """Understand an address; what is unknown is left out."""
        view = args.get("view", "")
        return cls(view if view in VIEWS else "call", page_in(args))


class Calls(NamedTuple):
    """One page of the list."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    total: int
    page: int
    pages: int


class Score(NamedTuple):
    """How many groups stand in each list, and the last year's checks."""

    call: int
    due: int
    overdue: int
    hidden: int
    checks: int
    in_time: int

    @property
    def share(self) -> int | None:
        """Percent of what fell due in a year that was checked in time; None before anything fell due."""
        due = self.checks + self.overdue + self.hidden
        return round(100 * self.in_time / due) if due else None


def _condition(view: str, cycle: Cycle) -> ColumnElement[bool]:
    hidden = GROUP.stale_since.is_not(None)
    conditions = {
        "call": and_(
            GROUP.asked_step >= CALL_LIST, or_(GROUP.call_on.is_(None), GROUP.call_on <= cycle.today)
        ),
        "due": and_(is_in("due", cycle), ~hidden),
        "overdue": and_(~is_in("fresh", cycle), ~is_in("due", cycle), ~hidden),
        "hidden": hidden,
    }
    return and_(takes_part(), conditions[view])


_WHO = (
    select(
        func.jsonb_agg(
            func.jsonb_build_object(
                *("name", func.coalesce(func.nullif(_PERSON.name, ""), _PERSON.email)),
                *("email", _PERSON.email, "role", _CONTACT.role, "away_until", _CONTACT.away_until),
            )
        )
    )
    .select_from(GroupContact.__table__)
    .join(Person.__table__, _PERSON.id == _CONTACT.person_id)
    .where(_CONTACT.group_id == GROUP.id)
    .scalar_subquery()
)


def calls(db: Session, wish: CallWish, cycle: Cycle) -> Calls:
    """One page, longest unchecked first; a page beyond the end shows the last one."""
    statement = (
        select(
            *(GROUP.slug, GROUP.name, GROUP.place, GROUP.contact_name, GROUP.phone, GROUP.phone_note),
            *(GROUP.email, GROUP.verified_on, GROUP.verified_precision, GROUP.stale_since, GROUP.asked_step),
            *(GROUP.call_on, _WHO.label("people"), func.count().over().label("total")),
        )
        .where(_condition(wish.view, cycle))
        .order_by(counted(cycle.check_months), GROUP.sort_key, GROUP.id)
        .limit(PER_PAGE)
    )
    number = wish.page
    rows = db.execute(statement.offset((number - 1) * PER_PAGE)).all()
    if not rows and number > 1 and (first := db.execute(statement).all()):
        number = pages_of(first[0].total, PER_PAGE)
        rows = db.execute(statement.offset((number - 1) * PER_PAGE)).all()
    total = rows[0].total if rows else 0
    return Calls(rows, total, number if rows else 1, pages_of(total, PER_PAGE))


def score(db: Session, cycle: Cycle) -> Score:
    """All figures in two statements."""
    lists = [func.count().filter(_condition(view, cycle)) for view in VIEWS]
    numbers = db.execute(select(*lists).select_from(GROUP.id.table)).one()
    checks = select(func.count(), func.count().filter(_CHECK.in_time))
    made = db.execute(checks.where(_CHECK.on_date > cycle.today - YEAR)).one()
    return Score._make((*numbers, *made))


def to_call(db: Session, cycle: Cycle) -> int:
    """How many groups wait for a call."""
    return db.scalar(select(func.count()).where(_condition("call", cycle))) or 0
