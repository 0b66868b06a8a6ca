"""A fresh PostgreSQL for one run, and databases in it, each with its own networks."""

from __future__ import annotations

import fcntl
import logging
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from flask import g
from sqlalchemy import make_url
from sqlalchemy.engine import Engine

from config.local import postgres, redis
from config.settings import Settings, load_settings
from portal import create_portal
from portal.extensions import Kernel
from portal.gate import Gate
from portal.seeding import seed
from tenants.cluster import prepare_cluster
from tenants.migrate import migrate_control
from tenants.owner import owner_connection
from tenants.provision import create_network
from tenants.registry import KnownNetwork
from tenants.scope import PlaneSession

DATA = Path(__file__).parent.parent / ".data" / "bench"
BASE_DOMAIN = "bench.zelfhulp.example"


class Servers:
    """PostgreSQL and Redis with nothing in them; gone again after `stop`."""

    def __init__(self) -> None:
        DATA.parent.mkdir(exist_ok=True)
        self._claim = DATA.with_suffix(".lock").open("w")
        try:
            fcntl.flock(self._claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("Another measurement is going on here; both would be wrong.") from None
        self._clear()
        self.postgres = postgres.start(DATA / "postgres")
        self.redis = redis.start(DATA / "redis")
        self.databases: dict[str, Database] = {}

    @property
    def postmaster(self) -> int:
        """The process under which every PostgreSQL backend runs."""
        return int((self.postgres.home / "cluster" / "postmaster.pid").read_text().splitlines()[0])

    def database(self, name: str) -> Database:
        """The database of this name, prepared and migrated on first use."""
        if name not in self.databases:
            self.databases[name] = Database(self, name, number=len(self.databases))
        return self.databases[name]

    def stop(self) -> None:
        """Stop both servers and remove what they kept."""
        self._clear()

    def _clear(self) -> None:
        for service in (postgres.running(DATA / "postgres"), redis.running(DATA / "redis")):
            if service is not None:
                service.stop()
        shutil.rmtree(DATA, ignore_errors=True)


class Database:
    """One installation of the portal as production has it: logins, control plane, networks."""

    def __init__(self, servers: Servers, name: str, *, number: int) -> None:
        self.name = name
        self.env = _environment(servers, name, number)
        owner, control = self.env["DATABASE_OWNER_URL"], self.env["DATABASE_URL"]
        list(prepare_cluster(servers.postgres.admin_url, owner, control))
        migrate_control(owner, control)
        self.owner_url = owner
        self.admin_url = make_url(servers.postgres.admin_url).set(database=name).render_as_string(False)
        self.networks: list[KnownNetwork] = []
        self.filled: set[tuple[str, int]] = set()

    @property
    def product_env(self) -> dict[str, str]:
        """What the web process of this database is started with."""
        return {key: text for key, text in self.env.items() if key != "DATABASE_OWNER_URL"}

    @cached_property
    def settings(self) -> Settings:
        """The same, read."""
        return load_settings(self.product_env)

    @cached_property
    def app(self) -> Gate:
        """The portal in this process, for what is measured without a web server."""
        app = create_portal(self.settings)
        logging.getLogger().setLevel("WARNING")
        return app

    @property
    def kernel(self) -> Kernel:
        """Its parts."""
        found: Kernel = self.app.extensions["kernel"]
        return found

    @property
    def engine(self) -> Engine:
        """The engine behind every session of this process."""
        return self.kernel.scope.engine

    def create(self, slug: str) -> KnownNetwork:
        """A network made the way an operator makes one."""
        with self.app.app_context():
            network = create_network(
                self.kernel.scope, self.owner_url, self.settings.tenant_db_secret,
                slug=slug, name=f"Netwerk {slug}", locale="nl", region="Regio", seed=seed,
            )
        self.networks.append(network)
        return network

    def grow(self, count: int) -> None:
        """Make networks until there are `count`."""
        while len(self.networks) < count:
            self.create(f"n{len(self.networks):03d}")

    @contextmanager
    def session(self, network: KnownNetwork) -> Iterator[PlaneSession]:
        """A session of the network, committed when the block ends well."""
        with self.app.app_context():
            g.network = network
            with self.kernel.scope.network(network) as db:
                yield db
                db.commit()
        self.kernel.directory.forget()

    @contextmanager
    def owner(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the owner of all schemas."""
        with owner_connection(self.owner_url) as connection:
            yield connection

    def host(self, network: KnownNetwork) -> str:
        """Where the network answers."""
        return f"{network.slug}.{BASE_DOMAIN}"


def _environment(servers: Servers, name: str, number: int) -> dict[str, str]:
    admin = make_url(servers.postgres.admin_url).set(database=name)
    logins = {
        "DATABASE_OWNER_URL": admin.set(username=f"owner_{name}", password=secrets.token_hex(16)),
        "DATABASE_URL": admin.set(username=f"control_{name}", password=secrets.token_hex(16)),
    }
    return {key: url.render_as_string(False) for key, url in logins.items()} | {
        "ENVIRONMENT": "production",
        "TENANT_DB_SECRET": secrets.token_urlsafe(48),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "REDIS_URL": servers.redis.url.rpartition("/")[0] + f"/{number}",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "Netwerk <post@zelfhulp.example>",
        "BASE_DOMAIN": BASE_DOMAIN,
        "PUBLIC_SCHEME": "https",
    }
