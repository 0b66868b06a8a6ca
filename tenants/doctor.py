"""Looks whether every network still stands as it was built, and says what does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
from sqlalchemy import make_url

from tenants.history import head, network_sql
from tenants.owner import owner_connection
from tenants.provision import CONNECTION_LIMIT, ROLE_SETTINGS

_GRANT = re.compile(r'GRANT ([A-Z, ]+) ON (?:TABLE )?"?(\w+)"? TO ')


def expected_grants(role: str) -> dict[str, set[str]]:
    """What a network may do with each of its tables, read from the migrations themselves."""
    found: dict[str, set[str]] = {}
    for statement in network_sql(role):
        for rights, table in _GRANT.findall(statement):
            found.setdefault(table, set()).update(right.strip() for right in rights.split(","))
    return found


def examine(owner_url: str) -> Iterator[tuple[str, list[str]]]:
    """Yields (slug, findings) for every network; no findings means it is sound."""
    owner = str(make_url(owner_url).username)
    with owner_connection(owner_url) as connection:
        yield "(cluster)", list(_cluster(connection))
        rows = connection.execute(
            "SELECT slug, role, revision FROM control.network WHERE state <> 'retired' ORDER BY slug"
        ).fetchall()
        for slug, role, revision in rows:
            yield slug, [*_role(connection, role), *_schema(connection, role, owner), *_revision(revision)]


def _cluster(connection: psycopg.Connection) -> Iterator[str]:
    open_to_all = connection.execute(
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace"
        " AND p.proname IN ('pg_advisory_lock', 'lo_create', 'pg_stat_get_live_tuples', 'pg_total_relation_size')"
        " AND (p.proacl IS NULL OR p.proacl::text ~ '[{,]=X')"
    ).fetchall()
    for (name,) in open_to_all:
        yield f"{name}() is open to every login: run 'networks prepare-cluster'"
    if connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = current_database()"
        " AND (datacl IS NULL OR datacl::text ~ '[{,]=[^/]*[cT]')"
    ).fetchone():
        yield "PUBLIC may connect to this database: run 'networks prepare-cluster'"


def _role(connection: psycopg.Connection, role: str) -> Iterator[str]:
    row = connection.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolinherit, rolconnlimit, rolconfig, oid"
        " FROM pg_roles WHERE rolname = %s",
        [role],
    ).fetchone()
    if row is None:
        yield "its login role is missing"
        return
    superuser, createrole, createdb, login, inherit, limit, config, oid = row
    if superuser or createrole or createdb or inherit:
        yield "its login role has more rights than a network may have"
    if not login:
        yield "its login role cannot log in"
    if limit != CONNECTION_LIMIT:
        yield f"its connection limit is {limit}, not {CONNECTION_LIMIT}"
    wanted = {"search_path": role, **ROLE_SETTINGS}
    actual = dict(setting.split("=", 1) for setting in config or [])
    for name in sorted(wanted.keys() | actual.keys()):
        if wanted.get(name) != actual.get(name):
            yield f"its setting {name} is {actual.get(name)!r}, not {wanted.get(name)!r}"
    if connection.execute("SELECT 1 FROM pg_auth_members WHERE member = %s", [oid]).fetchone():
        yield "its login role is a member of another role"
    if connection.execute("SELECT 1 FROM pg_class WHERE relowner = %s", [oid]).fetchone():
        yield "its login role owns tables"


def _schema(connection: psycopg.Connection, role: str, owner: str) -> Iterator[str]:
    row = connection.execute(
        "SELECT pg_get_userbyid(nspowner), coalesce(nspacl::text, '') FROM pg_namespace WHERE nspname = %s", [role]
    ).fetchone()
    if row is None:
        yield "its schema is missing"
        return
    if row[0] != owner:
        yield f"its schema belongs to {row[0]}"
    if set(re.findall(r"[{,](\w*)=", row[1])) - {owner, role}:
        yield "others than its own login may enter its schema"
    wanted = expected_grants(role)
    actual: dict[str, set[str]] = {}
    for table, grantee, right in connection.execute(
        "SELECT c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END, a.privilege_type"
        " FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.grantee <> c.relowner",
        [role],
    ):
        if grantee != role:
            yield f"table {table} is open to {grantee}"
        else:
            actual.setdefault(table, set()).add(right)
    for table in sorted(wanted.keys() | actual.keys()):
        if wanted.get(table, set()) != actual.get(table, set()):
            yield f"rights on table {table} are {sorted(actual.get(table, set()))}"


def _revision(revision: str | None) -> Iterator[str]:
    if revision != head("network"):
        yield f"it stands at revision {revision}: run 'networks migrate'"
