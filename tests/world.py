"""One test network from outside: its people's browsers, its rows, its jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from flask import g
from sqlalchemy import event, text, update

from portal import runner
from portal.accounts import sessions
from portal.accounts.models import Person
from portal.extensions import Kernel
from portal.gate import Gate
from portal.profile import NetworkProfile, Profile
from portal.tables import NetworkBase
from tenants.owner import owner_connection
from tenants.registry import KnownNetwork
from tenants.scope import PlaneSession
from tests.browser_like import Browser

KEPT = {"theme", "network_profile"}
AS_MADE = {name: value for name, value in asdict(Profile()).items() if name != "country"}
"""The profile of a network of which nobody said anything yet; its country it has from the beginning."""


class World:
    """A network and everything a test does with it."""

    def __init__(self, app: Gate, network: KnownNetwork) -> None:
        self.app = app
        self.network = network
        self.kernel = cast(Kernel, app.extensions["kernel"])
        self.host = f"{network.slug}.localhost"

    @contextmanager
    def db(self) -> Iterator[PlaneSession]:
        """A session of the network's own login; committed when the block ends well."""
        with self.app.app_context():
            g.network = self.network
            with self.kernel.scope.network(self.network) as db:
                db.expire_on_commit = False
                yield db
                db.commit()
            self.kernel.directory.forget()

    def visitor(self) -> Browser:
        """A browser nobody is signed in with."""
        return Browser(self.app, self.host)

    def as_(self, person: Person | UUID) -> Browser:
        """A browser in which the person is signed in."""
        person_id = person if isinstance(person, UUID) else person.id
        with self.db() as db:
            token = sessions.start(db, db.get_one(Person, person_id))
        browser = self.visitor()
        browser.set_cookie("__Host-session", token)
        return browser

    def work(self) -> None:
        """Do everything that is due, as the worker would."""
        with self.app.app_context():
            g.network = self.network
            while runner.drain(self.network):
                pass

    def count(self, table: str) -> int:
        """Rows in one of the network's tables."""
        with self.db() as db:
            return int(db.execute(text(f"select count(*) from {table}")).scalar_one())

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What the database is asked while the block runs, the control plane left out."""
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "control." not in statement:
                asked.append(statement)

        event.listen(self.kernel.scope.engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(self.kernel.scope.engine, "before_cursor_execute", note)

    def wipe(self) -> None:
        """Empty the network, as its owner; what every network is seeded with stays, as it was seeded."""
        role: Any = self.network.role
        tables = ", ".join(
            f"{role}.{table.name}" for table in NetworkBase.metadata.sorted_tables if table.name not in KEPT
        )
        with owner_connection(str(self.kernel.settings.database_owner_url)) as owner:
            owner.execute(f"TRUNCATE {tables}")  # type: ignore[arg-type]
        with self.db() as db:
            db.execute(update(NetworkProfile).values(**AS_MADE))
            db.execute(text("delete from shared.wake_up"))
            db.execute(text("delete from shared.published_group"))
            db.execute(text("delete from shared.pooled_article"))
            db.execute(text("delete from shared.published_date"))
            db.execute(
                text(
                    "insert into shared.public_revision (number) values (1) on conflict (role)"
                    " do update set number = shared.public_revision.number + 1"
                )
            )
