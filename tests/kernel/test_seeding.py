"""What `networks migrate` brings up to date afterwards: networks that are in use, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import update

from portal import commands
from portal.groups.models import Theme
from portal.seeding import replant
from tenants.migrate import Outcome
from tenants.owner import owner_connection
from tests.world import World

OUTDATED = "Verouderd"


@pytest.fixture
def outdated(alpha: World, beta: World) -> Iterator[tuple[World, World]]:
    """Two networks in which a seeded word is not what it should be."""
    for world in (alpha, beta):
        with world.db() as db:
            db.execute(update(Theme).where(Theme.code == "rouw").values(nl=OUTDATED))
    yield alpha, beta
    for world in (alpha, beta):
        with world.db() as db:
            replant(db)


@pytest.fixture
def say(beta: World) -> Iterator[Callable[[str], None]]:
    """Give beta another state, as far as the registry says."""

    def said(state: str) -> None:
        with owner_connection(str(beta.kernel.settings.database_owner_url)) as owner:
            owner.execute("UPDATE control.network SET state = %s WHERE slug = 'beta'", [state])
        beta.kernel.directory.forget()

    yield said
    said("active")


def migrated(world: World, monkeypatch: pytest.MonkeyPatch, *slugs: str) -> None:
    """The command, when these networks had been behind."""
    monkeypatch.setattr(commands, "migrate_networks", lambda _owner, **_: map(Outcome, slugs))
    done = world.app.test_cli_runner().invoke(args=["networks", "migrate"])
    assert (done.exit_code, f"{len(slugs)} of {len(slugs)} networks migrated" in done.output) == (0, True)


def word(world: World) -> str:
    with world.db() as db:
        return db.get_one(Theme, "rouw").nl


@pytest.mark.parametrize("state", ["suspended", "maintenance"])
def test_only_a_network_in_use_is_planted_again(
    outdated: tuple[World, World], say: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    alpha, beta = outdated
    say(state)
    migrated(alpha, monkeypatch, "alpha", "beta")
    assert word(alpha) != OUTDATED and word(beta) == OUTDATED
    say("active")
    migrated(alpha, monkeypatch, "beta")
    assert word(beta) == word(alpha), "the control: in use, it is planted"


def test_nothing_is_planted_when_nothing_was_behind(
    outdated: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated(outdated[0], monkeypatch)
    assert [word(world) for world in outdated] == [OUTDATED, OUTDATED]
