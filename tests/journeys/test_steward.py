"""A steward's spreadsheet becomes her directory; the neighbour's steward sees nothing of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from portal.imports import __file__ as imports
from tests import cast
from tests.journeys.test_contact_person import sign_in
from tests.sink import Sink
from tests.world import World

SAMPLE = Path(imports).parent / "samples" / "zuidoost-brabant-groepen.csv"


def _import_sample(steward: Any, world: World) -> None:
    steward.go("/stewardship/import")
    steward.page.locator("input[type=file]").set_input_files(SAMPLE)
    steward.page.locator("main form button").first.click()
    steward.page.wait_for_url(re.compile(r"/columns"))
    steward.look()
    steward.page.locator("main form button").first.click()
    steward.page.wait_for_load_state()
    steward.look()


def test_imports_the_spreadsheet_of_her_region(walk: Any, alpha: World, beta: World, sink: Sink) -> None:
    with alpha.db() as db:
        cast.ada(db)
    with beta.db() as db:
        cast.eve(db)
    ada = walk(alpha)
    sign_in(ada, alpha, sink, "ada@people.example")
    _import_sample(ada, alpha)
    world_has = alpha.count("support_group")
    assert world_has == 0, "a dry run writes nothing"
    ada.page.get_by_role("button", name=re.compile("import", re.IGNORECASE)).first.click()
    ada.page.wait_for_load_state()
    alpha.work()
    assert alpha.count("support_group") == 139
    assert alpha.count("task where done_at is null") > 0
    ada.go("/stewardship")
    ada.go("/groups?q=rouw&place=Someren")
    assert ada.sees("Lotgenotengroep Rouw Someren")
    eve = walk(beta)
    sign_in(eve, beta, sink, "eve@people.example")
    eve.go("/groups")
    assert not eve.sees("Someren")
    eve.go("/stewardship/groups")
    assert not eve.sees("Someren")
    assert beta.count("support_group") == 0
