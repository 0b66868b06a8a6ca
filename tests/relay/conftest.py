"""ben speaks for the grief group, cem stands in; ada is steward, dora has nothing to do with it."""

from __future__ import annotations

import pytest

from portal.groups.models import GroupContact
from tests import cast, factories
from tests.world import World


@pytest.fixture
def bens_group(alpha: World) -> World:
    """One group with a contact person and a stand-in."""
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
        group = factories.group(db, contact=cast.ben(db), email="rouw@groep.example")
        db.add(GroupContact(group_id=group.id, person_id=cast.cem(db).id, role="stand_in"))
        factories.group(db, "Angst", theme="angst", contact=cast.person(db, "fay"))
    return alpha
