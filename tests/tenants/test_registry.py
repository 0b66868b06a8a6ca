"""How an address leads to a network, or to nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from tenants.provision import suspend_network
from tenants.registry import Directory, NetworkState, all_networks, by_role, by_slug
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


def test_an_answer_is_remembered_for_a_moment_and_then_asked_again(settled: Ground) -> None:
    asked: list[str] = []

    def _count(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    directory = Directory(settled.scope, "portal.example", keep=60)
    event.listen(settled.scope.engine, "before_cursor_execute", _count)
    try:
        for _ in range(5):
            directory.find_by_host("alpha.portal.example")
            directory.find_by_host("nobody.portal.example")
        assert len(asked) == 2
        directory.forget()
        directory.find_by_host("alpha.portal.example")
        assert len(asked) == 3
        directory._keep = 0
        directory.find_by_host("alpha.portal.example")
        assert len(asked) == 4
    finally:
        event.remove(settled.scope.engine, "before_cursor_execute", _count)


def test_hostile_hosts_do_not_fill_the_memory(settled: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Directory(settled.scope, "portal.example")
    monkeypatch.setattr(directory, "_look_up", lambda _host: None)
    for number in range(12_000):
        directory.find_by_host(f"h{number}.portal.example")
    assert len(directory._answers) < 6_000


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
