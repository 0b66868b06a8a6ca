"""Making a network: its name in the register, role, schema, tables and first rows, all in one transaction.

A run that was cut off leaves nothing. One that an earlier release left half made is finished.
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable

import psycopg
from psycopg import sql

from tenants.history import head, network_sql
from tenants.keys import uuid7
from tenants.owner import owner_connection, run_statements, stored_revision
from tenants.registry import KnownNetwork, NetworkState, by_slug
from tenants.scope import Scope, password_for
from tenants.verifier import scram_verifier

Seed = Callable[[], list[str]]
"""The statements that write a network's first rows; they must be repeatable."""

CONNECTION_LIMIT = 60
ROLE_SETTINGS = {
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "30s",
    "plan_cache_mode": "force_generic_plan",
}
PROVISION_LOCK = 7_210_001
"""Advisory lock number: roles and database grants are changed by one process at a time."""


RESERVED = frozenset(
    {
        *("www", "api", "admin", "static", "assets", "cdn", "status", "operator", "national"),
        *("mail", "smtp", "imap", "webmail", "mx", "ns", "autoconfig", "autodiscover", "mta-sts"),
    }
)
"""First labels that lead elsewhere than to a network, or by which somebody could pose as the platform."""


class SlugRefused(ValueError):
    """The wished address cannot be had; the text says why."""


def check_slug(slug: str) -> None:
    """Raises SlugRefused unless `slug` can be the first label of a host name."""
    if not re.fullmatch(r"[a-z0-9](-?[a-z0-9])*", slug) or not 2 <= len(slug) <= 40:
        raise SlugRefused(
            f"'{slug}' cannot be an address: use 2 to 40 lower-case letters, digits and single hyphens"
        )
    if slug in RESERVED:
        raise SlugRefused(f"'{slug}' is kept for the platform itself: choose another address")


def _new_role() -> str:
    alphabet = string.ascii_lowercase + string.digits
    return "t_" + "".join(secrets.choice(alphabet) for _ in range(20))


def create_network(
    scope: Scope,
    owner_url: str,
    tenant_secret: str,
    *,
    slug: str,
    name: str,
    locale: str,
    region: str,
    seed: Seed,
) -> KnownNetwork:
    """Create the network `slug`, or finish one that was left half made.

    Raises SlugRefused when the address is taken or impossible.
    """
    check_slug(slug)
    with owner_connection(owner_url) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [PROVISION_LOCK])
        role, state = _register(connection, slug, name, locale, region)
        if state != NetworkState.PREPARING:
            raise SlugRefused(f"there is already a network at '{slug}'")
        _build(connection, role, tenant_secret, seed)
        connection.execute(
            "UPDATE control.network SET state = %s, revision = %s WHERE role = %s",
            [NetworkState.ACTIVE, head("network"), role],
        )
    with scope.control(read_only=True) as control:
        network = by_slug(control, slug)
    if network is None:
        raise RuntimeError(f"the network '{slug}' is gone from the registry")
    return network


def _register(
    connection: psycopg.Connection, slug: str, name: str, locale: str, region: str
) -> tuple[str, str]:
    """Role and state of the network with this slug, which stands in the register from now on."""
    found = connection.execute(
        "INSERT INTO control.network (id, slug, name, locale, region, role) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (slug) DO UPDATE SET slug = excluded.slug RETURNING role, state",
        [uuid7(), slug, name, locale, region, _new_role()],
    ).fetchone()
    if found is None:
        raise RuntimeError(f"the network '{slug}' is gone from the registry")
    return found[0], found[1]


def _build(connection: psycopg.Connection, role: str, tenant_secret: str, seed: Seed) -> None:
    """Role, schema, tables, grants and first rows, as far as they are not there."""
    present = connection.execute(
        "SELECT (SELECT 1 FROM pg_roles WHERE rolname = %(role)s),"
        " (SELECT 1 FROM pg_namespace WHERE nspname = %(role)s)",
        {"role": role},
    ).fetchone()
    has_role, has_schema = present or (None, None)
    schema = [] if has_schema else [f"CREATE SCHEMA {role}", f"GRANT USAGE ON SCHEMA {role} TO {role}"]
    start = stored_revision(connection, role) if has_schema else None
    settings = role_statements(connection, role, tenant_secret, known=bool(has_role))
    here = f"SET LOCAL search_path = {role}"
    run_statements(connection, [*settings, *schema, here, *network_sql(role, start), *seed()])


def role_statements(
    connection: psycopg.Connection, role: str, tenant_secret: str, *, known: bool
) -> list[str]:
    """Make the login role, or put its password, limits and settings right again."""
    verifier = scram_verifier(password_for(tenant_secret, role))
    able = f"ROLE {role} LOGIN NOINHERIT CONNECTION LIMIT {CONNECTION_LIMIT} PASSWORD '{verifier}'"
    database = sql.Identifier(connection.info.dbname).as_string(connection)
    settings = {"search_path": role, **ROLE_SETTINGS}
    return [
        *([f"ALTER {able}", f"ALTER ROLE {role} RESET ALL"] if known else [f"CREATE {able}"]),
        *(f"ALTER ROLE {role} SET {name} = '{value}'" for name, value in settings.items()),
        f"GRANT CONNECT ON DATABASE {database} TO {role}",
    ]


def suspend_network(owner_url: str, slug: str, *, suspended: bool = True) -> bool:
    """Close a network's doors (or open them again). False when there is no such network."""
    before, after = NetworkState.ACTIVE, NetworkState.SUSPENDED
    if not suspended:
        before, after = after, before
    with owner_connection(owner_url) as connection:
        done = connection.execute(
            "UPDATE control.network SET state = %s WHERE slug = %s AND state IN (%s, %s)",
            [after, slug, before, after],
        )
    return done.rowcount == 1
