"""Imports are for stewards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, false, select

from portal.access import Permission, allows, visible
from portal.imports.models import ImportRun


@visible(ImportRun)
def visible_runs(person: Any) -> Select[Any]:
    """All for a steward, none for anybody else."""
    query = select(ImportRun)
    return query if runs_imports(person, None) else query.where(false())


@allows(Permission.IMPORT_RUN)
def runs_imports(person: Any, _run: Any) -> bool:
    """Stewards bring in lists."""
    return person is not None and bool(person.is_steward)
