"""ada is steward, ben speaks for a group, cem takes part; eve is steward of the neighbour network."""

from __future__ import annotations

import pytest

from tests import cast, factories
from tests.world import World


@pytest.fixture
def base(alpha: World) -> World:
    """alpha with its people and one group."""
    with alpha.db() as db:
        cast.ada(db), cast.cem(db)
        factories.group(db, contact=cast.ben(db))
    return alpha


@pytest.fixture
def neighbour(beta: World) -> World:
    """beta with eve."""
    with beta.db() as db:
        cast.eve(db)
    return beta
