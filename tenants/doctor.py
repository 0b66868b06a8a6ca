"""Looks whether every network still stands as it was built, and says what does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
from sqlalchemy import make_url

from tenants.cluster import CLOSED_FUNCTIONS, CLOSED_LANGUAGES, OPEN_FUNCTIONS, SECRET_COLUMNS
from tenants.history import head, network_sql
from tenants.owner import owner_connection, stored_revision
from tenants.provision import CONNECTION_LIMIT, ROLE_SETTINGS
from tenants.shape import shape, wanted_shape

PREPARE = ": run 'networks prepare-cluster'"
READ_BY_ALL = ("postcode",)
"""Shared tables whose rows belong to nobody: everybody reads them, only the owner writes."""
_GRANT = re.compile(r'GRANT ([A-Z, ]+) ON (?:TABLE )?"?(\w+)"? TO ')


def expected_grants(role: str) -> dict[str, set[str]]:
    """What a network may do with each of its tables, read from the migrations themselves."""
    found: dict[str, set[str]] = {}
    for statement in network_sql(role):
        for rights, table in _GRANT.findall(statement):
            found.setdefault(table, set()).update(right.strip() for right in rights.split(","))
    return found


def examine(owner_url: str) -> Iterator[tuple[str, list[str]]]:
    """Yields (slug, findings) for the server and for every network; no findings means it is sound."""
    owner = str(make_url(owner_url).username)
    with owner_connection(owner_url) as connection:
        yield "(cluster)", [*_catalog(connection), *_database(connection), *_planes(connection)]
        rows = connection.execute(
            "SELECT slug, role, revision FROM control.network WHERE state NOT IN ('preparing', 'retired')"
            " ORDER BY slug"
        ).fetchall()
        wanted: frozenset[str] | None = None
        for slug, role, revision in rows:
            findings = [*_role(connection, role, owner), *_schema(connection, role, owner)]
            if not findings:
                wanted = wanted or wanted_shape(connection, role)
                findings += _drift(connection, role, wanted)
            yield slug, [*findings, *_revision(connection, role, revision)]


def _catalog(connection: psycopg.Connection) -> Iterator[str]:
    for (name,) in connection.execute(OPEN_FUNCTIONS, [list(CLOSED_FUNCTIONS)]):
        yield f"{name} is open to every login{PREPARE}"
    for table, secret in SECRET_COLUMNS.items():
        for (column,) in connection.execute(
            "SELECT DISTINCT attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid,"
            " aclexplode(relacl || attacl) a WHERE attrelid = %s::regclass AND attname = ANY(%s)"
            " AND a.grantee = 0 AND a.privilege_type = 'SELECT'",
            [table, sorted(secret)],
        ):
            yield f"{table}.{column} is open to every login{PREPARE}"
    for (language,) in connection.execute(
        "SELECT lanname FROM pg_language WHERE lanname = ANY(%s)"
        " AND (lanacl IS NULL OR EXISTS (SELECT FROM aclexplode(lanacl) WHERE grantee = 0))",
        [list(CLOSED_LANGUAGES)],
    ):
        yield f"every login may write {language}{PREPARE}"


def _database(connection: psycopg.Connection) -> Iterator[str]:
    if connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = current_database() AND (datacl IS NULL"
        " OR EXISTS (SELECT FROM aclexplode(datacl) WHERE grantee = 0))"
    ).fetchone():
        yield f"PUBLIC may connect to this database{PREPARE}"
    for (schema,) in connection.execute(
        "SELECT nspname FROM pg_namespace, aclexplode(nspacl) WHERE nspname IN ('public', 'control')"
        " AND grantee = 0 GROUP BY 1"
    ):
        yield f"everybody may enter the schema {schema}"


def _planes(connection: psycopg.Connection) -> Iterator[str]:
    """The shared tables keep row security or are only read; the web process's login is no more than that."""
    for table, enabled, policies in connection.execute(
        "SELECT c.relname, c.relrowsecurity, array(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid"
        " ORDER BY 1) FROM pg_class c WHERE c.relnamespace = 'shared'::regnamespace AND c.relkind = 'r'"
        " AND relname <> ALL(%s)",
        [list(READ_BY_ALL)],
    ):
        if not enabled or policies != ["control_reads", "own_rows"]:
            yield f"row security of shared.{table} is not as it was made"
    for table, rights in connection.execute(
        "SELECT c.relname, array_agg(DISTINCT a.privilege_type ORDER BY a.privilege_type)"
        " FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'shared'::regnamespace"
        " AND c.relname = ANY(%s) AND a.grantee <> c.relowner GROUP BY 1",
        [list(READ_BY_ALL)],
    ):
        if rights != ["SELECT"]:
            yield f"others than the owner may do {', '.join(rights)} with shared.{table}"
    for role, member in connection.execute(
        "SELECT DISTINCT p.rolname, pg_get_userbyid(m.roleid) FROM pg_roles p"
        " JOIN pg_auth_members m ON m.member = p.oid JOIN pg_policy ON p.oid = ANY(polroles)"
    ):
        yield f"the control login {role} is a member of {member}"
    for (role,) in connection.execute(
        "SELECT DISTINCT r.rolname FROM pg_roles r JOIN pg_policy ON r.oid = ANY(polroles)"
        " WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication"
    ):
        yield f"the control login {role} has more rights than the web process may have"


