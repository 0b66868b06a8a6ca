"""Making a network: repeatable after a kill at every step, equal to the history, and flat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tenants import history, provision
from tenants.doctor import examine
from tenants.provision import SlugRefused, check_slug
from tenants.registry import NetworkState, by_slug
from tenants.scope import Scope
from tenants.verifier import ROUNDS, scram_verifier
from tests.tenants.ground import SECRET, Ground
from tests.tenants.revisions import newer_history

pytestmark = pytest.mark.xdist_group("tenants.provision")


class Killed(BaseException):
    """Stands for the process being gone: nothing may catch it."""


def _seed() -> list[str]:
    theme = "insert into theme (code, position, nl, en, de, synonyms) values ('rouw', 1, '', '', '', '{}')"
    return [f"{theme} on conflict do nothing"]


def _killed(*_: object, **__: object) -> None:
    raise Killed


def _half_seed() -> list[str]:
    return [*_seed(), "insert into theme (code) values ('no position')"]


STEPS = {
    "in the register": ("_register", Killed),
    "before the role": ("role_statements", Killed),
    "before the tables": ("run_statements", Killed),
    "in the seed": (None, psycopg.errors.NotNullViolation),
    "before activating": ("head", Killed),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_was_cut_off_leaves_nothing_and_the_next_makes_all(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    slug = step.replace(" ", "-")
    name, fault = STEPS[step]
    with monkeypatch.context() as patch:
        if name:
            patch.setattr(provision, name, _killed)
        with pytest.raises(fault):
            ground.network(slug, seed=_seed if name else _half_seed)
    with ground.scope.control(read_only=True) as control:
        assert by_slug(control, slug) is None
    network = ground.network(slug, seed=_seed)
    assert (network.state, network.revision) == (NetworkState.ACTIVE, history.head("network"))
    with ground.scope.network(network) as db:
        assert db.execute(text("select count(*) from theme")).scalar_one() == 1
    assert [findings for slug_, findings in examine(ground.owner_url) if slug_ == slug] == [[]]


def test_a_half_made_network_is_brought_to_a_newer_revision(ground: Ground, tmp_path: Path) -> None:
    """An earlier release left it with its tables; meanwhile the code moved on by one revision."""
    role = ground.network("slow", seed=_seed).role
    with ground.admin() as admin:
        admin.execute("UPDATE control.network SET state = 'preparing', revision = NULL WHERE slug = 'slow'")
        admin.execute(f"ALTER ROLE {role} NOLOGIN")
    with newer_history(tmp_path):
        network = ground.network("slow", seed=_seed)
    assert (network.role, network.revision, network.state) == (role, "n900", NetworkState.ACTIVE)
    with ground.scope.network(network) as db:
        assert db.execute(text("select count(*) from theme")).scalar_one() == 1
    with ground.admin() as admin:
        columns = admin.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_schema = %s AND column_name = 'added'",
            [network.role],
        ).fetchall()
    assert len(columns) == 1


def test_a_name_that_is_taken_or_impossible_is_refused(ground: Ground) -> None:
    ground.network("taken")
    with pytest.raises(SlugRefused, match="already a network"):
        ground.network("taken")
    with ground.admin() as admin:
        admin.execute("UPDATE control.network SET state = 'retired' WHERE slug = 'taken'")
    with pytest.raises(SlugRefused, match="already a network"):
        ground.network("taken")


@pytest.mark.parametrize(
    "slug",
    [
        *(
            "",
            "a",
            "-a",
            "a-",
            "a--b",
            "xn--caf-dma",
            "A",
            "zwolle.example",
            "zwolle/..",
            "a b",
            "a_b",
            "a'b",
            "é",
        ),
        *("a\n", "a\x00b", "a" * 41, "www", "mail", "admin", "autodiscover"),
    ],
)
def test_what_cannot_be_an_address_is_refused_before_anything_is_made(slug: str) -> None:
    with pytest.raises(SlugRefused):
        check_slug(slug)


@pytest.mark.parametrize("slug", ["ab", "zuidoost-brabant", "a1", "1a", "a" * 40])
def test_what_can_be_an_address_is_taken(slug: str) -> None:
    check_slug(slug)


def test_slug_and_schema_say_nothing_of_each_other(ground: Ground) -> None:
    one, two = ground.network("one"), ground.network("two")
    assert one.role != two.role
    assert "one" not in one.role.removeprefix("t_") or len(one.role) == 22


def test_the_password_follows_the_secret_and_is_needed(ground: Ground) -> None:
    network = ground.network("locked")
    with ground.log_in(network.role) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (network.role,)
    with pytest.raises(psycopg.OperationalError, match="password"):
        ground.log_in(network.role, "wrong")
    stranger = Scope(ground.control_url, "another secret")
    with pytest.raises(Exception, match="password"), stranger.network(network) as db:
        db.execute(text("select 1"))
    assert SECRET not in repr(stranger)


def test_making_a_network_sends_as_much_for_the_twelfth_as_for_the_first(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seconds are measured in bench/; here nothing may look at the neighbours' tables."""
    sent: list[bytes] = []
    plain = psycopg.Connection.execute

    def counting(self: psycopg.Connection, query: Any, *rest: Any, **more: Any) -> Any:
        sent.append(query if isinstance(query, bytes) else str(query).encode())
        return plain(self, query, *rest, **more)

    monkeypatch.setattr(psycopg.Connection, "execute", counting)
    counts = []
    for number in range(12):
        sent.clear()
        ground.network(f"n{number}")
        counts.append(len(sent))
        assert b"IN SCHEMA" not in b" ".join(sent)
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 24


def test_the_verifier_opens_the_door_for_its_password_only(ground: Ground) -> None:
    network = ground.network("verified")
    with ground.admin() as admin:
        kept = admin.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [network.role]
        ).fetchone()
    assert kept is not None and kept[0].startswith(f"SCRAM-SHA-256${ROUNDS}:")
    with ground.scope.network(network) as db:
        assert db.execute(text("select current_user")).scalar_one() == network.role
    with ground.admin() as admin:
        admin.execute(f"ALTER ROLE {network.role} PASSWORD '{scram_verifier('another')}'")
    fresh = Scope(ground.control_url, SECRET)
    with pytest.raises(OperationalError, match="authentication failed"), fresh.network(network) as db:
        db.execute(text("select 1"))
