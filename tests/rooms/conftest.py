"""A room of the network, two groups, and the people who speak for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.rooms.models import Room
from tests import cast, factories
from tests.world import World


@pytest.fixture
def house(alpha: World) -> Iterator[World]:
    """ada is steward; ben and dora each speak for a group; the network has one room."""
    with alpha.db() as db:
        cast.ada(db), cast.cem(db)
        factories.group(db, "Rouwgroep Helmond", contact=cast.ben(db))
        factories.group(db, "Angstgroep Deurne", contact=cast.dora(db), theme="angst")
        db.add(Room(name="De Huiskamer", ahead_days=60, place="Markt 3, Helmond"))
    yield alpha
