"""What a network's own login costs a warm transaction of one query, without any web server.

The plain side is SQLAlchemy as everybody uses it: an engine with a QueuePool, the same driver
settings, the same login, the same query. All sides end with COMMIT, which spares the plain side what
a ROLLBACK costs it: psycopg then throws its prepared statements away. The control is what most
multi-tenant applications do instead: one login for all, which changes role and search_path at the
start of each transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import NamedTuple

from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bench.database import Database
from bench.finding import Finding
from bench.rounds import alternate, ratio
from bench.run import Bench
from portal.groups.models import Theme
from tenants.registry import KnownNetwork
from tenants.scope import password_for

TRANSACTIONS = 4
"""Per sample: about a millisecond, so that few samples are disturbed by other processes."""


class Cost(NamedTuple):
    """Microseconds for one transaction."""

    elapsed: float
    cpu: float


QUERY = select(Theme.code, Theme.nl).where(Theme.code == "rouw")
SWITCH = text("SELECT set_config('role', :role, true), set_config('search_path', :role, true)")
SHARED, SHARED_PASSWORD = "bench_shared", "only-for-this-run"
GOAL = 1.05


def measure(bench: Bench) -> Iterator[Finding]:
    """A transaction that may write, then a READ ONLY one as for every GET."""
    database = bench.one
    network = database.networks[0]
    _make_shared_login(database, network)
    for read_only in (False, True):
        sides = _sides(database, network, read_only=read_only)
        samples = alternate(sides, bench.rounds(3000), warm_up=50, seconds=25)
        mode = "READ ONLY" if read_only else "may write"
        yield _compare(f"warm transaction, {mode}, time", samples, lambda cost: cost.elapsed)
        yield _compare(f"warm transaction, {mode}, CPU of our process", samples, lambda cost: cost.cpu)


def _compare(what: str, samples: dict[str, list[Cost]], read: Callable[[Cost], float]) -> Finding:
    costs = {side: [read(cost) for cost in found] for side, found in samples.items()}
    ours, control = ratio(costs["tenants"], costs["plain"]), ratio(costs["set role"], costs["plain"])
    return Finding(
        "tenancy", what, ours.median, "times", at_most=GOAL, control=f"{ours}; SET LOCAL ROLE {control}",
        detail={f"{side}_us": round(median(found)) for side, found in costs.items()},
    )


def _sides(database: Database, network: KnownNetwork, *, read_only: bool) -> dict[str, Callable[[], Cost]]:
    scope = database.kernel.scope
    password = password_for(database.settings.tenant_db_secret, network.role)
    plain, shared = _engine(database, network.role, password), _engine(database, SHARED, SHARED_PASSWORD)
    if read_only:
        plain, shared = (engine.execution_options(postgresql_readonly=True) for engine in (plain, shared))

    def tenants() -> None:
        with scope.network(network, read_only=read_only) as db:
            db.execute(QUERY).one()
            if not read_only:
                db.commit()

    def without() -> None:
        with Session(plain, autoflush=False) as db:
            db.execute(QUERY).one()
            db.commit()

    def set_role() -> None:
        with Session(shared, autoflush=False) as db:
            db.execute(SWITCH, {"role": network.role})
            db.execute(QUERY).one()
            db.commit()

    return {"tenants": _timed(tenants), "plain": _timed(without), "set role": _timed(set_role)}


def _engine(database: Database, user: str, password: str) -> Engine:
    url = make_url(database.settings.database_url).set(drivername="postgresql+psycopg")
    return create_engine(
        url.set(username=user, password=password),
        hide_parameters=True,
        connect_args={"prepare_threshold": 0, "connect_timeout": 5, "application_name": "bench"},
    )


def _make_shared_login(database: Database, network: KnownNetwork) -> None:
    """One login that may become the network's role."""
    with database.owner() as owner:
        owner.execute(f"CREATE ROLE {SHARED} LOGIN NOINHERIT PASSWORD '{SHARED_PASSWORD}'")
        owner.execute(f"GRANT CONNECT ON DATABASE {database.name} TO {SHARED}")
        owner.execute(f"GRANT {network.role} TO {SHARED}")


def _timed(transaction: Callable[[], None]) -> Callable[[], Cost]:
    def sample() -> Cost:
        cpu, began = time.thread_time(), time.perf_counter()
        for _ in range(TRANSACTIONS):
            transaction()
        each = 1e6 / TRANSACTIONS
        return Cost((time.perf_counter() - began) * each, (time.thread_time() - cpu) * each)

    return sample
