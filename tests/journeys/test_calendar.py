"""A steward puts a series in, somebody says that they come, one is cancelled; visitors see what is left."""

from __future__ import annotations

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests import cast
from tests.calendar.helpers import entries, put, tuesday
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


def test_a_full_month_is_one_sheet_of_paper(browser: Any, live: int, alpha: World) -> None:
    """August 2027 touches six weeks; on each day eight things happen."""
    for hour in range(8):
        put(
            alpha, title=f"Lotgenotengroep met een lange naam {hour}", rrule="FREQ=DAILY",
            first_on=date(2027, 7, 25), last_on=date(2027, 9, 6),
            starts_at=time(10 + hour), ends_at=time(11 + hour),
        )  # fmt: skip
    page = browser.new_page()
    page.goto(f"http://{alpha.host}:{live}/calendar?on=2027-08-01")
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    page.close()
    text = sheets[0].extract_text()
    assert len(sheets) == 1
    assert all(f"\n{day}\n" in text for day in range(1, 32)) and text.count("10.00 ") == 31
