"""One run: what the figures share, and how much time they may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from bench.database import Database, Servers
from bench.web import Web

MANY = 200


@dataclass
class Bench:
    """Servers and databases, made when the first figure asks for them."""

    quick: bool = False
    servers: Servers = field(default_factory=Servers)
    webs: list[Web] = field(default_factory=list)

    def rounds(self, wanted: int) -> int:
        """How often to measure; a smoke run only shows that everything works."""
        return max(2, wanted // 20) if self.quick else wanted

    @property
    def many_networks(self) -> int:
        """How many networks `many` holds."""
        return 12 if self.quick else MANY

    @cached_property
    def one(self) -> Database:
        """A database with a single network."""
        database = self.servers.database("portal_one")
        database.grow(1)
        return database

    @cached_property
    def many(self) -> Database:
        """A database with many networks."""
        database = self.servers.database("portal_many")
        database.grow(self.many_networks)
        return database

    @cached_property
    def pages(self) -> Database:
        """A database with three networks of different sizes, for what is counted or filled."""
        database = self.servers.database("portal_pages")
        database.grow(3)
        return database

    def web(self, target: str, database: Database | None = None, **more: str) -> Web:
        """A web server for `target`, with the environment of `database` and `more`; see `stop_webs`."""
        env = database.product_env if database else {}
        self.webs.append(Web(target, {**env, **more}))
        return self.webs[-1]

    def stop_webs(self) -> None:
        """Every figure ends with its web servers gone."""
        while self.webs:
            self.webs.pop().stop()
