"""What is to be sent in the next two weeks, worked out anew every hour (docs/decisions/024).

Nobody tells us what was moved: the plan is compared with what is due now. What is new is written down, what
is gone is dropped, and what was dropped and is due again comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import now
from portal.due import SOURCES, Due
from portal.groups.models import GroupContact
from portal.ledger import enqueue
from portal.reminders.choices import Choices, choices, who_is
from portal.reminders.kinds import WEEKLY, days_before
from portal.reminders.models import Reminder, ReminderClock
from portal.reminders.timing import days_earlier, next_monday
from portal.tables import new_id

AHEAD = timedelta(days=15)
"""How far the plan reaches: the longest choice of somebody and a day."""
BACK = timedelta(days=30)
"""What began while the clock was off is looked up and recorded as too late, at most so far back."""
KEPT = timedelta(days=90)
AT_ONCE = 1_000
SEND = "reminders.send"


def plan(db: Session) -> None:
    """Bring the plan up to date. Doing it twice, or in two places at once, changes nothing more."""
    clock = _held_clock(db)
    since, until = max(clock.planned_at, now() - BACK), now() + AHEAD
    wanted = {row["key"]: row for row in _wanted(db, since, until)}
    query = select(Reminder.key, Reminder.state, Reminder.due_at)
    known = {row.key: row for row in db.execute(query.where(Reminder.at >= since, Reminder.at < until))}
    new = [row for key, row in wanted.items() if key not in known]
    again = [key for key in wanted if key in known and known[key].state == "dropped"]
    gone = [row.key for row in known.values()
            if row.state == "planned" and row.due_at > now() and row.key not in wanted]  # fmt: skip
    for start in range(0, len(new), AT_ONCE):
        db.execute(insert(Reminder).on_conflict_do_nothing(), new[start : start + AT_ONCE])
    _settle(db, again, state="planned", reason="", settled_at=None)
    _settle(db, gone, state="dropped", reason="not_true", settled_at=now())
    clock.planned_at = now()
    db.flush()
    _ring(db, {wanted[key]["due_at"] for key in again} | {row["due_at"] for row in new if not row["reason"]})


def forget(db: Session) -> None:
    """Of what was long ago nothing has to be known."""
    db.execute(delete(Reminder).where(Reminder.at < now() - KEPT))


def _held_clock(db: Session) -> ReminderClock:
    db.execute(insert(ReminderClock).values(id=1, planned_at=now()).on_conflict_do_nothing())
    return db.get_one(ReminderClock, 1, with_for_update=True)


def _settle(db: Session, keys: list[str], **values: Any) -> None:
    if keys:
        db.execute(update(Reminder).where(Reminder.key.in_(keys)).values(**values))


def _ring(db: Session, moments: set[datetime]) -> None:
    """One job for each moment, and one at once for what is due already."""
    for moment in moments:
        if moment > now():
            enqueue(db, SEND, key=f"{SEND}:{moment.isoformat()}", due=moment, bulk=True)
    late = exists().where(Reminder.state == "planned", Reminder.due_at <= now())
    if db.scalar(select(late)):
        enqueue(db, SEND, bulk=True)


def _wanted(db: Session, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    known = choices(db)
    for kind, source in SOURCES.items():
        for due in source(db, since, until, None):
            yield from _rows(kind, due, known)
    yield from _weekly(db, known)


def _rows(kind: str, due: Due, known: Choices) -> Iterator[dict[str, Any]]:
    """One for each moment before. What was heard of after that moment is written down as skipped."""
    who = who_is(due.person_id, due.email)
    chosen = known.of(who, kind)
    heard = max((moment for moment in (due.since, chosen.since) if moment), default=None)
    for days in days_before(kind, chosen.way, again=due.again):
        moment = days_earlier(due.at, days)
        reason = ""
        if moment <= now():
            later = heard is not None and heard > moment
            reason = "known_later" if later else "too_late" if due.at <= now() else ""
        about = (kind, due.thing_id, due.person_id)
        yield _row(*about, at=due.at, due_at=moment, before=str(days), reason=reason)


def _weekly(db: Session, known: Choices) -> Iterator[dict[str, Any]]:
    """The overviews of next Monday, for everybody who may get one; empty ones are found out then."""
    monday, wish = next_monday(now()), known.who_chose("digest")
    there = Person.ended_at.is_(None)
    seats = select(GroupContact.person_id)
    columns = (Person.id, Person.is_steward, Person.id.in_(seats).label("seat"))
    for person in db.execute(select(*columns).where(there)):
        kinds = {"digest": person.seat or person.id.hex in wish, "briefing": person.is_steward}
        for kind in WEEKLY:
            if kinds[kind] and known.of(person.id.hex, kind).way != "off":
                yield _row(kind, None, person.id, at=monday, due_at=monday, before="week", reason="")


def _row(
    kind: str, thing_id: UUID | None, person_id: UUID | None, *,
    at: datetime, due_at: datetime, before: str, reason: str,
) -> dict[str, Any]:  # fmt: skip
    who, thing = person_id.hex if person_id else "guest", thing_id.hex if thing_id else "-"
    return {
        "id": new_id(), "created_at": now(), "key": f"{kind}:{thing}:{who}:{at.isoformat()}:{before}",
        "kind": kind, "thing_id": thing_id, "person_id": person_id, "at": at, "due_at": due_at,
        "state": "skipped" if reason else "planned", "reason": reason,
        "settled_at": now() if reason else None,
    }  # fmt: skip
