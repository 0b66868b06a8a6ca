"""Two planted networks, and what was learnt of them; all mails as they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.guards.ground import plant, uproot
from tests.guards.mail_reading import Arrived
from tests.guards.mail_writing import Heard, Write, all_mails, catalogs, keep, writing
from tests.world import World


@pytest.fixture
def planted(alpha: World, beta: World) -> Iterator[tuple[World, World]]:
    """alpha and beta, full of twins."""
    for world in (alpha, beta):
        plant(world)
    yield alpha, beta
    for world in (alpha, beta):
        uproot(world)


@pytest.fixture(scope="session")
def spoken() -> tuple[dict[str, Heard], set[Any]]:
    """The catalogs, and what they were asked."""
    return catalogs()


@pytest.fixture
def write(alpha: World, spoken: tuple[dict[str, Heard], set[Any]]) -> Iterator[Write]:
    """Write single mails."""
    with writing(alpha, spoken[0]) as writer:
        yield writer


@pytest.fixture(scope="session")
def mails(twins: tuple[World, World], spoken: tuple[dict[str, Heard], set[Any]]) -> list[Arrived]:
    """Every sample in every language; also as files, where MAILS says so."""
    with writing(twins[0], spoken[0]) as writer:
        found = all_mails(writer)
    keep(found)
    return found
