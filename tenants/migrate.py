"""Bringing every schema to the newest revision: control, one canary, then the rest in parallel.

Each network has its own transaction and its own lock timeout, and stores its revision in that
transaction: a kill anywhere leaves no network half migrated, and the next run goes on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tenants.history import CONTROL_ROLE, UnknownRevision, compile_sql, head, network_sql
from tenants.owner import owner_connection, run_statements, stored_revision
from tenants.registry import NetworkState

LOCK_TIMEOUT = "2s"
LOCK_TRIES = 5


@dataclass(frozen=True)
class Outcome:
    """What became of one network: `error` is None when it stands at the head."""

    slug: str
    error: str | None = None


def migrate_control(owner_url: str, control_url: str) -> bool:
    """Bring the control plane to its head. True when anything had to be done."""
    control_role = str(make_url(control_url).username)
    with owner_connection(owner_url) as connection, connection.transaction():
        connection.execute("CREATE SCHEMA IF NOT EXISTS control")
        current = stored_revision(connection, "control")
        if current == head("control"):
            return False
        run_statements(
            connection, [s.replace(CONTROL_ROLE, control_role) for s in compile_sql("control", current)]
        )
    return True


def migrate_networks(owner_url: str, *, jobs: int = 2) -> Iterator[Outcome]:
    """Migrate every network that is behind; yields each as it finishes.

    The first is the canary: when it fails, the others are left alone. A later one that fails is
    put in maintenance with the reason (a suspended one stays suspended), and the rest go on.
    """
    with owner_connection(owner_url) as connection:
        behind = connection.execute(
            "SELECT slug, role FROM control.network WHERE state NOT IN ('preparing', 'retired')"
            " AND revision IS DISTINCT FROM %s ORDER BY created_at",
            [head("network")],
        ).fetchall()
    if not behind:
        return
    canary = _migrate_one(owner_url, *behind[0])
    yield canary
    if canary.error:
        return
    with ThreadPoolExecutor(max_workers=jobs) as workers:
        for done in as_completed([workers.submit(_migrate_one, owner_url, *row) for row in behind[1:]]):
            yield done.result()


def _migrate_one(owner_url: str, slug: str, role: str) -> Outcome:
    with owner_connection(owner_url) as connection:
        for attempt in range(1, LOCK_TRIES + 1):
            try:
                _apply(connection, role)
                return Outcome(slug)
            except psycopg.errors.LockNotAvailable as busy:
                error: Exception = busy
                time.sleep(0.2 * attempt)
            except (psycopg.Error, UnknownRevision) as broken:
                error = broken
                break
        reason = str(error).splitlines()[0]
        connection.execute(
            "UPDATE control.network SET failure = %s,"
            " state = CASE WHEN state = 'active' THEN %s ELSE state END WHERE role = %s",
            [reason, NetworkState.MAINTENANCE, role],
        )
        return Outcome(slug, reason)


def _apply(connection: psycopg.Connection, role: str) -> None:
    with connection.transaction():
        connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(role)))
        current = stored_revision(connection, role, lock=True)
        if current != head("network"):
            run_statements(connection, network_sql(role, current))
        connection.execute(
            "UPDATE control.network SET revision = %s, failure = NULL,"
            " state = CASE WHEN state = 'maintenance' THEN 'active' ELSE state END WHERE role = %s",
            [head("network"), role],
        )
