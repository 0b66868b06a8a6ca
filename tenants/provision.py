"""Making a network: register, role and schema, seed, activate.

Every step can be repeated; a run that was cut off is finished by running it again.
"""

from __future__ import annotations

import re
import secrets
import string
import time
from collections.abc import Callable
from uuid import UUID

import psycopg
from psycopg import sql

from tenants.history import head, network_sql
from tenants.owner import owner_connection, run_statements, stored_revision
from tenants.registry import KnownNetwork, NetworkState, by_slug
from tenants.scope import PlaneSession, Scope, password_for

Seed = Callable[[PlaneSession, KnownNetwork], None]

CONNECTION_LIMIT = 40
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


def uuid7() -> UUID:
    """A time-ordered key (RFC 9562, version 7), made here so that any PostgreSQL will do."""
    value = (time.time_ns() // 1_000_000) << 80 | 7 << 76 | secrets.randbits(12) << 64
    return UUID(int=value | 2 << 62 | secrets.randbits(62))


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

    Raises SlugRefused when the address is taken or impossible. `seed` runs in the network's
    own login role and must itself be repeatable.
    """
    check_slug(slug)
    with owner_connection(owner_url) as connection:
        _register(connection, slug, name, locale, region)
        network = _read(scope, slug)
        if network.state is not NetworkState.PREPARING:
            raise SlugRefused(f"there is already a network at '{slug}'")
        _build(connection, network.role, tenant_secret)
    with scope.network(network) as db:
        seed(db, network)
        db.commit()
    with owner_connection(owner_url) as connection:
        connection.execute(
            "UPDATE control.network SET state = %s, revision = %s WHERE role = %s",
            [NetworkState.ACTIVE, head("network"), network.role],
        )
    return _read(scope, slug)


def _register(connection: psycopg.Connection, slug: str, name: str, locale: str, region: str) -> None:
    connection.execute(
        "INSERT INTO control.network (id, slug, name, locale, region, role)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (slug) DO NOTHING",
        [uuid7(), slug, name, locale, region, _new_role()],
    )


def _read(scope: Scope, slug: str) -> KnownNetwork:
    with scope.control(read_only=True) as control:
        network = by_slug(control, slug)
    if network is None:
        raise RuntimeError(f"the network '{slug}' is gone from the registry")
    return network


def _build(connection: psycopg.Connection, role: str, tenant_secret: str) -> None:
    """Role, schema, tables and grants in one transaction: all of it or none."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [PROVISION_LOCK])
        ensure_role(connection, role, tenant_secret)
        if not connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [role]).fetchone():
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(role)))
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {0} TO {0}").format(sql.Identifier(role)))
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(role)))
        run_statements(connection, network_sql(role, stored_revision(connection, role)))


def ensure_role(connection: psycopg.Connection, role: str, tenant_secret: str) -> None:
    """Create the login role, or put its password, limits and settings right again."""
    name = sql.Identifier(role)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(name))
    password = password_for(tenant_secret, role).encode()
    verifier = connection.pgconn.encrypt_password(password, role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOINHERIT CONNECTION LIMIT {} PASSWORD {}").format(
            name, sql.Literal(CONNECTION_LIMIT), sql.Literal(verifier)
        )
    )
    connection.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(name))
    connection.execute(sql.SQL("ALTER ROLE {0} SET search_path = {0}").format(name))
    for setting, value in ROLE_SETTINGS.items():
        connection.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.SQL(setting), sql.Literal(value))
        )
    database = connection.info.dbname
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), name))


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