def _role(connection: psycopg.Connection, role: str, owner: str) -> Iterator[str]:
    row = connection.execute(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolinherit OR rolbypassrls OR rolreplication,"
        " rolcanlogin, rolconnlimit, rolconfig, oid FROM pg_roles WHERE rolname = %s",
        [role],
    ).fetchone()
    if row is None:
        yield "its login role is missing"
        return
    powerful, login, limit, config, oid = row
    if powerful:
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
    for (name,) in connection.execute(
        "SELECT DISTINCT pg_get_userbyid(member) FROM pg_auth_members WHERE roleid = %s", [oid]
    ):
        if name != owner:
            yield f"{name} may act as its login role"
    if connection.execute(
        "SELECT 1 FROM pg_shdepend WHERE refobjid = %s AND deptype = 'o'", [oid]
    ).fetchone():
        yield "its login role owns something"


def _schema(connection: psycopg.Connection, role: str, owner: str) -> Iterator[str]:
    row = connection.execute(
        "SELECT pg_get_userbyid(nspowner), nspacl IS NULL FROM pg_namespace WHERE nspname = %s", [role]
    ).fetchone()
    if row is None:
        yield "its schema is missing"
        return
    if row[0] != owner:
        yield f"its schema belongs to {row[0]}"
    rights = connection.execute(
        "SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END, a.privilege_type"
        " FROM pg_namespace, aclexplode(nspacl) a WHERE nspname = %s",
        [role],
    ).fetchall()
    if {name for name, _ in rights} - {owner, role}:
        yield "others than its own login may enter its schema"
    if {right for name, right in rights if name == role} != {"USAGE"}:
        yield "the rights of its login on its schema are not what they were"
    yield from _tables(connection, role, owner)


def _tables(connection: psycopg.Connection, role: str, owner: str) -> Iterator[str]:
    wanted = expected_grants(role)
    actual: dict[str, set[str]] = {}
    for table, grantee, right in connection.execute(
        "SELECT c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,"
        " a.privilege_type FROM pg_class c LEFT JOIN pg_attribute t ON t.attrelid = c.oid"
        " AND t.attacl IS NOT NULL, aclexplode(coalesce(t.attacl, c.relacl)) a"
        " WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p', 'v')"
        " AND a.grantee <> c.relowner",
        [role],
    ):
        if grantee != role:
            yield f"table {table} is open to {grantee}"
        else:
            actual.setdefault(table, set()).add(right)
    for table in sorted(wanted.keys() | actual.keys()):
        if wanted.get(table, set()) != actual.get(table, set()):
            yield f"rights on table {table} are {sorted(actual.get(table, set()))}"
    for table, name in connection.execute(
        "SELECT relname, pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = %s::regnamespace"
        " AND relkind IN ('r', 'p', 'v') AND pg_get_userbyid(relowner) <> %s",
        [role, owner],
    ):
        yield f"table {table} belongs to {name}"


def _drift(connection: psycopg.Connection, role: str, wanted: frozenset[str]) -> list[str]:
    actual = shape(connection, role)
    return [f"missing: {line}" for line in sorted(wanted - actual)] + [
        f"not from our migrations: {line}" for line in sorted(actual - wanted)
    ]


def _revision(connection: psycopg.Connection, role: str, registered: str | None) -> Iterator[str]:
    stored = stored_revision(connection, role)
    if stored != registered:
        yield f"its schema says revision {stored}, the registry {registered}"
    if stored != head("network"):
        yield f"it stands at revision {stored}: run 'networks migrate'"
