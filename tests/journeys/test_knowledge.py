"""A solved question becomes an article; others find it by other words; a neighbour only once it is shared."""

from __future__ import annotations

from typing import Any

import pytest

from portal.help_requests import asking
from portal.help_requests.models import HelpRequest
from tests import cast, factories
from tests.help_requests.helpers import asked, the_request
from tests.journeys.test_proposal import enter
from tests.world import World

ANSWER = "Het steunpunt betaalt de verzendkosten van uitnodigingen, tot vijftig stuks in een jaar."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_a_solved_question_to_the_neighbours_copy(
    walk: Any, alpha: World, beta: World, scripts: bool
) -> None:
    with alpha.db() as db:
        cast.ada(db)
        group = factories.group(db, "Rouwgroep Helmond", contact=cast.ben(db)).id
        factories.group(db, "Angstgroep", theme="angst", contact=cast.person(db, "fay"))
    with beta.db() as db:
        cast.eve(db)
    asked(alpha.as_(cast.IDS["ben"]), group=str(group), category="porto", text="Wie betaalt onze porto?")
    path = f"/help-requests/{the_request(alpha).id}"
    with alpha.db() as db:
        request = db.get_one(HelpRequest, the_request(alpha).id)
        asking.solve(db, request, by=cast.ben(db), outcome="yes")
    ada, fay, eve = (walk(world, scripts=scripts) for world in (alpha, alpha, beta))
    for walker, world, name in ((ada, alpha, "ada"), (fay, alpha, "fay"), (eve, beta, "eve")):
        enter(walker, world, name)
    ada.go(path)
    ada.follow("Maak er een artikel van")
    ada.page.locator("textarea[name=text]").fill(ANSWER)
    ada.press("Publiceer")
    article = ada.page.url
    fay.go("/knowledge")
    fay.page.locator("input[name=q]").fill("postzegels")
    fay.press("Zoeken")
    fay.follow("Wie betaalt")
    assert fay.sees(ANSWER) and not fay.sees("Rouwgroep")
    fay.press("Dit hielp ook ons")
    eve.go("/knowledge/pool")
    assert not eve.sees("Wie betaalt")
    ada.page.goto(article)
    ada.follow("Deel het met andere netwerken")
    assert ada.sees(ANSWER)
    ada.page.locator("input[type=checkbox]").check()
    ada.press("Deel deze tekst")
    eve.go("/knowledge/pool")
    eve.follow("Wie betaalt")
    assert eve.sees(ANSWER) and not eve.sees("Rouwgroep") and not eve.sees("Ben")
    eve.press("Maak er een concept van")
    assert eve.sees(ANSWER)
