"""The pool keyed by login: bounded, oldest idle first, and never a connection of somebody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, exc, make_url, text

from tenants.pool import NoNetworkInScope, RolePool
from tenants.registry import KnownNetwork
from tenants.scope import Scope
from tests.tenants.ground import SECRET, Ground

pytestmark = pytest.mark.xdist_group("tenants.pool")

Networks = dict[str, KnownNetwork]


@pytest.fixture(scope="module")
def networks(ground: Ground) -> Networks:
    """Four networks; each holds one row with its own name."""
    made = {slug: ground.network(slug) for slug in ("alpha", "beta", "gamma", "delta")}
    for slug, network in made.items():
        with ground.scope.network(network) as db:
            db.execute(
                text('insert into rate_limit (key, "window", count) values (:slug, now(), 1)'),
                {"slug": slug.encode()},
            )
            db.commit()
    ground.scope.dispose()
    return made


@pytest.fixture
def scope(ground: Ground, networks: Networks) -> Iterator[Scope]:
    """Sessions over at most two connections."""
    made = Scope(ground.control_url, SECRET, pool_size=2)
    yield made
    made.dispose()


def pool_of(scope: Scope) -> RolePool:
    pool = scope.engine.pool
    assert isinstance(pool, RolePool)
    return pool


def whose(scope: Scope, network: KnownNetwork) -> tuple[str, str, int]:
    """Role, canary and backend of one short session."""
    with scope.network(network) as db:
        row = db.execute(
            text("select current_user, (select convert_from(key, 'UTF8') from rate_limit), pg_backend_pid()")
        ).one()
        return row[0], row[1], row[2]


def test_a_session_is_its_own_networks_and_reuses_its_connection(scope: Scope, networks: Networks) -> None:
    first = whose(scope, networks["alpha"])
    assert first[:2] == (networks["alpha"].role, "alpha")
    assert whose(scope, networks["beta"])[:2] == (networks["beta"].role, "beta")
    assert whose(scope, networks["alpha"]) == first


def test_the_connection_that_lay_idle_longest_goes_first(scope: Scope, networks: Networks) -> None:
    for slug in ("alpha", "beta", "alpha", "gamma"):
        whose(scope, networks[slug])
    roles = {network.role: slug for slug, network in networks.items()}
    assert [roles[role] for role in pool_of(scope).roles()] == ["alpha", "gamma"]
    assert pool_of(scope).status() == "2 open, 2 idle, at most 2"


def test_a_full_pool_makes_the_next_wait_and_then_refuses(scope: Scope, networks: Networks) -> None:
    pool_of(scope)._timeout = 0.2
    with scope.network(networks["alpha"]) as one, scope.network(networks["beta"]) as two:
        one.execute(text("select 1"))
        two.execute(text("select 1"))
        with pytest.raises(exc.TimeoutError, match="no database connection became free"):
            whose(scope, networks["gamma"])
    assert whose(scope, networks["gamma"])[1] == "gamma"


def test_a_waiting_session_gets_the_place_that_becomes_free(scope: Scope, networks: Networks) -> None:
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with scope.network(networks["alpha"]) as one, scope.network(networks["beta"]) as two:
            one.execute(text("select 1"))
            two.execute(text("select 1"))
            taken.set()
            done.wait(5)

    with ThreadPoolExecutor(2) as threads:
        holding = threads.submit(hold)
        taken.wait(5)
        waiting = threads.submit(whose, scope, networks["gamma"])
        done.set()
        assert waiting.result(5)[1] == "gamma"
        holding.result(5)


def test_a_broken_connection_is_not_handed_out_again(
    scope: Scope, ground: Ground, networks: Networks
) -> None:
    _, _, backend = whose(scope, networks["alpha"])
    with ground.admin() as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", [backend])
    with pytest.raises(exc.OperationalError):
        whose(scope, networks["alpha"])
    assert whose(scope, networks["alpha"])[2] != backend
    assert pool_of(scope).status() == "1 open, 1 idle, at most 2"


def test_a_connection_that_died_while_idle_is_replaced_unseen(
    scope: Scope, ground: Ground, networks: Networks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenants.pool.PING_AFTER", 0.0)
    _, _, backend = whose(scope, networks["alpha"])
    with ground.admin() as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", [backend])
    assert whose(scope, networks["alpha"])[1] == "alpha"
    assert pool_of(scope).status() == "1 open, 1 idle, at most 2"


def test_a_login_that_fails_leaves_its_place_free(scope: Scope, networks: Networks) -> None:
    for _ in range(5):
        with pytest.raises(exc.OperationalError), scope.bind("t_" + "0" * 20).connect():
            pass
    assert pool_of(scope).status() == "0 open, 0 idle, at most 2"
    assert whose(scope, networks["alpha"])[1] == "alpha"


def test_without_a_network_there_is_no_connection(scope: Scope) -> None:
    with pytest.raises(NoNetworkInScope), scope.engine.connect():
        pass
    assert pool_of(scope).status() == "0 open, 0 idle, at most 2"


def test_a_network_that_moved_to_another_server_gets_no_connection_to_the_old_one(
    scope: Scope, ground: Ground, networks: Networks
) -> None:
    _, _, backend = whose(scope, networks["alpha"])
    url = make_url(ground.control_url)
    with scope.bind(networks["alpha"].role, f"{url.host}:{url.port}").connect() as moved:
        assert moved.execute(text("select pg_backend_pid()")).scalar_one() != backend


def test_sessions_inside_each_other_keep_apart(scope: Scope, networks: Networks) -> None:
    with scope.network(networks["alpha"]) as outer:
        assert outer.execute(text("select convert_from(key, 'UTF8') from rate_limit")).scalar_one() == "alpha"
        with scope.network(networks["beta"]) as inner:
            assert inner.execute(text("select current_user")).scalar_one() == networks["beta"].role
            assert outer.execute(text("select current_user")).scalar_one() == networks["alpha"].role
        assert outer.execute(text("select convert_from(key, 'UTF8') from rate_limit")).scalar_one() == "alpha"


def test_settings_of_a_session_never_reach_a_neighbour(scope: Scope, networks: Networks) -> None:
    with scope.network(networks["alpha"]) as db:
        db.execute(text("select set_config('search_path', :other, false)"), {"other": networks["beta"].role})
        db.commit()
    for slug in ("beta", "gamma", "delta"):
        assert whose(scope, networks[slug])[1] == slug


def test_reading_stays_reading_and_writing_works_again(scope: Scope, networks: Networks) -> None:
    touch = text("update rate_limit set count = count + 1")
    with (
        scope.network(networks["alpha"], read_only=True) as db,
        pytest.raises(exc.InternalError, match="read-only"),
    ):
        db.execute(touch)
    with scope.network(networks["alpha"]) as db:
        db.execute(touch)
    with scope.network(networks["alpha"], read_only=True) as db:
        db.execute(text("select 1"))
        db.execute(text("set transaction read write"))
        assert db.execute(text("show transaction_read_only")).scalar_one() == "on"
        with pytest.raises(exc.InternalError, match="read-only"):
            db.execute(touch)


def _storm(rounds: int, threads: int, burst: int, one: object) -> list[tuple[str, str]]:
    """(asked, answered) wherever a session saw another network's canary."""
    wrong: list[tuple[str, str]] = []

    def run(number: int) -> None:
        for i in range(rounds):
            asked = ("alpha", "beta", "gamma", "delta")[(i // burst + number) % 4]
            answered = one(asked)  # type: ignore[operator]
            if answered != asked:
                wrong.append((asked, answered))

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))
    return wrong


