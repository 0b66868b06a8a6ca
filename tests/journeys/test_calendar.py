"""A steward puts a series in, somebody says that they come, one is cancelled; visitors see what is left."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast
from tests.calendar.helpers import entries, tuesday
from tests.journeys.test_proposal import enter
from tests.sink import Sink
from tests.world import World


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_series_is_put_in_and_one_is_cancelled(walk: Any, alpha: World, sink: Sink, scripts: bool) -> None:
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
    ada, dora, visitor = (walk(alpha, scripts=scripts, dark=dark) for dark in (False, True, False))
    enter(ada, alpha, "ada")
    enter(dora, alpha, "dora")
    ada.go("/calendar")
    ada.follow("Zet er iets bij")
    ada.page.locator("input[name=title]").fill("Overleg van groepen")
    ada.page.locator("input[name=first_on]").fill(tuesday().isoformat())
    ada.page.locator("input[name=starts_at]").fill("19:30")
    ada.page.get_by_label("Elke week").check()
    ada.page.locator("input[name=visibility][value=public]").check()
    ada.page.get_by_label("Mensen kunnen zeggen dat ze komen").check()
    if scripts:
        ada.page.locator("#preview strong", has_text="elke dinsdag om 19.30 uur").wait_for()
        ada.look()
    else:
        ada.press("Opslaan")
        assert ada.sees("Dit is nog niet opgeslagen") and entries(alpha) == []
    assert ada.sees("Er is geen laatste datum")
    ada.press("Opslaan")
    assert ada.sees("dinsdag om 19.30")
    (entry,) = entries(alpha)
    dora.go(f"/calendar/entries/{entry.id}")
    dora.press("Ik kom")
    assert dora.sees("1 tot 5 mensen") and dora.sees("Je komt.")
    ada.go(f"/calendar/entries/{entry.id}/dates/{tuesday()}")
    ada.page.get_by_label("Waarom?").fill("De zaal is dicht.")
    ada.press("Opslaan")
    assert ada.sees("De zaal is dicht.")
    alpha.work()
    assert [mail.recipients for mail in sink.received] == [["dora@people.example"]]
    _look_around(visitor)


def _look_around(visitor: Any) -> None:
    """Month, week and agenda, by links alone."""
    visitor.go(f"/calendar?on={tuesday()}")
    assert visitor.sees("Overleg van groepen") and visitor.sees("gaat niet door")
    visitor.follow("Week")
    assert visitor.sees("Overleg van groepen")
    visitor.follow("Volgende week")
    assert not visitor.sees("gaat niet door")
    visitor.follow("Agenda")
    assert visitor.sees("Activiteit van het netwerk")
    visitor.follow("Vandaag")
    visitor.go("/calendar?kind=kitchen_visit")
    visitor.follow("Laat alles zien")
