"""A database of its own with a control plane of its own, for tests that spoil, migrate or lock things."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tenants.cluster import prepare_cluster
from tenants.migrate import migrate_control
from tenants.provision import create_network
from tenants.registry import KnownNetwork, by_slug
from tenants.scope import Scope, password_for

SECRET = "tenant-secret-of-the-tests-0123456789"


def plant_nothing() -> list[str]:
    """A seed for networks that need no rows."""
    return []


@dataclass
class Ground:
    """Prepared and migrated as an operator would; networks are made without the portal."""

    admin_url: str
    name: str
    owner_url: str = field(init=False)
    control_url: str = field(init=False)
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        base = make_url(self.admin_url).set(database=f"portal_{self.name}")
        owner = base.set(username=f"owner_{self.name}", password="owner-of-test-schemas")
        control = base.set(username=f"control_{self.name}", password="control-of-tests")
        self.owner_url = owner.render_as_string(hide_password=False)
        self.control_url = control.render_as_string(hide_password=False)
        self.scope = Scope(self.control_url, SECRET, pool_size=4)

    def build(self) -> None:
        """The database, its logins and the control plane, anew."""
        self._drop_database()
        list(prepare_cluster(self.admin_url, self.owner_url, self.control_url))
        migrate_control(self.owner_url, self.control_url)

    def network(self, slug: str, **more: Any) -> KnownNetwork:
        """A network of this ground, made now."""
        values: dict[str, Any] = {"name": slug.capitalize(), "locale": "nl", "region": "", **more}
        return create_network(
            self.scope, self.owner_url, SECRET, slug=slug, **{"seed": plant_nothing, **values}
        )

    def look_up(self, slug: str) -> KnownNetwork:
        """The network as the registry has it now."""
        with self.scope.control(read_only=True) as control:
            found = by_slug(control, slug)
        assert found is not None
        return found

    @contextlib.contextmanager
    def admin(self, *, anywhere: bool = False) -> Iterator[psycopg.Connection]:
        """The superuser, here or (for databases and roles) in the server's own database."""
        url = make_url(self.admin_url).set(drivername="postgresql")
        if not anywhere:
            url = url.set(database=f"portal_{self.name}")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            yield connection

    def log_in(self, role: str, password: str | None = None, **options: Any) -> psycopg.Connection:
        """A plain connection of a network's login, or of another with its password."""
        url = make_url(self.control_url).set(drivername="postgresql", username=role)
        url = url.set(password=password or password_for(SECRET, role))
        return psycopg.connect(url.render_as_string(hide_password=False), **options)

    def drop(self) -> None:
        """The database and every login that belonged to it."""
        self.scope.dispose()
        self._drop_database()
        with self.admin(anywhere=True) as admin:
            for role in (f"owner_{self.name}", f"control_{self.name}"):
                admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))

    def _drop_database(self) -> None:
        with self.admin(anywhere=True) as admin:
            name = sql.Identifier(f"portal_{self.name}")
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            for (role,) in admin.execute(
                "SELECT rolname FROM pg_roles r WHERE rolname ~ '^t_[a-z0-9]{20}$'"
                " AND NOT EXISTS (SELECT FROM pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype <> 'o'"
                " AND d.classid <> 'pg_auth_members'::regclass)"
            ).fetchall():
                with contextlib.suppress(psycopg.Error):
                    admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