def test_thousands_of_mixed_sessions_never_see_another_networks_row(scope: Scope, networks: Networks) -> None:
    def one(slug: str) -> str:
        return whose(scope, networks[slug])[1]

    assert _storm(1000, 2, 50, one) == []
    assert _storm(10, 8, 1, one) == []
    assert pool_of(scope).status() == "2 open, 2 idle, at most 2"


def test_control_an_ordinary_pool_with_a_session_setting_does_leak(
    ground: Ground, networks: Networks
) -> None:
    """What threat 2 looks like: one login, the network chosen by a setting that outlives the request."""
    with ground.admin() as admin:
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: _plain(ground), pool_size=2, max_overflow=0
        )
        lost = iter(range(50, 10_000))

        def one(slug: str) -> str:
            with engine.connect() as connection:
                if next(lost) % 70:  # now and then a request forgets to choose
                    connection.execute(
                        text("select set_config('search_path', :role, false)"), {"role": networks[slug].role}
                    )
                    connection.commit()
                return str(
                    connection.execute(text("select convert_from(key, 'UTF8') from rate_limit")).scalar_one()
                )

        assert _storm(40, 4, 1, one) != []
        engine.dispose()
        assert admin.info.dbname


def _plain(ground: Ground) -> object:
    import psycopg

    url = make_url(ground.admin_url).set(drivername="postgresql", database=f"portal_{ground.name}")
    return psycopg.connect(url.render_as_string(hide_password=False))
