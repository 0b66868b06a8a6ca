"""The daily round: who is asked next, who comes on the call list, which pages are hidden or come back.

Each step is a condition and a change of many rows. A group takes at most one step a day, and each step
waits for the one before, so a clock that stood still for weeks skips nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, func, or_, select, update
from sqlalchemy.orm import Session

from portal.audit import record
from portal.clock import ZONE
from portal.freshness.links import LIFE, Ask, link
from portal.freshness.recipients import Recipient, recipients
from portal.groups import actions as groups
from portal.groups.checking import CALL_LIST, Cycle, counted, cycle_of, is_in, takes_part
from portal.groups.models import Group
from portal.groups.rules import GROUP
from portal.ledger import announce_public_change
from portal.mail import post

MOST_A_DAY = 40
"""Groups of a network that take the same step on one day: a list just imported is asked bit by bit."""
LEFT_ALONE = timedelta(days=14)
"""A group just written down is not asked yet: stewards still work on it."""
AT_REST: dict[str, Any] = {"asked_step": 0} | dict.fromkeys(
    ("asked_on", "stepped_on", "call_on", "stale_since")
)
"""A group about which nobody is being asked."""
_TABLE: Any = Group.__table__


def go_round(db: Session) -> None:
    """Everything that is to be done today. Doing it twice changes nothing more."""
    cycle = cycle_of(db)
    settle(db, cycle)
    hidden = _hide(db, cycle)
    _step(db, cycle, 2, CALL_LIST)
    again = _step(db, cycle, 1, 2)
    begun = _begin(db, cycle)
    steps = {**dict.fromkeys(hidden, CALL_LIST), **dict.fromkeys(again, 2), **dict.fromkeys(begun, 1)}
    if steps:
        _call_instead(db, _mail(db, steps, cycle.today), begun + again)


def settle(db: Session, cycle: Cycle) -> None:
    """Stop asking where there is nothing to ask any more: a list brought a new date, a group was paused."""
    under_way = or_(GROUP.asked_step > 0, GROUP.stale_since.is_not(None))
    over = or_(~takes_part(), is_in("fresh", cycle))
    rows = db.execute(select(GROUP.id, GROUP.stale_since).where(under_way, over).with_for_update()).all()
    _write(db, [row.id for row in rows], **AT_REST)
    tell(db, [row.id for row in rows if row.stale_since])


def tell(db: Session, ids: Iterable[UUID]) -> None:
    """These groups can be found again, or no longer: pages, feeds and the national directory must hear."""
    for group_id in ids:
        announce_public_change(db)
        for hear in groups.CHANGED:
            hear(db, group_id)


def _hide(db: Session, cycle: Cycle) -> list[UUID]:
    chosen = _choose(db, cycle, GROUP.stale_since.is_(None), is_in("hidden", cycle))
    _write(db, chosen, stale_since=cycle.today)
    for group_id in chosen:
        record(db, "group.hidden", on=group_id, by=None)
    tell(db, chosen)
    return chosen


def _step(db: Session, cycle: Cycle, before: int, after: int) -> list[UUID]:
    chosen = _choose(db, cycle, GROUP.asked_step == before, GROUP.stepped_on <= cycle.stepped_since)
    _write(db, chosen, asked_step=after, stepped_on=cycle.today)
    return chosen


def _begin(db: Session, cycle: Cycle) -> list[UUID]:
    written_on = cast(func.timezone(str(ZONE), GROUP.created_at), Date)
    known = written_on <= cycle.today - LEFT_ALONE
    chosen = _choose(db, cycle, GROUP.asked_step == 0, ~is_in("fresh", cycle), known)
    _write(db, chosen, asked_on=cycle.today, asked_step=1, stepped_on=cycle.today)
    return chosen


def _choose(db: Session, cycle: Cycle, *conditions: ColumnElement[bool]) -> list[UUID]:
    """Those whose check is oldest, held for this transaction; what another round holds is left to it."""
    query = (
        select(GROUP.id)
        .where(takes_part(), *conditions)
        .order_by(counted(cycle.check_months), GROUP.id)
        .limit(MOST_A_DAY)
        .with_for_update(skip_locked=True)
    )
    return list(db.scalars(query))


def _write(db: Session, ids: list[UUID], **values: Any) -> None:
    if ids:
        db.execute(update(_TABLE).where(GROUP.id.in_(ids)).values(**values))


def _call_instead(db: Session, unasked: set[UUID], among: list[UUID]) -> None:
    """Where nobody can be mailed, the stewards call."""
    _write(db, [group_id for group_id in among if group_id in unasked], asked_step=CALL_LIST)


def _mail(db: Session, steps: dict[UUID, int], today: date) -> set[UUID]:
    """One mail to each recipient for all their groups; returns the groups with nobody to mail."""
    asked = select(GROUP.id, GROUP.asked_on, GROUP.stale_since).where(GROUP.id.in_(list(steps)))
    rounds = {row.id: row for row in db.execute(asked)}
    letters: dict[Recipient, list[UUID]] = {}
    unasked = set()
    for group_id, found in recipients(db, steps, today).items():
        for recipient in found:
            letters.setdefault(recipient, []).append(group_id)
        if not found:
            unasked.add(group_id)
    for to, ids in letters.items():
        post(
            db,
            template="still_correct",
            to=to.address,
            person_id=to.person_id,
            locale=to.locale,
            key=f"still-correct:{today}:{to.key}",
            number=len(ids),
            hidden=any(rounds[group_id].stale_since for group_id in ids),
            again=all(steps[group_id] > 1 for group_id in ids),
            account=to.person_id is not None,
            days=LIFE.days,
            link=link(Ask(to.key, {group_id: rounds[group_id].asked_on for group_id in ids})),
        )
    return unasked
