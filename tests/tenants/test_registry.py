"""How an address leads to a network, or to nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tenants.provision import suspend_network
from tenants.registry import NEWCOMER, Directory, NetworkState, all_networks, by_role, by_slug
from tests.tenants.ground import Ground

pytestmark = pytest.mark.xdist_group("tenants.registry")


@pytest.fixture(scope="module")
def settled(ground: Ground) -> Ground:
    """One network with a proven and an unproven domain, and one with one to be proven next year."""
    alpha, beta = ground.network("alpha", name="Zeeland"), ground.network("beta", name="Achterhoek")
    with ground.admin() as admin:
        for host, network, when in (
            ("zelfhulp-zeeland.example", alpha, "now() - interval '1 day'"),
            ("unproven.example", alpha, "NULL"),
            ("early.example", beta, "now() + interval '1 year'"),
        ):
            admin.execute(
                f"INSERT INTO control.network_host VALUES (%s, %s, {when})".encode(), [host, network.id]
            )
    return ground


@contextmanager
def asking(ground: Ground, asked: list[str]) -> Iterator[None]:
    """Note every statement sent meanwhile."""

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(ground.scope.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(ground.scope.engine, "before_cursor_execute", note)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Move the clock by which answers grow old."""
    then = time.monotonic() + seconds
    monkeypatch.setattr(time, "monotonic", lambda: then)


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("alpha.portal.example", "alpha"),
        ("beta.portal.example", "beta"),
        ("zelfhulp-zeeland.example", "alpha"),
        ("unproven.example", None),
        ("early.example", None),
        ("gamma.portal.example", None),
        ("portal.example", None),
        ("alphaportal.example", None),
        ("alpha.portal.example.evil.example", None),
        ("a.alpha.portal.example", None),
        ("ALPHA.portal.example", None),
        ("alpha.portal.example.", None),
        (".portal.example", None),
        ("alpha", None),
        ("", None),
        ("' or true --.portal.example", None),
        ("alpha%.portal.example", None),
    ],
)
def test_a_host_leads_to_its_network_or_to_nobody(settled: Ground, host: str, slug: str | None) -> None:
    found = Directory(settled.scope, "portal.example").find_by_host(host)
    assert (found.slug if found else None) == slug


def test_the_register_is_remembered_for_a_moment_and_then_read_again(
    settled: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    directory = Directory(settled.scope, "portal.example", keep=60)
    with asking(settled, asked):
        for _ in range(5):
            directory.find_by_host("alpha.portal.example")
            directory.find_by_host("beta.portal.example")
            directory.find_by_host("nobody.example")
        assert len(asked) == 1
        directory.forget()
        directory.find_by_host("alpha.portal.example")
        assert len(asked) == 2
        later(monkeypatch, 61)
        directory.find_by_host("alpha.portal.example")
        assert len(asked) == 3


def test_hosts_that_nobody_has_cost_no_memory_and_seldom_a_statement(settled: Ground) -> None:
    asked: list[str] = []
    directory = Directory(settled.scope, "portal.example", keep=60)
    with asking(settled, asked):
        for number in range(2_000):
            assert directory.find_by_host(f"h{number}.portal.example") is None
    assert len(asked) < 200
    assert len(directory._register[1]) == 3


def test_the_register_lists_by_name_and_leaves_the_retired_out(settled: Ground) -> None:
    settled.network("gone", name="Aaa")
    with settled.admin() as admin:
        admin.execute("UPDATE control.network SET state = 'retired' WHERE slug = 'gone'")
    with settled.scope.control(read_only=True) as control:
        assert [network.slug for network in all_networks(control)] == ["beta", "alpha"]
        gone = by_slug(control, "gone")
        assert gone is not None
        assert gone.state is NetworkState.RETIRED
        assert by_role(control, gone.role) == gone
        assert by_role(control, "t_" + "0" * 20) is None


def test_suspending_and_opening_again(settled: Ground) -> None:
    assert suspend_network(settled.owner_url, "beta")
    assert settled.look_up("beta").state is NetworkState.SUSPENDED
    assert suspend_network(settled.owner_url, "beta")
    assert suspend_network(settled.owner_url, "beta", suspended=False)
    assert settled.look_up("beta").state is NetworkState.ACTIVE
    assert not suspend_network(settled.owner_url, "nobody")


def test_maintenance_is_not_undone_by_suspending(settled: Ground) -> None:
    with settled.admin() as admin:
        admin.execute("UPDATE control.network SET state = 'maintenance' WHERE slug = 'beta'")
    assert not suspend_network(settled.owner_url, "beta", suspended=False)
    assert settled.look_up("beta").state is NetworkState.MAINTENANCE


def test_a_network_just_made_is_found(settled: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Directory(settled.scope, "portal.example", keep=60)
    assert directory.find_by_host("delta.portal.example") is None
    settled.network("delta", name="Delta")
    later(monkeypatch, NEWCOMER + 0.1)
    found = directory.find_by_host("delta.portal.example")
    assert found is not None
    assert found.name == "Delta"


def test_nobody_takes_the_address_of_a_network_as_a_domain_of_their_own(settled: Ground) -> None:
    with settled.admin() as admin:
        admin.execute(
            "INSERT INTO control.network_host (host, network_id, verified_at)"
            " SELECT 'alpha.portal.example', id, now() - interval '1 hour' FROM control.network"
            " WHERE slug = 'beta'"
        )
    found = Directory(settled.scope, "portal.example").find_by_host("alpha.portal.example")
    assert found is not None
    assert found.slug == "alpha"
