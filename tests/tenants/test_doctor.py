"""The doctor is silent about a sound server and names every fault that is planted."""

from __future__ import annotations

import pytest

from tenants.doctor import examine
from tests.tenants.ground import Ground

pytestmark = pytest.mark.xdist_group("tenants.doctor")

NETWORK_FAULTS = {
    "GRANT {theirs} TO {mine}": "its login role is a member of another role",
    "GRANT {mine} TO {control}": "may act as its login role",
    "ALTER ROLE {mine} CREATEROLE": "more rights than a network may have",
    "ALTER ROLE {mine} BYPASSRLS": "more rights than a network may have",
    "ALTER ROLE {mine} INHERIT": "more rights than a network may have",
    "ALTER ROLE {mine} NOLOGIN": "cannot log in",
    "ALTER ROLE {mine} CONNECTION LIMIT -1": "its connection limit is -1",
    "ALTER ROLE {mine} SET statement_timeout = 0": "its setting statement_timeout is '0'",
    "ALTER ROLE {mine} SET search_path = {theirs}": "its setting search_path",
    "ALTER ROLE {mine} SET role = {mine}": "its setting role",
    "ALTER ROLE {mine} RESET lock_timeout": "its setting lock_timeout is None",
    "GRANT USAGE ON SCHEMA {mine} TO {theirs}": "others than its own login may enter its schema",
    "GRANT USAGE ON SCHEMA {mine} TO PUBLIC": "others than its own login may enter its schema",
    "GRANT CREATE ON SCHEMA {mine} TO {mine}": "rights of its login on its schema",
    "REVOKE USAGE ON SCHEMA {mine} FROM {mine}": "rights of its login on its schema",
    "ALTER SCHEMA {mine} OWNER TO postgres": "its schema belongs to postgres",
    "GRANT SELECT ON {mine}.person TO {theirs}": "table person is open to {theirs}",
    "GRANT SELECT (name) ON {mine}.person TO PUBLIC": "table person is open to PUBLIC",
    "GRANT DELETE ON {mine}.audit_entry TO {mine}": "rights on table audit_entry are ['DELETE', ",
    "GRANT SELECT ON {mine}.alembic_version TO {mine}": "rights on table alembic_version",
    "REVOKE UPDATE ON {mine}.job FROM {mine}": "rights on table job are ['DELETE', 'INSERT', 'SELECT']",
    "ALTER TABLE {mine}.task OWNER TO {mine}": "its login role owns something",
    "DROP TABLE {mine}.task": "rights on table task are []",
    "CREATE VIEW {mine}.peek AS SELECT * FROM {theirs}.person": "table peek belongs to postgres",
    "ALTER TABLE {mine}.person ADD COLUMN diagnosis text": "not from our migrations: column person.diagnosis",
    "ALTER TABLE {mine}.person ALTER COLUMN email DROP NOT NULL": "missing: column person.email text",
    "DROP INDEX {mine}.ix_task_open": "missing: index CREATE INDEX ix_task_open",
    "ALTER TABLE {mine}.person DROP CONSTRAINT ck_person_email": "missing: constraint person.ck_person_email",
    "CREATE FUNCTION {mine}.f() RETURNS int LANGUAGE sql AS 'select 1'": "not from our migrations: function",
    "UPDATE {mine}.alembic_version SET version_num = 'n001'": "the registry",
    "UPDATE control.network SET revision = 'n001' WHERE role = '{mine}'": "the registry n001",
}
CLUSTER_FAULTS = {
    "GRANT EXECUTE ON FUNCTION pg_stat_get_live_tuples(oid) TO PUBLIC": "live_tuples(oid) is open",
    "GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC": "lo_create(oid) is open",
    "GRANT EXECUTE ON FUNCTION pg_try_advisory_lock(bigint) TO PUBLIC": "try_advisory_lock(bigint) is open",
    "GRANT SELECT (reltuples) ON pg_class TO PUBLIC": "pg_class.reltuples is open",
    "GRANT SELECT ON pg_class TO PUBLIC": "pg_class.relpages is open",
    "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC": "every login may write plpgsql",
    "GRANT CONNECT ON DATABASE {database} TO PUBLIC": "PUBLIC may connect",
    "GRANT TEMP ON DATABASE {database} TO PUBLIC": "PUBLIC may connect",
    "GRANT USAGE ON SCHEMA public TO PUBLIC": "everybody may enter the schema public",
    "GRANT USAGE ON SCHEMA control TO PUBLIC": "everybody may enter the schema control",
    "ALTER TABLE shared.wake_up DISABLE ROW LEVEL SECURITY": "row security of shared.wake_up",
    "CREATE POLICY all_rows ON shared.published_group USING (true)": "row security of shared.published_group",
    "DROP POLICY own_rows ON shared.public_revision": "row security of shared.public_revision",
    "GRANT UPDATE ON shared.postcode TO PUBLIC": "may do SELECT, UPDATE with shared.postcode",
    "ALTER ROLE {control} CREATEROLE": "more rights than the web process may have",
    "GRANT {owner} TO {control}": "is a member of",
}


@pytest.fixture(scope="module")
def names(ground: Ground) -> dict[str, str]:
    """Two sound networks, and what a fault may name."""
    return {
        "mine": ground.network("alpha").role,
        "theirs": ground.network("beta").role,
        "control": f"control_{ground.name}",
        "owner": f"owner_{ground.name}",
        "database": f"portal_{ground.name}",
    }


def findings(ground: Ground, slug: str) -> list[str]:
    return dict(examine(ground.owner_url))[slug]


@pytest.mark.usefixtures("names")
def test_a_sound_server_gives_no_findings(ground: Ground) -> None:
    assert dict(examine(ground.owner_url)) == {"(cluster)": [], "alpha": [], "beta": []}


@pytest.mark.parametrize("fault", [*NETWORK_FAULTS, *CLUSTER_FAULTS])
def test_every_planted_fault_is_named(ground: Ground, names: dict[str, str], fault: str) -> None:
    place = "alpha" if fault in NETWORK_FAULTS else "(cluster)"
    expected = {**NETWORK_FAULTS, **CLUSTER_FAULTS}[fault].format(**names)
    with ground.admin() as admin:
        admin.execute("BEGIN")
        admin.execute(fault.format(**names).encode())
        found = _examine_inside(ground, admin, place)
        admin.execute("ROLLBACK")
    assert any(expected in line for line in found), found


def _examine_inside(ground: Ground, admin: object, place: str) -> list[str]:
    """As the owner would see it, in the transaction that planted the fault (so it need not be mended)."""
    from contextlib import contextmanager

    from tenants import doctor

    @contextmanager
    def same_connection(_url: str):  # type: ignore[no-untyped-def]
        yield admin

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "owner_connection", same_connection)
        return findings(ground, place)


def test_a_lost_role_or_schema_is_named(ground: Ground) -> None:
    ground.network("lost")
    with ground.admin() as admin:
        admin.execute("UPDATE control.network SET role = 't_00000000000000000000' WHERE slug = 'lost'")
        assert findings(ground, "lost")[:2] == ["its login role is missing", "its schema is missing"]
        admin.execute("DELETE FROM control.network WHERE slug = 'lost'")
