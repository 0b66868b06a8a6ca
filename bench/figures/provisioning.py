"""Making a network, against the bare execution of the DDL that a network consists of.

The control sends the compiled text of the head revision with psycopg as the owner, in one
transaction, with the role, the schema and the password, and nothing else: no registry, no seed.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from statistics import median

import psycopg

from bench.database import Database
from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.run import Bench
from tenants.history import network_sql
from tenants.provision import CONNECTION_LIMIT, ROLE_SETTINGS

MOST_SECONDS = 0.3
MOST_TIMES = 1.2
REGISTERED_IN = ("shared.wake_up", "shared.public_revision", "shared.published_group", "control.network")
_numbers = itertools.count()


def measure(bench: Bench) -> Iterator[Finding]:
    """In a database with one network, then in one with many: it must not grow with their number."""
    for database in (bench.one, bench.many):
        yield from _compare(database, bench.rounds(40))


def _compare(database: Database, rounds: int) -> Iterator[Finding]:
    count = len(database.networks)
    where = f"{count} network{'s' if count > 1 else ''} present"
    samples = alternate({"create": lambda: _create(database), "bare": lambda: _bare(database)}, rounds)
    seconds, bare = median(samples["create"]), median(samples["bare"])
    yield Finding(
        "provisioning", f"create a network, {where}", seconds, "s",
        at_most=MOST_SECONDS, control=f"its bare DDL takes {bare:.3f} s",
    )
    against = ratio(samples["create"], samples["bare"])
    yield Finding(
        "provisioning", f"create a network against its bare DDL, {where}", against.median, "times",
        at_most=MOST_TIMES, control=str(against),
    )


def _create(database: Database) -> float:
    slug = f"made-{next(_numbers)}"
    began = time.perf_counter()
    role = database.create(slug).role
    elapsed = time.perf_counter() - began
    database.networks.pop()
    _remove(database, role)
    return elapsed


def _bare(database: Database) -> float:
    role = f"t_{next(_numbers):020d}"
    wishes = ROLE_SETTINGS.items()
    settings = "".join(f"ALTER ROLE {role} SET {name} = '{value}';\n" for name, value in wishes)
    text = (
        f"CREATE ROLE {role} LOGIN NOINHERIT CONNECTION LIMIT {CONNECTION_LIMIT}"
        " PASSWORD 'only-for-this-run';\n"
        f"ALTER ROLE {role} SET search_path = {role};\n{settings}"
        f"GRANT CONNECT ON DATABASE {database.name} TO {role};\n"
        f"CREATE SCHEMA {role};\nGRANT USAGE ON SCHEMA {role} TO {role};\nSET LOCAL search_path = {role};\n"
    )
    text += ";\n".join(statement.rstrip(";\n ") for statement in network_sql(role))
    began = time.perf_counter()
    with database.owner() as owner, owner.transaction():
        owner.execute(text.encode())
    elapsed = time.perf_counter() - began
    _remove(database, role)
    return elapsed


def _remove(database: Database, role: str) -> None:
    """So that the number of networks stays what the line says."""
    with psycopg.connect(database.admin_url) as admin:
        admin.execute(f"DROP SCHEMA {role} CASCADE")
        admin.execute(f"DROP OWNED BY {role}")
        admin.execute(f"DROP ROLE {role}")
        for table in REGISTERED_IN:
            admin.execute(f"DELETE FROM {table} WHERE role = %s", [role])
