"""What the web process does not hold it cannot lose: its login makes no roles, schemas or networks."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import make_url

from config.settings import BadSettings, load_settings
from tenants.provision import ROLE_SETTINGS
from tests.tenants.ground import Ground

pytestmark = pytest.mark.xdist_group("tenants.least_rights")

REFUSED = (
    "CREATE ROLE r",
    "CREATE ROLE r IN ROLE {network}",
    "ALTER ROLE {network} PASSWORD 'x'",
    "DROP ROLE {network}",
    "GRANT {network} TO {control}",
    "SET ROLE {network}",
    "SET ROLE {owner}",
    "CREATE SCHEMA s",
    "CREATE TABLE control.t (a int)",
    "CREATE TABLE public.t (a int)",
    "CREATE TEMP TABLE t (a int)",
    "CREATE DATABASE d",
    "SELECT * FROM {network}.person",
    "INSERT INTO control.network (id, slug, name, role) VALUES (gen_random_uuid(), 's', 'n', 't_x')",
    "UPDATE control.network SET state = 'active'",
    "UPDATE control.network SET placement = 'evil.example:5432'",
    "DELETE FROM control.network",
    "TRUNCATE control.network",
    "INSERT INTO control.network_host VALUES ('evil.example', gen_random_uuid(), now())",
    "UPDATE control.network_host SET verified_at = now()",
    "UPDATE control.alembic_version SET version_num = 'x'",
    "INSERT INTO shared.wake_up VALUES ('{network}', now())",
    "ALTER TABLE shared.wake_up DISABLE ROW LEVEL SECURITY",
    "TRUNCATE shared.published_group",
    "INSERT INTO shared.postcode VALUES ('NL', '5701', 51, 5, 'Helmond')",
    "SELECT pg_read_file('PG_VERSION')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
)


@pytest.fixture(scope="module")
def names(ground: Ground) -> dict[str, str]:
    network = ground.network("alpha").role
    return {"network": network, "control": f"control_{ground.name}", "owner": f"owner_{ground.name}"}


@pytest.mark.parametrize("statement", REFUSED)
def test_the_control_login_is_refused(ground: Ground, names: dict[str, str], statement: str) -> None:
    url = make_url(ground.control_url).set(drivername="postgresql")
    with (
        psycopg.connect(
            url.render_as_string(hide_password=False), autocommit=statement.startswith("CREATE D")
        ) as db,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        db.execute(statement.format(**names).encode())


def test_the_control_login_reads_the_register_and_changes_no_published_row(
    ground: Ground, names: dict[str, str]
) -> None:
    with ground.log_in(names["network"]) as network:
        network.execute("INSERT INTO shared.wake_up (due_at) VALUES (now())")
    url = make_url(ground.control_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as db:
        assert db.execute("SELECT slug FROM control.network").fetchall() == [("alpha",)]
        assert db.execute("SELECT role FROM shared.wake_up").fetchall() == [(names["network"],)]
        assert db.execute("UPDATE shared.wake_up SET due_at = now()").rowcount == 0
        assert db.execute("DELETE FROM shared.wake_up").rowcount == 0


def test_a_networks_login_is_bounded(ground: Ground, names: dict[str, str]) -> None:
    with ground.log_in(names["network"]) as db:
        for name, value in ROLE_SETTINGS.items():
            assert db.execute("SELECT current_setting(%s)", [name]).fetchone() == (value,)
    with ground.admin() as admin:
        admin.execute(f"ALTER ROLE {names['network']} CONNECTION LIMIT 1".encode())
        try:
            with ground.log_in(names["network"]), pytest.raises(psycopg.OperationalError, match="too many"):
                ground.log_in(names["network"])
        finally:
            admin.execute(f"ALTER ROLE {names['network']} CONNECTION LIMIT 40".encode())


def test_neither_login_reaches_another_database(ground: Ground, names: dict[str, str]) -> None:
    for user, password in ((names["network"], None), (names["control"], "control-of-tests")):
        for database in ("postgres", "template1"):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                ground.log_in(user, password, dbname=database)


def test_the_web_process_needs_neither_owner_nor_superuser(ground: Ground) -> None:
    """Its whole environment, as in production; the two logins that can make things are optional."""
    environment = {
        "ENVIRONMENT": "test",
        "DATABASE_URL": ground.control_url,
        "TENANT_DB_SECRET": "a" * 40,
        "SECRET_KEY": "b" * 40,
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "SMTP_URL": "smtp://127.0.0.1:25",
        "MAIL_FROM": "post@portal.example",
        "BASE_DOMAIN": "localhost",
        "PUBLIC_SCHEME": "http",
    }
    settings = load_settings(environment)
    assert settings.database_owner_url is None
    assert settings.database_admin_url is None
    with pytest.raises(BadSettings, match="same database user"):
        load_settings({**environment, "DATABASE_OWNER_URL": ground.control_url})
