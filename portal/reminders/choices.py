"""What people want: nothing, another moment, or the weekly overview instead. Read and changed here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from flask import g
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit import record
from portal.clock import now
from portal.ledger import enqueue
from portal.reminders.models import ALL, ReminderChoice


class Chosen(NamedTuple):
    """A way, and since when; "" is the default of the kind."""

    way: str = ""
    since: datetime | None = None


class Choices:
    """The choices of some people, or of all, by who they are."""

    def __init__(self, rows: dict[tuple[str, str], Chosen]) -> None:
        self._rows = rows

    def of(self, who: str, kind: str) -> Chosen:
        """What this person wants of this kind; "nothing at all" is stronger than anything else."""
        return self._rows.get((who, ALL)) or self.own(who, kind)

    def own(self, who: str, kind: str) -> Chosen:
        """What was said of this kind itself."""
        return self._rows.get((who, kind), Chosen())

    def who_chose(self, way: str) -> set[str]:
        """Everybody who chose this way for some kind, and has not switched everything off."""
        return {
            who
            for (who, kind), chosen in self._rows.items()
            if chosen.way == way and (who, ALL) not in self._rows
        }


def who_is(person_id: UUID | None, email: str = "") -> str:
    """How choices name somebody: by the account, or a guest by a hash of the address."""
    if person_id is not None:
        return person_id.hex
    return "guest-" + sha256(f"{g.network.role}|{email.lower()}".encode()).hexdigest()


def choices(db: Session, who: Collection[str] | None = None) -> Choices:
    """Of these people, or (None) of everybody; one statement."""
    columns = (ReminderChoice.who, ReminderChoice.kind, ReminderChoice.way, ReminderChoice.changed_at)
    query = select(*columns)
    if who is not None:
        query = query.where(ReminderChoice.who.in_(who))
    return Choices({(row.who, row.kind): Chosen(row.way, row.changed_at) for row in db.execute(query)})


def choose(db: Session, who: str, kind: str, way: str, *, person_id: UUID | None) -> bool:
    """From now on this way; "" is as usual. True when it was another one before."""
    chosen = (ReminderChoice.who == who, ReminderChoice.kind == kind)
    before = db.scalar(select(ReminderChoice.way).where(*chosen)) or ""
    if before == way:
        return False
    if not way:
        db.execute(delete(ReminderChoice).where(*chosen))
    else:
        values = {"way": way, "changed_at": now(), "person_id": person_id}
        wish = insert(ReminderChoice).values(who=who, kind=kind, **values)
        db.execute(
            wish.on_conflict_do_update(index_elements=[ReminderChoice.who, ReminderChoice.kind], set_=values)
        )
    record(db, "reminders.chosen", on=person_id, by=person_id, fields=[kind])
    enqueue(db, "reminders.plan")
    db.flush()
    return True
