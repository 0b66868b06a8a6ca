"""Tasks are for stewards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, false, select

from portal.access import Permission, allows, visible
from portal.tasks.models import Task


@visible(Task)
def visible_tasks(person: Any) -> Select[Any]:
    """All tasks for a steward, none for anybody else."""
    query = select(Task)
    return query if person is not None and person.is_steward else query.where(false())


@allows(Permission.TASK_MANAGE)
def manages_tasks(person: Any, _task: Any) -> bool:
    """Stewards close tasks."""
    return person is not None and bool(person.is_steward)
