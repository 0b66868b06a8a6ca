"""A contact person enters every second Tuesday and moves one; a steward closes a building for three weeks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import cast
from tests.groups.meetings.ground import MEETINGS, PAGE, TODAY, on, plant
from tests.journeys.test_contact_person import sign_in
from tests.sink import Sink
from tests.world import World


@pytest.fixture
def ground(alpha: World) -> Iterator[World]:
    """22 November 2026."""
    with on(TODAY):
        yield plant(alpha)


def enter_every_second_tuesday(ben: Any) -> None:
    """Choose, read it back, save."""
    ben.go(PAGE)
    ben.choose("Bijeenkomsten")
    ben.follow("Bijeenkomst toevoegen")
    ben.page.get_by_label("In bepaalde weken van de maand: de eerste, de tweede").check()
    ben.page.get_by_label("dinsdag").check()
    ben.page.get_by_label("tweede", exact=True).check()
    ben.page.get_by_label("Begint om").fill("19:30")
    ben.page.get_by_label("Eindigt om").fill("21:30")
    if ben.scripts:
        ben.page.get_by_label("Eindigt om").press("Tab")
        ben.page.locator(
            "#preview strong", has_text="elke tweede dinsdag van de maand van 19.30 tot 21.30 uur"
        ).wait_for()
        ben.look()
    else:
        ben.press("Laat de data zien")
    for day in ("dinsdag 8 december", "dinsdag 12 januari 2027", "dinsdag 11 mei 2027"):
        assert ben.sees(day)
    ben.press("Opslaan")
    assert ben.page.url.endswith(MEETINGS)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_enters_meetings_and_moves_one(walk: Any, ground: World, sink: Sink, scripts: bool) -> None:
    ben = walk(ground, scripts=scripts)
    sign_in(ben, ground, sink, "ben@people.example")
    enter_every_second_tuesday(ben)
    ben.follow("Afzeggen of verzetten")
    ben.page.get_by_label("Die is op een andere dag of een ander uur").check()
    ben.page.get_by_label("Nieuwe dag").fill("2026-12-15")
    ben.page.get_by_label("Een woord voor bezoekers").fill("in de tuinkamer")
    ben.press("Opslaan")
    visitor = walk(ground, scripts=scripts)
    visitor.go(PAGE)
    assert visitor.sees("verzet naar dinsdag 15 december")
    assert visitor.sees("verzet van dinsdag 8 december") and visitor.sees("in de tuinkamer")


def test_a_steward_closes_a_building_for_three_weeks(walk: Any, ground: World, sink: Sink) -> None:
    ben = walk(ground)
    sign_in(ben, ground, sink, "ben@people.example")
    enter_every_second_tuesday(ben)
    with ground.db() as db:
        cast.ada(db)
    ada = walk(ground)
    sign_in(ada, ground, sink, "ada@people.example")
    ada.go("/stewardship/places")
    ada.follow("De Huiskamer")
    ada.page.get_by_label("Dicht vanaf").fill("2026-11-20")
    ada.page.get_by_label("Weer open op").fill("2026-12-22")
    ada.press("Deze plek sluiten")
    assert ada.sees("Een plek kan niet in het verleden dichtgaan.")
    assert ada.page.get_by_label("Weer open op").input_value() == "2026-12-22"
    ada.page.get_by_label("Dicht vanaf").fill("2026-12-01")
    ada.page.locator("#note").fill("er wordt geverfd")
    ada.press("Deze plek sluiten")
    assert ada.sees("De Huiskamer is dicht vanaf 1 december 2026 en weer open op 22 december 2026.")
    visitor = walk(ground)
    visitor.go(PAGE)
    assert visitor.sees("er wordt geverfd") and visitor.sees("gaat niet door: het gebouw is dicht")
    assert visitor.sees("dinsdag 12 januari 2027")
