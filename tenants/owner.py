"""Connections of the schema owner: only the command line has them, never the web process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import make_url


@contextmanager
def owner_connection(owner_url: str) -> Iterator[psycopg.Connection]:
    """A plain connection of the owner role; the caller opens transactions with `.transaction()`."""
    url = make_url(owner_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        yield connection


def run_statements(connection: psycopg.Connection, statements: list[str]) -> None:
    """Send our own compiled DDL in one round trip (simple protocol, no parameters)."""
    if statements:
        connection.execute(";\n".join(s.rstrip().rstrip(";") for s in statements).encode())


def stored_revision(connection: psycopg.Connection, schema: str, *, lock: bool = False) -> str | None:
    """The revision a schema stands at, None before it was built. `lock` keeps others from moving it."""
    found = connection.execute("SELECT to_regclass(%s)", [f"{schema}.alembic_version"]).fetchone()
    if found is None or found[0] is None:
        return None
    query = sql.SQL("SELECT version_num FROM {}.alembic_version{}")
    locking = sql.SQL(" FOR UPDATE" if lock else "")
    row = connection.execute(query.format(sql.Identifier(schema), locking)).fetchone()
    return row[0] if row else None
