"""One additive revision over many networks: canary first, one bad network stops nobody, a kill is no harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tenants import history, migrate
from tenants.history import compile_sql
from tenants.migrate import migrate_networks
from tenants.provision import suspend_network
from tenants.registry import NetworkState
from tests.tenants.ground import Ground
from tests.tenants.revisions import newer_history, use_history, write_history

pytestmark = pytest.mark.xdist_group("tenants.migrate")

SLUGS = ("canary", "beta", "gamma", "delta", "epsilon", "zeta")


@pytest.fixture(scope="module")
def made(ground: Ground) -> Ground:
    """Six networks at our head; the first is the canary."""
    for slug in SLUGS:
        ground.network(slug)
    return ground


@pytest.fixture
def fleet(made: Ground) -> Iterator[Ground]:
    """The six networks, put back where they were after each test."""
    yield made
    made.scope.dispose()
    with made.admin() as admin:
        admin.execute("UPDATE control.network SET state = 'active', failure = NULL")
        for (role,) in admin.execute(
            "UPDATE control.network SET revision = %s RETURNING role", [history.head("network")]
        ).fetchall():
            admin.execute(f"ALTER TABLE {role}.network_profile DROP COLUMN IF EXISTS added".encode())
            admin.execute(f"ALTER TABLE {role}.network_profile DROP COLUMN IF EXISTS more".encode())
            admin.execute(
                f"UPDATE {role}.alembic_version SET version_num = '{history.head('network')}'".encode()
            )


def run(ground: Ground, jobs: int = 2) -> dict[str, str | None]:
    """Slug and error of every network that was behind."""
    return {done.slug: done.error for done in migrate_networks(ground.owner_url, jobs=jobs)}


def stand(ground: Ground) -> dict[str, tuple[str | None, bool]]:
    """What each network says of itself: stored revision, and whether the new column is there."""
    found = {}
    with ground.admin() as admin:
        for slug, role, registered in admin.execute(
            "SELECT slug, role, revision FROM control.network ORDER BY slug"
        ).fetchall():
            (stored,) = admin.execute(
                f"SELECT version_num FROM {role}.alembic_version".encode()
            ).fetchone() or (0,)
            assert stored == registered, slug
            column = admin.execute(
                "SELECT 1 FROM information_schema.columns WHERE table_schema = %s AND column_name = 'added'",
                [role],
            ).fetchone()
            found[slug] = (stored, column is not None)
    return found


def test_every_network_gets_the_revision_and_a_second_run_has_nothing_to_do(
    fleet: Ground, tmp_path: Path
) -> None:
    with newer_history(tmp_path):
        assert run(fleet) == dict.fromkeys(SLUGS)
        assert run(fleet) == {}
    assert stand(fleet) == dict.fromkeys(SLUGS, ("n900", True))


def test_a_failing_canary_leaves_the_others_alone(fleet: Ground, tmp_path: Path) -> None:
    before = stand(fleet)
    with newer_history(tmp_path, "SELECT 1 / 0"):
        outcome = run(fleet)
    assert outcome == {"canary": "division by zero"}
    assert stand(fleet) == before
    states = {slug: fleet.look_up(slug).state for slug in SLUGS}
    assert states == {**dict.fromkeys(SLUGS, NetworkState.ACTIVE), "canary": NetworkState.MAINTENANCE}


def test_one_that_fails_goes_to_maintenance_and_the_rest_go_on(fleet: Ground, tmp_path: Path) -> None:
    spoilt = fleet.look_up("gamma")
    with fleet.admin() as admin:
        admin.execute(f"ALTER TABLE {spoilt.role}.network_profile ADD COLUMN added integer".encode())
    with newer_history(tmp_path):
        outcome = run(fleet)
        assert outcome.pop("gamma") == 'column "added" of relation "network_profile" already exists'
        assert outcome == dict.fromkeys(slug for slug in SLUGS if slug != "gamma")
        assert fleet.look_up("gamma").state is NetworkState.MAINTENANCE
        with fleet.admin() as admin:
            admin.execute(f"ALTER TABLE {spoilt.role}.network_profile DROP COLUMN added".encode())
        assert run(fleet) == {"gamma": None}
    assert fleet.look_up("gamma").state is NetworkState.ACTIVE


def test_a_schema_of_an_unknown_revision_is_reported_and_stops_nobody(fleet: Ground, tmp_path: Path) -> None:
    with fleet.admin() as admin:
        admin.execute(
            f"UPDATE {fleet.look_up('delta').role}.alembic_version SET version_num = 'n999'".encode()
        )
    with newer_history(tmp_path):
        outcome = run(fleet)
    assert "n999" in str(outcome.pop("delta"))
    assert set(outcome.values()) == {None}


def test_a_suspended_network_is_migrated_and_stays_suspended(fleet: Ground, tmp_path: Path) -> None:
    suspend_network(fleet.owner_url, "beta")
    role = fleet.look_up("beta").role
    with fleet.admin() as admin:
        admin.execute(f"ALTER TABLE {role}.network_profile ADD COLUMN added integer".encode())
    with newer_history(tmp_path):
        assert run(fleet)["beta"] is not None
        assert fleet.look_up("beta").state is NetworkState.SUSPENDED
        with fleet.admin() as admin:
            admin.execute(f"ALTER TABLE {role}.network_profile DROP COLUMN added".encode())
        assert run(fleet) == {"beta": None}
    assert fleet.look_up("beta").state is NetworkState.SUSPENDED


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "100ms")


@pytest.mark.usefixtures("impatient")
def test_a_table_in_use_is_tried_again(fleet: Ground, tmp_path: Path) -> None:
    role, held = fleet.look_up("beta").role, threading.Event()

    def hold() -> None:
        with fleet.log_in(role) as visitor:
            visitor.execute("SELECT * FROM network_profile")
            held.set()
            time.sleep(0.6)

    with newer_history(tmp_path), ThreadPoolExecutor(1) as threads:
        busy = threads.submit(hold)
        held.wait(5)
        assert run(fleet) == dict.fromkeys(SLUGS)
        busy.result()


@pytest.mark.usefixtures("impatient")
def test_a_table_that_stays_in_use_ends_in_maintenance(
    fleet: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TRIES", 2)
    with fleet.log_in(fleet.look_up("zeta").role) as visitor, newer_history(tmp_path):
        visitor.execute("SELECT * FROM network_profile")
        outcome = run(fleet)
    assert outcome["zeta"] == "canceling statement due to lock timeout"
    assert list(outcome.values()).count(None) == 5


def test_two_runs_at_once_do_each_network_once(fleet: Ground, tmp_path: Path) -> None:
    with newer_history(tmp_path), ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(run, fleet) for _ in range(2)]
        assert {error for done in runs for error in done.result().values()} == {None}
    assert stand(fleet) == dict.fromkeys(SLUGS, ("n900", True))


def test_a_network_being_prepared_or_retired_is_left_alone(fleet: Ground, tmp_path: Path) -> None:
    with fleet.admin() as admin:
        admin.execute("UPDATE control.network SET state = 'preparing' WHERE slug = 'beta'")
        admin.execute("UPDATE control.network SET state = 'retired' WHERE slug = 'gamma'")
    with newer_history(tmp_path):
        assert set(run(fleet)) == set(SLUGS) - {"beta", "gamma"}


KILLED_RUN = """
import sys
from pathlib import Path
from tenants import migrate
from tests.tenants.revisions import use_history

