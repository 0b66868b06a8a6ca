"""Servers of their own for the fault run, and networks full of reminders that are due this minute.

The servers of the other tests are never stopped; these are, many times. They write to the disk as in
production: after a crash everything that was committed has to be there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import time_machine
from flask import g
from sqlalchemy import insert, make_url, select, update

from config.local import cluster, postgres, redis
from config.settings import Settings, load_settings
from portal import create_portal
from portal.accounts.models import Person
from portal.clock import ZONE, now
from portal.extensions import Kernel
from portal.ledger import LONGEST_PAUSE, Job
from portal.reminders import planning, sending
from portal.reminders.timing import DAY, awake
from portal.seeding import seed
from portal.signups.models import SignUp
from portal.tables import new_id
from portal.trainings.models import Training, TrainingSession
from tenants.cluster import prepare_cluster
from tenants.migrate import migrate_control
from tenants.provision import create_network
from tenants.registry import KnownNetwork
from tenants.scope import PlaneSession

SENDING = ("mail.send", planning.SEND)
ROOM_TO_WRITE = timedelta(minutes=45)
"""So long before ten in the evening the workers write the mails themselves."""


class Servers:
    """A PostgreSQL and a Redis that may be stopped."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.clear()
        self.postgres = postgres.start(home / "postgres", fast=True)
        self.redis = redis.start(home / "redis")

    def restart_postgres(self, mode: str) -> None:
        """From now on it writes to the disk."""
        home = self.home / "postgres"
        cluster.run(home, "pg_ctl", "stop", "-D", "cluster", "-w", "-t", "30", "-m", mode)
        postgres.start(home)

    def start_redis(self) -> None:
        """Again, with what it had, where it was."""
        redis.start(self.home / "redis")

    def clear(self) -> None:
        """Stop what runs there, also what a killed run left behind, and remove what it kept."""
        for service in (postgres.running(self.home / "postgres"), redis.running(self.home / "redis")):
            if service is not None:
                service.stop()
        shutil.rmtree(self.home, ignore_errors=True)


class Ground:
    """One installation with some networks, seen from outside."""

    def __init__(self, servers: Servers, smtp_port: int) -> None:
        self.servers, self.networks = servers, list[KnownNetwork]()
        self._unsettled: list[KnownNetwork] = []
        admin = make_url(servers.postgres.admin_url).set(database="portal")
        logins = {
            "DATABASE_OWNER_URL": admin.set(username="portal_owner", password="owner-of-the-schemas"),
            "DATABASE_URL": admin.set(username="portal_control", password="control-of-the-fault-run"),
        }
        self.env = {name: url.render_as_string(False) for name, url in logins.items()} | {
            "ENVIRONMENT": "test",
            "TENANT_DB_SECRET": "tenant-secret-of-the-tests-0123456789",
            "SECRET_KEY": "cookie-secret-of-the-tests-0123456789",
            "REDIS_URL": servers.redis.url,
            "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "MAIL_FROM": "Post <post@portal.example>",
            "BASE_DOMAIN": "localhost",
        }
        self.owner_url, self.control_url = self.env["DATABASE_OWNER_URL"], self.env["DATABASE_URL"]
        list(prepare_cluster(servers.postgres.admin_url, self.owner_url, self.control_url))
        migrate_control(self.owner_url, self.control_url)
        self.settings: Settings = load_settings(self.env)
        self.app = create_portal(self.settings)
        self.kernel: Kernel = self.app.extensions["kernel"]

    def grow(self, number: int) -> None:
        """Make networks until there are so many; then the disk counts."""
        with self.app.app_context():
            while len(self.networks) < number:
                slug = f"n{len(self.networks):03d}"
                made = create_network(
                    self.kernel.scope, self.owner_url, self.settings.tenant_db_secret,
                    slug=slug, name=f"Netwerk {slug}", locale="nl", region="Regio", seed=seed,
                )  # fmt: skip
                self.networks.append(made)
        self.restart_postgres("fast")

    def restart_postgres(self, mode: str) -> None:
        """`fast` ends every connection; `immediate` is a crash, from which it recovers."""
        self.servers.restart_postgres(mode)
        self.kernel.scope.dispose()

    @contextmanager
    def db(self, network: KnownNetwork) -> Iterator[PlaneSession]:
        """A session of the network, committed when the block ends well."""
        with self.app.app_context():
            g.network = network
            with self.kernel.scope.network(network) as db:
                yield db
                db.commit()

    def asked(self, network: KnownNetwork, query: Any) -> list[Any]:
        """Rows of one network."""
        with self.db(network) as db:
            return list(db.execute(query))

    @contextmanager
    def admin(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the superuser."""
        url = make_url(self.servers.postgres.admin_url).set(database="portal").render_as_string(False)
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection

    def let_time_pass(self) -> int:
        """What waits for its next attempt is due now, unless somebody is at it; how many networks wait."""
        self._unsettled = [one for one in self._unsettled or self.networks if self._waits(one)]
        return len(self._unsettled)

    def _waits(self, network: KnownNetwork) -> bool:
        with self.db(network) as db:
            waiting = select(Job.id).where(Job.handler.in_(SENDING), Job.state == "due")
            late = db.scalars(waiting.where(Job.due_at > now()).with_for_update(skip_locked=True)).all()
            if late:
                db.execute(update(Job).where(Job.id.in_(late)).values(due_at=Job.due_at - LONGEST_PAUSE))
                db.info["wake"] = now()
            return bool(db.scalar(select(waiting.exists())))

    def flush(self) -> None:
        """Redis forgets everything."""
        self.kernel.redis.flushall()

    def fill(self, network: KnownNetwork, number: int) -> list[str]:
        """So many people are reminded this minute of what begins tomorrow; their addresses.

        By day the workers write the mails; at night, when nobody may, they are written in the last minute of
        the day, and wait for the workers.
        """
        moment, addresses = last_waking_minute(), [f"{new_id().hex}@people.example" for _one in range(number)]
        with self.db(network) as db:
            _training(db, addresses, moment)
        with time_machine.travel(moment - timedelta(minutes=1), tick=False), self.db(network) as db:
            planning.plan(db)
        if not workers_may_write():
            for _batch in range(number // sending.AT_ONCE + 1):
                with time_machine.travel(moment, tick=False), self.db(network) as db:
                    sending.send_due(db)
        return addresses


def last_waking_minute() -> datetime:
    """The last full minute in which mails are written."""
    minute = now().replace(second=0, microsecond=0)
    while awake(minute) != minute:
        minute -= timedelta(minutes=1)
    return minute


def workers_may_write() -> bool:
    """It is day, and stays so for a while."""
    return all(awake(moment) == moment for moment in (now(), now() + ROOM_TO_WRITE))


def _training(db: PlaneSession, addresses: list[str], moment: datetime) -> None:
    """Begins a day after the moment on the wall; they came to know of it yesterday."""
    begins, known, key = (moment.astimezone(ZONE) + DAY), now() - 2 * DAY, new_id()
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    db.execute(insert(Training).values(id=key, title="T", state="closed", changed_at=known, **times))
    db.execute(insert(TrainingSession).values(training_id=key, **times))
    people = [{"id": new_id(), "email": address} for address in addresses]
    db.execute(insert(Person), people)
    own = [new_id() for _one in people]
    db.execute(
        insert(SignUp),
        [
            {"id": key_, "party_id": key_, "person_id": one["id"], "email": one["email"], "training_id": key}
            | {"name": "P", "changed_at": known}
            for key_, one in zip(own, people, strict=True)
        ],
    )
