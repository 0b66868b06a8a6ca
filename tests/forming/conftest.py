"""ben starts a group with an open list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.clock import today
from tests import cast, factories
from tests.world import World


@pytest.fixture
def forming(alpha: World) -> World:
    """ben starts a group with an open list, five are needed; ada is steward, cem may come along."""
    with alpha.db() as db:
        cast.ada(db), cast.cem(db), cast.dora(db)
        factories.group(
            db, "Rouw in Deurne", contact=cast.ben(db), state="forming", phone="", meeting_text="",
            verified_on=None, needed=5, forming_until=today() + timedelta(days=90),
        )  # fmt: skip
    return alpha
