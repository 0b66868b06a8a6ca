"""Typing a question in a real browser: what is like it appears, and we are asked only when typing pauses."""

from __future__ import annotations

from typing import Any

import pytest

from portal.knowledge.seeds import articles, findable
from tests import cast, factories
from tests.journeys.test_contact_person import sign_in
from tests.sink import Sink
from tests.world import World

QUESTION = "Moeten we een stichting worden of een vereniging?"
ANSWER = "Stichting, vereniging of geen van beide?"
BEN, SIMILAR = "ben@people.example", "/questions/similar"
PAUSE_MS = 300


@pytest.fixture
def bens(alpha: World) -> World:
    """ben speaks for a group; the starter articles are there."""
    with alpha.db() as db:
        factories.group(db, contact=cast.ben(db))
        db.execute(articles())
        db.execute(findable())
    return alpha


def test_typing_asks_only_when_it_pauses_and_one_press_says_that_it_helps(
    walk: Any, bens: World, sink: Sink
) -> None:
    ben, asked = walk(bens), []
    sign_in(ben, bens, sink, BEN)
    ben.page.on("request", lambda request: asked.append(request.url) if SIMILAR in request.url else None)
    ben.go("/questions/similar")
    asked.clear()
    ben.field("Je vraag").press_sequentially(QUESTION, delay=40)
    ben.page.get_by_role("link", name=ANSWER).wait_for()
    ben.look()
    assert 1 <= len(asked) <= 1 + len(QUESTION) * 40 // PAUSE_MS
    ben.press("Dat helpt")
    assert ben.sees("Je vraag is niet geplaatst")
    assert bens.count("article_helped") == 1


def test_without_script_it_is_a_page(walk: Any, bens: World, sink: Sink) -> None:
    ben = walk(bens, scripts=False)
    sign_in(ben, bens, sink, BEN)
    ben.go("/questions/similar")
    ben.field("Je vraag").fill(QUESTION)
    ben.press("Kijk wat erop lijkt")
    assert ben.sees(ANSWER)
    ben.field("Je vraag").fill("Heeft iemand een recept voor pannenkoeken?")
    ben.press("Kijk wat erop lijkt")
    assert ben.sees("Zoiets is nog niet gevraagd of beantwoord.")
