"""One network's login against the neighbour's secrets, and the same list where it must succeed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tenants import cluster
from tests.tenants.attacks import ATTACKS, Attack
from tests.tenants.ground import Ground

pytestmark = pytest.mark.xdist_group("tenants.attacks")

ROWS = 4357
SECRETS = re.compile(rf"zebedeus|kwikstaart|canarigroep|canariverhaal|2031-04-07|\b{ROWS}\b", re.I)
LEAKS_OF_A_SHARED_LOGIN = 55
"""How many of the list reach the neighbour where one login serves all networks by SET LOCAL ROLE."""

LogIn = Callable[..., psycopg.Connection]


def _plant(ground: Ground) -> dict[str, str]:
    """Two networks; the second holds people, a mail, a group and shared rows that nobody else may see."""
    mine, theirs = ground.network("alpha").role, ground.network("beta").role
    with ground.admin() as admin:
        names = {"theirs": sql.Identifier(theirs), "role": sql.Literal(theirs), "rows": sql.Literal(ROWS)}
        for statement in _PLANTED.split(";\n"):
            admin.execute(sql.SQL(statement).format(**names))  # type: ignore[arg-type]
    with ground.log_in(theirs) as neighbour:
        neighbour.execute("SELECT 'zebedeus'")
    return {"mine": mine, "theirs": theirs}


_PLANTED = """
INSERT INTO {theirs}.person (id, email, name, is_steward, created_at)
SELECT gen_random_uuid(), 'kwikstaart' || n || '@canary.example', 'Zebedeus ' || n, false, now()
FROM generate_series(1, {rows}) n;
INSERT INTO {theirs}.mail (id, template, recipient, subject, body_text, body_html, message_id, created_at)
SELECT gen_random_uuid(), 't', 'kwikstaart@canary.example', 's',
    string_agg(md5(n::text) || 'canariverhaal', ''), '', 'm', now() FROM generate_series(1, 900) n;
INSERT INTO shared.published_group (role, group_id, slug, name, place, themes, meeting, formats, audiences,
    words, document, sort_key) VALUES
    ({role}, gen_random_uuid(), 's', 'Canarigroep', 'p', '{{}}', 'm', '{{}}', '{{}}', 'canarigroep', '', '');
INSERT INTO shared.wake_up VALUES ({role}, '2031-04-07');
INSERT INTO shared.public_revision VALUES ({role}, {rows});
SELECT lo_from_bytea(4711, 'canariverhaal');
ANALYZE;
SELECT pg_stat_force_next_flush()
"""


def _answer(connection: psycopg.Connection, attack: Attack, names: dict[str, str]) -> str | None:
    """Everything that came back, error texts included; None when a statement was refused silently."""
    heard: list[str] = []
    connection.add_notice_handler(lambda notice: heard.append(str(notice.message_primary)))
    try:
        for statement in attack.statements:
            # A plain text: some attacks hold braces and percent signs of their own.
            cursor = connection.execute(_fill(statement, names).encode())
            while True:
                heard += [repr(row) for row in cursor.fetchall()] if cursor.description else ["done"]
                if not cursor.nextset():
                    break
    except psycopg.Error as error:
        return f"refused: {error}" if SECRETS.search(str(error)) else None
    return "\n".join(heard)


def _fill(statement: str, names: dict[str, str]) -> str:
    return statement.replace("{mine}", names["mine"]).replace("{theirs}", names["theirs"])


def _leaks(attack: Attack, answer: str | None) -> bool:
    if answer is None:
        return False
    skipped = "skipping it" in answer
    return bool(SECRETS.search(answer)) or (attack.refused and not skipped)


@pytest.fixture(scope="module")
def names(ground: Ground) -> dict[str, str]:
    """Roles of the attacker and the neighbour, on a server prepared as ours are."""
    return _plant(ground)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_networks_login_reaches_nothing_of_its_neighbour(
    ground: Ground, names: dict[str, str], attack: Attack
) -> None:
    with ground.log_in(names["mine"], autocommit=attack.outside, prepare_threshold=0) as connection:
        answer = _answer(connection, attack, names)
        connection.rollback()
    assert not _leaks(attack, answer), answer


@pytest.fixture(scope="module")
def open_ground(admin_url: str, process: str) -> Iterator[Ground]:
    """A server as PostgreSQL installs it: nothing is taken from PUBLIC."""
    made = Ground(admin_url, f"{process}_open")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "_close_catalog", lambda _connection, _owner: 0)
        made.build()
    yield made
    made.drop()


def test_the_same_list_leaks_where_one_login_serves_all(open_ground: Ground) -> None:
    """The usual design: one login, SET LOCAL ROLE for each transaction. The list must see it leak."""
    names, login = _plant(open_ground), f"shared_{open_ground.name}"
    with open_ground.admin() as admin:
        admin.execute(f"DROP ROLE IF EXISTS {login}".encode())
        admin.execute(f"CREATE ROLE {login} LOGIN NOINHERIT PASSWORD 'x'".encode())
        admin.execute(f"GRANT {names['mine']}, {names['theirs']} TO {login}".encode())
        admin.execute(f"GRANT CONNECT ON DATABASE portal_{open_ground.name} TO {login}".encode())
        admin.execute(f"GRANT TEMP ON DATABASE portal_{open_ground.name} TO PUBLIC".encode())
    try:
        leaked = [
            attack.name
            for attack in ATTACKS
            if _leaks(attack, _as_shared_login(open_ground, login, attack, names))
        ]
    finally:
        open_ground.scope.dispose()
        with open_ground.admin() as admin:
            admin.execute(f"DROP OWNED BY {login}".encode())
            admin.execute(f"DROP ROLE {login}".encode())
    assert len(leaked) >= LEAKS_OF_A_SHARED_LOGIN, leaked
    assert {"set_config of the role and ts_stat in one select", "stacked statements", "set role"} <= set(
        leaked
    )


def _as_shared_login(ground: Ground, login: str, attack: Attack, names: dict[str, str]) -> str | None:
    with ground.log_in(login, "x", autocommit=attack.outside) as connection:
        connection.execute(f"SET {'' if attack.outside else 'LOCAL'} ROLE {names['mine']}".encode())
        answer = _answer(connection, attack, names)
        connection.rollback()
        return answer


def test_stacked_statements_are_a_syntax_error_for_the_application(
    ground: Ground, names: dict[str, str]
) -> None:
    network = ground.look_up("alpha")
    with ground.scope.network(network) as db:
        assert db.execute(text("select current_user")).scalar_one() == names["mine"]
        with pytest.raises(DBAPIError, match="multiple commands"):
            db.execute(text("select 1; select 2"))
