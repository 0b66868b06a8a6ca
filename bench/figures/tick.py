"""A tick of the clock over a thousand networks with nothing due."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import psycopg

from bench.finding import Finding
from bench.rounds import percentile
from bench.run import Bench
from bench.statements import counting
from portal.runner import sweep
from portal.tables import new_id

MOST_MS = 5.0
NETWORKS = 1_000
_KNOWN = "DELETE FROM control.network WHERE slug LIKE 'only-known-%'"
_WAITING = "DELETE FROM shared.wake_up WHERE role LIKE 't_only0known%'"


def measure(bench: Bench) -> Iterator[Finding]:
    """Time and number of statements; every network has a wake-up, all of them in the future."""
    database = bench.many
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        _register(admin, NETWORKS - len(database.networks))
        admin.execute("UPDATE shared.wake_up SET due_at = now() + interval '1 day'")
        waiting = admin.execute("SELECT count(*) FROM shared.wake_up").fetchone()
    times = []
    with database.app.app_context():
        sweep()
        with counting(database.engine) as statements:
            sweep()
        for _ in range(bench.rounds(400)):
            began = time.perf_counter()
            sweep()
            times.append((time.perf_counter() - began) * 1000)
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        _register(admin, 0)
    over = f"over {waiting[0] if waiting else 0} networks"
    spread = f"90 in 100 under {percentile(times, 0.9):.2f} ms"
    yield Finding("tick", f"nothing due {over}", median(times), "ms", at_most=MOST_MS, control=spread)
    yield Finding("tick", f"statements {over}", len(statements), "", at_most=1)


def _register(admin: psycopg.Connection[tuple[object, ...]], number: int) -> None:
    """So many more networks that are only known to the register: a tick looks at nothing else of them."""
    admin.execute(_WAITING)
    admin.execute(_KNOWN)
    for one in range(number):
        role, slug = f"t_only0known{one:010d}", f"only-known-{one}"
        admin.execute(
            "INSERT INTO control.network (id, slug, name, role, state) VALUES (%s, %s, %s, %s, 'active')",
            (new_id(), slug, slug, role),
        )
        admin.execute("INSERT INTO shared.wake_up (role, due_at) VALUES (%s, now())", (role,))
