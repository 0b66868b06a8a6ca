"""ada is steward; ben gives the first evening; cem and dora have accounts; a training that was held."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import cast
from tests.attendance.helpers import held
from tests.world import World


@pytest.fixture
def school(alpha: World) -> Iterator[World]:
    """alpha with its people, before any training."""
    with alpha.db() as db:
        for name in ("ada", "ben", "cem", "dora"):
            cast.person(db, name, steward=name == "ada")
    yield alpha


@pytest.fixture
def course(school: World) -> Iterator[World]:
    """Two evenings, over since the day before yesterday."""
    held(school)
    yield school
