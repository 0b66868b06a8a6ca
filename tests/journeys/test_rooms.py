"""Two groups want the same evening; who comes second gets it when the first cancels; then the room closes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import today
from portal.rooms import keeping
from tests import cast, factories
from tests.journeys.test_proposal import enter
from tests.rooms import helpers
from tests.world import World

EVENING = (today() + timedelta(days=8)).isoformat()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_room_is_booked_waited_for_and_closed(walk: Any, alpha: World, scripts: bool) -> None:
    with alpha.db() as db:
        steward = cast.ada(db)
        factories.group(db, "Rouwgroep", contact=cast.ben(db))
        factories.group(db, "Angstgroep", theme="angst", contact=cast.person(db, "fay"))
        keeping.create(db, by=steward, group=None, values={"name": "De Linde", "place": "Helmond"})
    ada, ben, fay = (walk(alpha, scripts=scripts, dark=dark) for dark in (True, False, False))
    for walker, name in ((ada, "ada"), (ben, "ben"), (fay, "fay")):
        enter(walker, alpha, name)
    ben.go("/rooms")
    ben.follow("De Linde")
    _ask(ben, "Boek")
    assert ben.sees("Rouwgroep")
    fay.go(helpers.page(alpha))
    assert fay.sees("bezet") and not fay.sees("Rouwgroep")
    _ask(fay, "Boek")
    fay.press("Zet je op de wachtlijst")
    assert fay.sees("Je staat op de wachtlijst")
    ben.press("Zeg dit af")
    alpha.work()
    fay.page.reload()
    fay.press("Wij nemen het")
    ada.go(helpers.page(alpha))
    ada.follow("Een tijd sluiten")
    ada.page.locator("input[name=from_on]").fill(EVENING)
    ada.press("Sluit het")
    assert ada.sees("Angstgroep")
    ada.press("Ga door en sluit het")
    assert ada.sees("Boekingen die daardoor niet doorgaan")


def _ask(walker: Any, button: str) -> None:
    for name, value in (("day", EVENING), ("starts", "19:30"), ("ends", "21:30")):
        walker.page.locator(f"input[name={name}]").fill(value)
    walker.press(button)
