"""The models, the migrations and a network's schema say the same."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, MetaData, create_engine, make_url, text

import portal
from portal.tables import NetworkBase
from tenants import history
from tenants.owner import owner_connection, run_statements
from tenants.registry import ControlBase
from tenants.shape import shape, wanted_shape
from tests.tenants.ground import Ground

pytestmark = pytest.mark.xdist_group("tenants.drift")

for _feature in portal.FEATURES:  # with all that they import, every table is known
    import_module(f"portal.{_feature}.feature")


@pytest.fixture(scope="module")
def role(ground: Ground) -> str:
    return ground.network("alpha").role


def _differences(ground: Ground, metadata: MetaData, schema: str | None) -> list[Any]:
    url = make_url(ground.admin_url).set(drivername="postgresql+psycopg", database=f"portal_{ground.name}")
    engine = create_engine(url)
    with engine.connect() as connection:
        if schema:
            connection.execute(text(f"set search_path = {schema}"))
        options: dict[str, Any] = {"compare_type": True, "compare_server_default": True}
        if not schema:
            options["include_schemas"] = True
            options["include_name"] = lambda name, kind, _parent: (
                kind != "schema" or name in ("control", "shared")
            )
        options["include_object"] = lambda thing, name, *_: name != "alembic_version"
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    return found


def _checks(metadata: MetaData) -> set[str]:
    return {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def _checks_in(connection: psycopg.Connection, *schemas: str) -> set[str]:
    return {
        name
        for (name,) in connection.execute(
            "SELECT conname FROM pg_constraint"
            " WHERE contype = 'c' AND connamespace::regnamespace::text = ANY(%s)",
            [list(schemas)],
        )
    }


def test_the_models_are_what_the_migrations_make(ground: Ground, role: str) -> None:
    assert _differences(ground, NetworkBase.metadata, role) == []
    with ground.admin() as admin:
        assert _checks_in(admin, role) == _checks(NetworkBase.metadata)


def test_the_control_plane_is_what_its_migrations_make(ground: Ground) -> None:
    assert _differences(ground, ControlBase.metadata, None) == []
    with ground.admin() as admin:
        assert _checks_in(admin, "control", "shared") == _checks(ControlBase.metadata)


def test_control_the_comparison_sees_a_column_an_index_and_a_type(ground: Ground, role: str) -> None:
    with ground.admin() as admin:
        for statement in (
            f"ALTER TABLE {role}.task ADD COLUMN stray integer",
            f"DROP INDEX {role}.ix_task_open",
            f"ALTER TABLE {role}.task ALTER COLUMN kind TYPE varchar(9)",
            f"ALTER TABLE {role}.task ALTER COLUMN sentence DROP NOT NULL",
            f"ALTER TABLE {role}.job DROP CONSTRAINT ck_job_state",
        ):
            admin.execute(statement.encode())
        found = str(_differences(ground, NetworkBase.metadata, role))
        assert all(
            word in found for word in ("stray", "ix_task_open", "VARCHAR(length=9)", "modify_nullable")
        )
        assert _checks(NetworkBase.metadata) - _checks_in(admin, role) == {"ck_job_state"}


def test_a_new_network_looks_like_one_that_went_through_every_revision(ground: Ground) -> None:
    network = ground.network("beta")
    _, scripts = history._scripts("network")
    revisions = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    with owner_connection(ground.owner_url) as owner, owner.transaction(force_rollback=True):
        owner.execute("CREATE SCHEMA stepwise")
        owner.execute("SET LOCAL search_path = stepwise")
        for before, after in zip([None, *revisions], revisions, strict=False):
            run_statements(owner, _one_step(before, after, network.role))
        assert shape(owner, "stepwise") == shape(owner, network.role) == wanted_shape(owner, network.role)


def _one_step(before: str | None, after: str, role: str) -> list[str]:
    """The statements of one revision alone."""
    until = history.compile_sql("network", before)
    rest = history.compile_sql("network", after) if after != history.head("network") else ()
    own = until[: len(until) - len(rest)] if rest else until
    return [statement.replace(history.NETWORK_ROLE, role) for statement in own]


def test_a_network_has_no_sequences_triggers_or_functions(ground: Ground) -> None:
    """Each would count a thousand times, and none of them moves to another server alone."""
    network = ground.network("gamma")
    with ground.admin() as admin:
        lines = shape(admin, network.role)
        kinds = admin.execute(
            "SELECT DISTINCT relkind::text FROM pg_class WHERE relnamespace = %s::regnamespace",
            [network.role],
        ).fetchall()
    assert not [line for line in lines if line.startswith(("trigger", "function"))]
    assert {kind for (kind,) in kinds} == {"r", "i"}
