"""A steward, people of two groups, and one open training with two places."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import cast, factories
from tests.signups.helpers import training
from tests.world import World


@pytest.fixture
def course(alpha: World) -> Iterator[World]:
    """ada is steward; ben and dora each speak for a group; cem has an account only."""
    with alpha.db() as db:
        cast.ada(db), cast.cem(db)
        factories.group(db, "Rouwgroep Helmond", contact=cast.ben(db))
        factories.group(db, "Angstgroep Deurne", contact=cast.dora(db), theme="angst")
    training(alpha)
    yield alpha
