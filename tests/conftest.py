"""Real PostgreSQL, Redis and SMTP for every test; two twin networks, alpha and beta, per process."""

from __future__ import annotations

import fcntl
import os
import socket
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import psycopg
import pytest
from sqlalchemy import make_url
from werkzeug.serving import make_server

from config.local import postgres, redis
from config.local.stripe_server import StripeServer
from config.settings import Settings, load_settings
from portal import create_portal, doorstep
from portal.gate import Gate
from portal.seeding import seed
from tenants.cluster import prepare_cluster
from tenants.migrate import migrate_control
from tenants.provision import create_network
from tests.sink import Sink
from tests.stripe_events import Letterbox
from tests.world import World

DATA = Path(__file__).parent.parent / ".data" / "test"
_IN_USE = pytest.StashKey[TextIO]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Every run says that it needs the servers, for as long as it lasts."""
    if not hasattr(session.config, "workerinput"):
        DATA.mkdir(parents=True, exist_ok=True)
        session.config.stash[_IN_USE] = lock = (DATA / "in-use").open("w")
        fcntl.flock(lock, fcntl.LOCK_SH)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that leads the run stops the servers, unless another run still needs them."""
    if hasattr(session.config, "workerinput") or "KEEP_SERVERS" in os.environ:
        return
    try:
        fcntl.flock(session.config.stash[_IN_USE], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    for service in (postgres.running(DATA / "postgres"), redis.running(DATA / "redis")):
        if service is not None:
            service.stop()


@pytest.fixture(scope="session")
def process(request: pytest.FixtureRequest) -> str:
    """The name of this test process; databases, roles and Redis numbers carry it."""
    workerinput = getattr(request.config, "workerinput", None)
    worker = str(workerinput["workerid"]) if workerinput else "main"
    return os.environ.get("TEST_PROCESS", "") + worker


@pytest.fixture(scope="session")
def admin_url() -> str:
    """The superuser of the test server."""
    return postgres.start(DATA / "postgres", fast=True).admin_url


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """A mail server that keeps what it is given."""
    with Sink() as running:
        yield running


@pytest.fixture(scope="session")
def stripe_server() -> Iterator[StripeServer]:
    """A stand-in for Stripe over HTTP; its events end in the application of this process."""
    with StripeServer("sk_test_of_the_tests_0123", "whsec_of_the_tests_0123", Letterbox()) as running:
        yield running


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def settings(admin_url: str, process: str, sink: Sink, stripe_server: StripeServer) -> Settings:
    """A fresh database of this process, prepared and migrated as an operator would."""
    admin = make_url(admin_url)
    number = zlib.crc32(process.encode()) % 16
    base = admin.set(database=f"portal_{process}")
    owner = base.set(username=f"owner_{process}", password="owner-of-test-schemas")
    control = base.set(username=f"control_{process}", password="control-of-tests")
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS portal_{process} WITH (FORCE)")  # type: ignore[arg-type]
    text = {name: url.render_as_string(hide_password=False) for name, url in (("o", owner), ("c", control))}
    list(prepare_cluster(admin_url, text["o"], text["c"]))
    migrate_control(text["o"], text["c"])
    return load_settings(
        {
            "ENVIRONMENT": "test",
            "DATABASE_URL": text["c"],
            "DATABASE_OWNER_URL": text["o"],
            "DATABASE_ADMIN_URL": admin_url,
            "TENANT_DB_SECRET": "tenant-secret-of-the-tests-0123456789",
            "SECRET_KEY": "cookie-secret-of-the-tests-0123456789",
            "REDIS_URL": redis.start(DATA / "redis").url.rsplit("/", 1)[0] + f"/{number}",
            "SMTP_URL": f"smtp://127.0.0.1:{sink.port}",
            "STRIPE_URL": stripe_server.url,
            "STRIPE_KEY": stripe_server.key,
            "STRIPE_WEBHOOK_SECRET": stripe_server.courier.secret,
            "MAIL_FROM": "Post <post@portal.example>",
            "BASE_DOMAIN": "localhost",
            "PUBLIC_SCHEME": "http",
            "PUBLIC_PORT": str(_free_port()),
        }
    )


@pytest.fixture(scope="session")
def app(settings: Settings, stripe_server: StripeServer) -> Gate:
    """The application, as the web server has it; events of payments come to it."""
    made = create_portal(settings)
    assert isinstance(stripe_server.deliver, Letterbox)
    stripe_server.deliver.app = made
    return made


@pytest.fixture(scope="session")
def live(app: Gate, settings: Settings) -> Iterator[int]:
    """The application on the port that its own links name."""
    port = int(settings.public_port or 0)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield port
    server.shutdown()


def _network(app: Gate, settings: Settings, slug: str, name: str, locale: str) -> World:
    with app.app_context():
        network = create_network(
            app.extensions["kernel"].scope,
            str(settings.database_owner_url),
            settings.tenant_db_secret,
            slug=slug,
            name=name,
            locale=locale,
            region=name,
            seed=seed,
        )
    world = World(app, network)
    world.wipe()
    return world


@pytest.fixture(scope="session")
def twins(app: Gate, settings: Settings) -> tuple[World, World]:
    """Two networks that look alike to the last id."""
    return (
        _network(app, settings, "alpha", "Alpha", "nl"),
        _network(app, settings, "beta", "Beta", "nl"),
    )


@pytest.fixture
def alpha(twins: tuple[World, World], sink: Sink) -> Iterator[World]:
    """The network of ada, ben, cem and dora, empty of groups."""
    sink.clear()
    yield twins[0]
    twins[0].wipe()


@pytest.fixture
def beta(twins: tuple[World, World]) -> Iterator[World]:
    """The network of eve, empty of groups."""
    yield twins[1]
    twins[1].wipe()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each request was answered on the doorstep."""
    noted: list[bool] = []
    serve = doorstep.serve

    def noting(*arguments: Any) -> Any:
        answer = serve(*arguments)
        noted.append(answer is not None)
        return answer

    monkeypatch.setattr(doorstep, "serve", noting)
    return noted
