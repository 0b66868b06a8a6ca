"""Two planted networks, and what was learnt of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.guards.ground import plant, uproot
from tests.world import World


@pytest.fixture
def planted(alpha: World, beta: World) -> Iterator[tuple[World, World]]:
    """alpha and beta, full of twins."""
    for world in (alpha, beta):
        plant(world)
    yield alpha, beta
    for world in (alpha, beta):
        uproot(world)
