"""The stewards' to-do list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.groups.models import Group
from portal.tasks.models import Task

PER_PAGE = 25

_OPEN = (
    select(
        Task.id,
        Task.kind,
        Task.sentence,
        Task.original,
        Task.created_at,
        Group.slug,
        Group.name,
        func.count().over().label("total"),
    )
    .outerjoin(Group, Group.id == Task.group_id)
    .where(Task.done_at.is_(None))
    .order_by(Task.created_at, Task.id)
    .limit(PER_PAGE)
)


def open_tasks(db: Session, page: int = 1) -> tuple[list[Any], int]:
    """One page of open tasks, oldest first, and how many there are in all."""
    rows = db.execute(_OPEN.offset((page - 1) * PER_PAGE)).all()
    return list(rows), rows[0].total if rows else 0
