"""What every network starts with: statements that can be repeated.

A new network gets them as text, in the very transaction that makes its tables. The others get them
again after a migration, in their own login.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Insert, Table, func, literal_column
from sqlalchemy.dialects.postgresql import dialect, insert

from portal import ledger
from portal.ledger import Job
from portal.profile import NetworkProfile
from portal.tables import new_id
from tenants.registry import PublicRevision, WakeUp
from tenants.scope import PlaneSession

Planting = Callable[[], Insert]

SEEDS: list[Planting] = []
"""Upserts that change only rows that differ; features add theirs in their feature.py."""

_DIALECT = dialect(paramstyle="named")  # type: ignore[no-untyped-call]
_DIALECT._backslash_escapes = False  # as PostgreSQL reads text since 9.1

_HERE: Any = func.current_schema()
"""A network's role and its schema have one name."""
_JOB_AS_MADE: dict[str, Any] = {
    "args": literal_column("'{}'"), "state": "due", "attempts": 0, "rank": 0, "created_at": func.now(),
}  # fmt: skip


def seed(country: str = "NL") -> list[str]:
    """The statements of a new network's first rows, for the owner while its schema is the current one."""
    planted = [_profile(country), *(_planted(plant) for plant in (*SEEDS, _revision))]
    return [*planted, *_work(tuple(ledger.next_periods()))]


def replant(db: PlaneSession) -> None:
    """Bring a network that has stood for a while up to date."""
    changed: list[object] = [db.execute(plant().returning(literal_column("1"))).first() for plant in SEEDS]
    if any(changed):
        ledger.announce_public_change(db)
    ledger.schedule_recurring(db)


@cache
def _planted(plant: Planting) -> str:
    return _text(plant())


def _text(statement: Insert) -> str:
    return str(statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


@cache
def _profile(country: str) -> str:
    table = NetworkProfile.__table__
    assert isinstance(table, Table)
    values = {column.name: column.default.arg for column in table.columns if column.default is not None}
    return _text(insert(table).values(**values | {"country": country}).on_conflict_do_nothing())


def _revision() -> Insert:
    return insert(PublicRevision).values(role=_HERE, number=1).on_conflict_do_nothing()


@lru_cache(maxsize=1)
def _work(due: tuple[tuple[str, str, datetime], ...]) -> list[str]:
    """The recurring jobs and when the first is due. Networks made in the same hour share their ids."""
    names = ("handler", "key", "due_at")
    rows = [{"id": new_id(), **dict(zip(names, job, strict=True)), **_JOB_AS_MADE} for job in due]
    jobs = insert(Job).values(rows).on_conflict_do_nothing()
    wake = insert(WakeUp).values(role=_HERE, due_at=min(at for _, _, at in due)).on_conflict_do_nothing()
    return [_text(jobs), _text(wake)]
