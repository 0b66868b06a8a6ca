"""A contact person asks, sees an old question that does not fit, posts; two sides each do a half."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast, factories
from tests.help_requests.helpers import asked, the_offer, the_request
from tests.journeys.test_proposal import enter
from tests.world import World

OLD = "Wie heeft een zaal voor een feestavond in mei?"
NEW = "We zoeken een zaal voor twaalf mensen op dinsdag"


@pytest.fixture
def groups(alpha: World) -> World:
    """ben's group asks, fay's helps; an older question is there."""
    with alpha.db() as db:
        cast.ada(db)
        grief = factories.group(db, contact=cast.ben(db))
        fear = factories.group(db, "Angst", theme="angst", contact=cast.person(db, "fay"))
        ids = (grief.id, fear.id)
    asked(alpha.as_(cast.IDS["fay"]), group=str(ids[1]), text=OLD)
    return alpha


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_group_and_a_steward_each_do_a_half(walk: Any, groups: World, scripts: bool) -> None:
    ada, ben, fay = (walk(groups, scripts=scripts, dark=dark) for dark in (True, False, False))
    for walker, name in ((ada, "ada"), (ben, "ben"), (fay, "fay")):
        enter(walker, groups, name)
    ben.go("/help-requests")
    ben.go("/help-requests/new")
    ben.page.locator("select[name=category]").select_option("huisvesting")
    ben.page.locator("input[name=text]").press_sequentially(NEW)
    if scripts:
        ben.page.get_by_role("link", name=OLD).wait_for()
        ben.look()
    ben.press("Verder")
    assert ben.sees(OLD)
    ben.press("Plaats de vraag")
    assert ben.sees("Geplaatst")
    path = f"/help-requests/{the_request(groups).id}"
    fay.go(path)
    fay.page.get_by_text("Bied hulp aan").click()
    fay.page.locator("#offer-text").fill("Wij hebben dinsdag een zaal.")
    fay.press("Bied dit aan")
    assert fay.sees("aangeboden")
    ben.go(path)
    ben.press("Ja, graag")
    assert the_offer(groups).state == "accepted"
    ada.go(path)
    ada.press("Ik pak dit op")
    ada.page.get_by_text("Een stap toevoegen").click()
    ada.page.locator("#step-step").fill("Koffie regelen")
    ada.press("Toevoegen")
    ada.press("Klaar")
    assert ada.sees("Koffie regelen")
    ben.go(path)
    ben.page.get_by_label("ja", exact=True).check()
    ben.press("Opslaan")
    assert ben.sees("opgelost") and the_request(groups, path).state == "solved"