use_history(Path(sys.argv[2]))
for done in migrate.migrate_networks(sys.argv[1], jobs=2):
    print(done.slug, flush=True)
"""


@pytest.mark.parametrize("after", [1, 3])
def test_a_killed_run_leaves_no_network_half_done_and_the_next_finishes(
    fleet: Ground, tmp_path: Path, after: int
) -> None:
    write_history(tmp_path, "SELECT pg_sleep(0.08)", "ALTER TABLE network_profile ADD COLUMN more integer")
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", KILLED_RUN, fleet.owner_url, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
        text=True,
    ) as process:
        assert process.stdout is not None
        for _ in range(after):
            assert process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    time.sleep(0.3)  # the server notices the lost connections and rolls back
    half = stand(fleet)
    old = history.head("network")
    assert set(half.values()) <= {(old, False), ("n900", True)}
    assert list(half.values()).count(("n900", True)) >= after
    ours = history.HERE
    use_history(tmp_path)
    try:
        assert set(run(fleet).values()) <= {None}
    finally:
        use_history(ours)
    assert stand(fleet) == dict.fromkeys(SLUGS, ("n900", True))


def test_histories_are_compiled_by_one_thread_at_a_time() -> None:
    wanted = compile_sql("network")
    with ThreadPoolExecutor(4) as threads:
        made = [threads.submit(compile_sql.__wrapped__, "network") for _ in range(8)]
        assert all(one.result() == wanted for one in made)
