"""A group offers a copier with a photo; another group asks about it; the steward sees what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.clock import now
from portal.help_requests.models import HelpRequest
from tests import cast, factories
from tests.attachments.making import photo
from tests.journeys.test_proposal import enter
from tests.world import World


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_offer_is_asked_about_and_answered(walk: Any, alpha: World, scripts: bool) -> None:
    with alpha.db() as db:
        cast.ada(db)
        factories.group(db, "Rouwgroep", contact=cast.ben(db))
        factories.group(db, "Angstgroep", theme="angst", contact=cast.person(db, "fay"))
        late = now() - timedelta(hours=1)
        db.add(HelpRequest(category="porto", title="Wie betaalt de porto?", due_at=late))
    ada, ben, fay = (walk(alpha, scripts=scripts) for _ in range(3))
    for walker, name in ((ada, "ada"), (ben, "ben"), (fay, "fay")):
        enter(walker, alpha, name)
    ben.go("/offers/new")
    ben.page.locator("input[name=title]").fill("Een kopieerapparaat")
    ben.page.locator("select[name=category]").select_option("drukwerk")
    ben.page.locator("input[name=files]").set_input_files(
        {"name": "kopie.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    ben.press("Bied het aan")
    fay.go("/offers")
    fay.follow("Een kopieerapparaat")
    shown = fay.page.locator("img.photo")
    shown.scroll_into_view_if_needed()
    if scripts:
        fay.page.wait_for_function("document.querySelector('img.photo').naturalWidth > 0")
    fay.page.locator("textarea[name=text]").fill("Mogen wij dinsdag komen?")
    fay.press("Verstuur de vraag")
    ben.page.reload()
    ben.page.get_by_label("Je antwoord").fill("Dat kan, na zeven uur.")
    ben.press("Verstuur het antwoord")
    fay.page.reload()
    assert fay.sees("Dat kan, na zeven uur.")
    for path in ("/me/practical-help", "/me", "/offers/new"):
        ben.go(path), fay.go(path)
    ada.go("/stewardship/board")
    assert ada.sees("Wie betaalt de porto?") and ada.sees("Te laat")
    ada.follow("Open vragen, klaar om te kopiëren")
    assert "Wie betaalt de porto?" in ada.page.locator("textarea").input_value()
