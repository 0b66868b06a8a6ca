"""Preparing a database server once, as its superuser: two logins, one database, a closed catalog.

PostgreSQL lets everybody read how many rows a table holds, take advisory locks and make large
objects. Between networks that is a leak, so it is taken away from PUBLIC here.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

SECRET_COLUMNS = {
    "pg_class": {
        *("reltuples", "relpages", "relallvisible", "relallfrozen"),
        *("relfilenode", "relfrozenxid", "relminmxid"),
    }
}
"""Catalog columns that tell how much a neighbour holds, or when its tables were cleaned up."""

CLOSED_FUNCTIONS = (
    *(r"pg\_stat\_get\_%", r"pg\_lock\_status", r"pg\_prepared\_xact", r"pg\_get\_replication\_slots"),
    *(r"pg\_%blocking\_pids", r"pg\_cancel\_backend", r"pg\_terminate\_backend"),
    *(r"pg\_advisory\_%", r"pg\_try\_advisory\_%", r"pg\_notify", r"pg\_notification\_queue\_usage"),
    *(r"pg\_%relation\_size", r"pg\_table\_size", r"pg\_indexes\_size"),
    *(r"pg\_database\_size", r"pg\_tablespace\_size"),
    *(r"pg\_relation\_filepath", r"pg\_relation\_filenode", r"pg\_filenode\_relation"),
    *(r"pg\_current\_wal\_%", r"pg\_%wal\_summar%", r"pg\_control\_%", r"pg\_last\_committed\_xact"),
    *(r"lo\_%", "loread", "lowrite"),
)
"""What tells of a neighbour's rows, activity or locks, and what two logins could talk or block by."""

CLOSED_RELATIONS = ("pg_largeobject_metadata",)
CLOSED_LANGUAGES = ("plpgsql",)
"""Closes DO blocks; a network's login may create no functions anyway."""

PREPARE_LOCK = 7_210_000
"""Advisory lock number: two processes that prepare one server would change the same catalog rows."""

OPEN_FUNCTIONS = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p"
    " WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname LIKE ANY(%s)"
    " AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0)) ORDER BY 1"
)


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def prepare_cluster(admin_url: str, owner_url: str, control_url: str) -> Iterator[str]:
    """Create or repair the owner and control logins, the database and its lock-down.

    Safe to run again; yields a line for every step taken.
    """
    admin, owner, control = make_url(admin_url), make_url(owner_url), make_url(control_url)
    with psycopg.connect(_dsn(admin), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PREPARE_LOCK])
        _login_role(connection, owner, "CREATEROLE")
        _login_role(connection, control, "NOCREATEROLE")
        yield f"logins {owner.username} and {control.username} are ready"
        _database(connection, str(owner.database), str(owner.username))
        for database in {str(owner.database), "postgres", "template1"}:
            connection.execute(
                sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database))
            )
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(str(owner.database)), sql.Identifier(str(control.username))
            )
        )
        yield f"database {owner.database} belongs to {owner.username} and is closed to others"
    with psycopg.connect(_dsn(admin.set(database=owner.database))) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        closed = _close_catalog(connection, str(owner.username))
        yield f"the catalog keeps quiet about neighbours ({closed} functions closed)"


def _login_role(connection: psycopg.Connection, url: URL, attribute: str) -> None:
    name = sql.Identifier(str(url.username))
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [url.username]).fetchone()
    if not exists:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
    verifier = connection.pgconn.encrypt_password(
        str(url.password or "").encode(), str(url.username).encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOINHERIT {} PASSWORD {}").format(
            name, sql.SQL(attribute), sql.Literal(verifier.decode())
        )
    )


def _database(connection: psycopg.Connection, name: str, owner: str) -> None:
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                sql.Identifier(name), sql.Identifier(owner)
            )
        )
    connection.execute(
        sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(owner))
    )


def _close_catalog(connection: psycopg.Connection, owner: str) -> int:
    """Take the leaking parts of the catalog from PUBLIC. The owner keeps advisory locks."""
    functions = connection.execute(OPEN_FUNCTIONS, [list(CLOSED_FUNCTIONS)]).fetchall()
    for (signature,) in functions:
        connection.execute(f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC")
    connection.execute(
        sql.SQL("GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint) TO {}").format(sql.Identifier(owner))
    )
    for table, secret in SECRET_COLUMNS.items():
        columns = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table]
        ).fetchall()
        shown = sql.SQL(", ").join(sql.Identifier(name) for (name,) in columns if name not in secret)
        connection.execute(sql.SQL("REVOKE ALL ON {} FROM PUBLIC").format(sql.Identifier(table)))
        connection.execute(sql.SQL("GRANT SELECT ({}) ON {} TO PUBLIC").format(shown, sql.Identifier(table)))
    for table in CLOSED_RELATIONS:
        connection.execute(sql.SQL("REVOKE ALL ON {} FROM PUBLIC").format(sql.Identifier(table)))
    for language in CLOSED_LANGUAGES:
        connection.execute(sql.SQL("REVOKE ALL ON LANGUAGE {} FROM PUBLIC").format(sql.Identifier(language)))
    return len(functions)
