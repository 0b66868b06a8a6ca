"""A contact person names a stand-in and pauses the group; visitors read it in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.groups.meetings.ground import PAGE, SECOND_TUESDAY, TODAY, enter, on, plant
from tests.journeys.test_contact_person import sign_in
from tests.sink import Sink
from tests.world import World


@pytest.fixture
def ground(alpha: World) -> Iterator[World]:
    """22 November 2026; the group meets every second Tuesday."""
    with on(TODAY):
        plant(alpha, contact_name="Ben de Vries", first_names_only=True)
        enter(alpha, **SECOND_TUESDAY)
        yield alpha


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_names_a_stand_in_and_pauses(walk: Any, ground: World, sink: Sink, scripts: bool) -> None:
    ben = walk(ground, scripts=scripts)
    sign_in(ben, ground, sink, "ben@people.example")
    ben.go(PAGE)
    ben.choose("Contactpersonen")
    ben.field("Mailadres").fill("gea@people.example")
    ben.page.get_by_role("radio", name="Achterwacht").check()
    sink.clear()
    ben.press("De uitnodiging sturen")
    ground.work()
    assert sink.received[-1].recipients == ["gea@people.example"] and ben.sees("gea@people.example")
    ben.go(PAGE)
    ben.choose("Komt de groep bijeen?")
    ben.page.get_by_role("radio", name="Nee, tijdelijk gestopt").check()
    ben.page.locator("input[name=paused_until]").fill("2027-01-12")
    ben.press("Opslaan")
    said = {"nl": "vanaf 12 januari 2027", "en": "from 12 January 2027", "de": "12. Januar 2027"}
    for language, words in said.items():
        visitor = walk(ground, scripts=False)
        visitor.go(f"{PAGE}?lang={language}")
        assert visitor.sees(words) and not visitor.sees("de Vries")
    ben.go(f"{PAGE}/changes")
    assert ben.sees("12 januari 2027")


def test_the_menu_is_worked_with_the_keyboard_alone(walk: Any, ground: World, sink: Sink) -> None:
    ben = walk(ground)
    sign_in(ben, ground, sink, "ben@people.example")
    ben.go(PAGE)
    ben.tab_to("Meer voor deze groep")
    ben.page.keyboard.press("Enter")
    ben.tab_to("Bijeenkomsten")
    ben.page.keyboard.press("Enter")
    ben.page.wait_for_url("**/meetings")
    ben.look()
    ben.follow("Bijeenkomst toevoegen")
    ben.page.get_by_role("radio", name="Om de zoveel maanden").check()
    ben.page.locator("input[name=n]").fill("2")
    ben.page.locator("input[name=first_on]").fill("2026-12-15")
    ben.page.locator("input[name=first_on]").press("Tab")
    ben.page.locator("#preview strong", has_text="om de twee maanden").wait_for()
    ben.look()


def test_a_closure_gets_other_days_and_is_lifted(walk: Any, ground: World, sink: Sink) -> None:
    ada = walk(ground)
    sign_in(ada, ground, sink, "ada@people.example")
    ada.go("/stewardship/places")
    ada.follow("De Huiskamer")
    ada.page.get_by_label("Dicht vanaf").fill("2026-12-01")
    ada.page.get_by_label("Weer open op").fill("2026-12-22")
    ada.press("Deze plek sluiten")
    ada.follow("Kies andere dagen")
    ada.page.get_by_label("Weer open op").fill("2027-01-05")
    ada.press("Opslaan")
    assert ada.sees("weer open op 5 januari 2027")
    ada.press("De plek blijft toch open")
    assert not ada.sees("weer open op")
