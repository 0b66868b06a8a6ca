"""ben asks for the grief group, cem stands in; fay and gil speak for others; ada is steward."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from portal.accounts.models import Person
from portal.groups.models import GroupContact
from tests import cast, factories
from tests.browser_like import Browser
from tests.world import World

GIL = UUID(int=0x0192_0000_0000_7000_8000_0000_0000_0007)


@dataclass
class Scene:
    """The network, its groups and everybody's browser."""

    world: World
    grief: UUID
    fear: UUID
    sleep: UUID
    ada: Browser
    ben: Browser
    cem: Browser
    dora: Browser
    fay: Browser
    gil: Browser


@pytest.fixture
def scene(alpha: World) -> Scene:
    """Three groups of one network."""
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
        grief = factories.group(db, contact=cast.ben(db), email="rouw@groep.example")
        db.add(GroupContact(group_id=grief.id, person_id=cast.cem(db).id, role="stand_in"))
        fear = factories.group(db, "Angst", theme="angst", contact=cast.person(db, "fay"))
        gil = Person(id=GIL, email="gil@people.example", name="Gil")
        db.add(gil)
        db.flush()
        sleep = factories.group(db, "Slaap", theme="angst", contact=gil)
        ids = (grief.id, fear.id, sleep.id)
    browsers = {name: alpha.as_(cast.IDS[name]) for name in ("ada", "ben", "cem", "dora", "fay")}
    return Scene(alpha, *ids, **browsers, gil=alpha.as_(GIL))
