"""ada is steward, ben speaks for a group that meets every Tuesday evening, cem only has an account."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests import cast, factories
from tests.reminders.helpers import at, meeting
from tests.world import World

NOW = "2026-11-23 12:00"
"""A Monday."""


@pytest.fixture
def circle(alpha: World) -> Iterator[World]:
    """The network on that day."""
    with at(NOW):
        with alpha.db() as db:
            cast.ada(db), cast.cem(db), cast.dora(db)
            made = factories.group(db, "Rouwgroep Helmond", contact=cast.ben(db), id=GROUP)
        meeting(alpha, made.id, "FREQ=WEEKLY;BYDAY=TU", "19:30")
    yield alpha


GROUP = UUID(int=0x0192_0000_0000_7000_A000_0000_0000_0016)
