"""Opening and closing tasks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.tables import new_id
from portal.tasks.models import Task


def open_task(
    db: Session, kind: str, *, key: str, sentence: str, original: str = "", group_id: UUID | None = None
) -> None:
    """Put something on the stewards' list. The same key stands there once as long as it is open."""
    row = {
        "id": new_id(),
        "kind": kind,
        "key": key,
        "sentence": sentence,
        "original": original,
        "group_id": group_id,
        "created_at": now(),
    }
    wish = insert(Task).values(**row)
    open_ones = Task.done_at.is_(None)
    db.execute(
        wish.on_conflict_do_update(
            index_elements=[Task.key],
            index_where=open_ones,
            set_={"sentence": wish.excluded.sentence, "original": wish.excluded.original},
        )
    )


def close_tasks(db: Session, *keys: str) -> None:
    """What was asked has been done or is of no use any more, whoever did it."""
    db.execute(update(Task).where(Task.key.in_(keys), Task.done_at.is_(None)).values(done_at=now()))


def close(db: Session, task: Task, *, by: Person) -> None:
    """A steward has looked at it."""
    if task.done_at is None:
        task.done_at, task.done_by = now(), by.id
        record(db, "task.closed", on=task.id, by=by.id)
        db.flush()
