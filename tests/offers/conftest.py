"""Two groups that offer and ask."""

from __future__ import annotations

import pytest

from portal.clock import now
from portal.help_requests.models import GroupAsker
from tests import cast, factories
from tests.world import World


@pytest.fixture
def world(alpha: World) -> World:
    """ben's group offers; fay speaks for another one, cem may ask for it; dora has no group."""
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
        factories.group(db, "Rouwgroep", contact=cast.ben(db))
        other = factories.group(db, "Angstgroep", theme="angst", contact=cast.person(db, "fay"))
        db.add(GroupAsker(group_id=other.id, person_id=cast.cem(db).id, agreed_at=now()))
    return alpha
