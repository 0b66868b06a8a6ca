"""A steward, a contact person, somebody with an account only, and one training that is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import cast, factories
from tests.trainings.helpers import heard, training  # noqa: F401  a fixture
from tests.world import World


@pytest.fixture
def school(alpha: World) -> Iterator[World]:
    """ada is steward, ben speaks for a group, cem has an account."""
    with alpha.db() as db:
        for name in ("ada", "ben", "cem"):
            cast.person(db, name, steward=name == "ada", locale="en")
        factories.group(db, "Rouwgroep Helmond", contact=cast.ben(db))
    training(alpha)
    yield alpha
