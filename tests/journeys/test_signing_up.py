"""A guest signs up on a phone; the training is full; a place becomes free by a link and somebody takes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal import visitor_forms
from tests import cast
from tests.journeys.test_proposal import enter
from tests.signups.helpers import KEY, code_in, link_in, names_in, put, states, training
from tests.sink import Sink
from tests.world import World

PAGE = f"/trainings/{KEY}"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser fills in forms faster than people."""
    monkeypatch.setattr(visitor_forms, "QUICKEST", timedelta(0))


def sign_up(walker: Any, world: World, sink: Sink, name: str, button: str) -> None:
    """The three steps of a guest."""
    walker.go(PAGE)
    walker.follow(button)
    walker.page.locator("input[name=email]").fill(f"{name}@people.example")
    walker.press("Verder")
    world.work()
    walker.page.locator("input[name=code]").fill(code_in(sink))
    walker.press("Verder")
    assert walker.sees("3 van 3")
    walker.page.locator("input[name=name]").fill(name)
    walker.press(button)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_full_then_offered_then_taken(walk: Any, alpha: World, sink: Sink, scripts: bool) -> None:
    with alpha.db() as db:
        cast.ada(db)
    training(alpha, capacity=1)
    anna, bas = walk(alpha, scripts=scripts), walk(alpha, scripts=scripts, dark=True)
    sign_up(anna, alpha, sink, "anna", "Aanmelden")
    assert anna.sees("Je hebt een plaats")
    sign_up(bas, alpha, sink, "bas", "Op de wachtlijst gaan staan")
    assert bas.sees("Je staat op de wachtlijst") and bas.sees("Je bent de eerste")
    alpha.work()
    anna.go(link_in(sink, "anna"))
    anna.press("Ik kan toch niet")
    alpha.work()
    assert states(alpha) == {"anna": "cancelled", "bas": "offered"}
    bas.go(link_in(sink, "bas"))
    bas.press("Ja, ik kom")
    assert bas.sees("Je hebt een plaats") and names_in(alpha, "confirmed") == ["bas"]


def test_the_steward_decides_that_it_goes_ahead_or_not(walk: Any, alpha: World, sink: Sink) -> None:
    with alpha.db() as db:
        cast.ada(db)
    training(alpha, minimum=2)
    put(alpha, "anna")
    ada = walk(alpha)
    enter(ada, alpha, "ada")
    ada.go(PAGE)
    ada.follow("Gaat het door?")
    ada.press("Ja, het gaat door")
    alpha.work()
    assert any("gaat door" in " ".join(mail.text.split()) for mail in sink.sent_to("anna@people.example"))
    ada.follow("Niet laten doorgaan")
    ada.page.locator("textarea[name=reason]").fill("De trainer is ziek.")
    ada.press("De training niet laten doorgaan")
    assert ada.sees("De trainer is ziek.") and states(alpha) == {"anna": "cancelled"}
