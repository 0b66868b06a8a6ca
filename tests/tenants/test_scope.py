"""Objects stay in the network they came from."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import event, text

from portal.audit import AuditEntry
from portal.tables import new_id
from tenants import scope as scope_module
from tenants.registry import KnownNetwork
from tenants.scope import LOST_AFTER, ForeignNetwork, PlaneSession, password_for
from tests.tenants.ground import SECRET, Ground

pytestmark = pytest.mark.xdist_group("tenants.scope")

Pair = tuple[KnownNetwork, KnownNetwork]


@pytest.fixture(scope="module")
def pair(ground: Ground) -> Pair:
    """Two networks with an entry of the same id."""
    made = ground.network("alpha"), ground.network("beta")
    for network in made:
        with ground.scope.network(network) as db:
            db.add(
                AuditEntry(
                    id=UUID(int=7), action=f"{network.slug}.told", thing_id=None, person_id=None, fields=[]
                )
            )
            db.commit()
    return made


def _loaded(ground: Ground, network: KnownNetwork) -> AuditEntry:
    with ground.scope.network(network) as db:
        return db.get_one(AuditEntry, UUID(int=7))


def _fresh(_ground: Ground, _network: KnownNetwork) -> AuditEntry:
    return AuditEntry(id=new_id(), action="x.done", fields=[])


@pytest.mark.parametrize("verb", ["add", "merge", "delete"])
def test_a_loaded_object_of_one_network_is_refused_by_another(ground: Ground, pair: Pair, verb: str) -> None:
    foreign = _loaded(ground, pair[0])
    with ground.scope.network(pair[1]) as db, pytest.raises(ForeignNetwork):
        getattr(db, verb)(foreign)


def test_an_object_once_added_keeps_its_network(ground: Ground, pair: Pair) -> None:
    entry = _fresh(ground, pair[0])
    with ground.scope.network(pair[0]) as db:
        db.add(entry)
        db.expunge(entry)
    with ground.scope.network(pair[1]) as db, pytest.raises(ForeignNetwork):
        db.add_all([entry])


def test_the_same_network_takes_its_object_back(ground: Ground, pair: Pair) -> None:
    entry = _loaded(ground, pair[0])
    with ground.scope.network(pair[0]) as db:
        db.add(entry)
        assert db.merge(entry).action == "alpha.told"


def test_control_without_the_guard_the_row_would_cross(ground: Ground, pair: Pair) -> None:
    """The guard, not luck, is what refuses: with it taken away the neighbour's row comes over."""
    entry = _loaded(ground, pair[0])
    event.remove(PlaneSession, "before_attach", scope_module._check_stamp)
    try:
        with ground.scope.network(pair[1]) as db:
            db.add(entry)
            assert entry in db
            db.expunge(entry)
    finally:
        event.listen(PlaneSession, "before_attach", scope_module._check_stamp)
    with ground.scope.network(pair[1]) as db, pytest.raises(ForeignNetwork):
        db.add(entry)


def test_twin_ids_are_two_rows(ground: Ground, pair: Pair) -> None:
    assert [_loaded(ground, network).action for network in pair] == ["alpha.told", "beta.told"]


def test_nothing_is_committed_unless_asked(ground: Ground, pair: Pair) -> None:
    with ground.scope.network(pair[0]) as db:
        db.add(_fresh(ground, pair[0]))
        db.flush()
    with ground.scope.network(pair[0]) as db:
        assert db.execute(text("select count(*) from audit_entry")).scalar_one() == 1


def test_the_control_plane_is_a_plane_of_its_own(ground: Ground, pair: Pair) -> None:
    foreign = _loaded(ground, pair[0])
    with ground.scope.control() as db, pytest.raises(ForeignNetwork):
        db.add(foreign)


def test_passwords_differ_by_role_and_by_secret() -> None:
    assert len({password_for(SECRET, "t_a"), password_for(SECRET, "t_b"), password_for("other", "t_a")}) == 3
    assert len(password_for(SECRET, "t_a")) == 64


@pytest.mark.parametrize("read_only", [True, False])
def test_a_connection_whose_other_end_is_lost_is_noticed(ground: Ground, read_only: bool) -> None:
    """On both sides: a lost worker must not hold its jobs for two hours."""
    with ground.scope.control(read_only=read_only) as db:
        asked = [db.scalar(text(f"show tcp_keepalives_{name}")) for name in LOST_AFTER]
        ours = db.connection().connection.dbapi_connection.info.get_parameters()
    assert asked == [str(value) for value in LOST_AFTER.values()]
    assert [ours[f"keepalives_{name}"] for name in LOST_AFTER] == asked
