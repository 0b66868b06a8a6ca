"""A visitor without scripts finds a group near their postcode with the keyboard, and reads why these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tenants.owner import owner_connection
from tests import factories
from tests.world import World


@pytest.fixture
def postcode(alpha: World) -> Iterator[None]:
    """Where 5701 lies."""
    url = str(alpha.kernel.settings.database_owner_url)
    with owner_connection(url) as owner:
        owner.execute(
            "INSERT INTO shared.postcode (country, code, lat, lon, place) VALUES"
            " ('NL', '5701', 51.4780, 5.6600, 'Helmond')"
        )
    yield
    with owner_connection(url) as owner:
        owner.execute("DELETE FROM shared.postcode")


@pytest.mark.usefixtures("postcode")
def test_finds_a_group_within_fifteen_kilometres_by_keyboard_without_scripts(walk: Any, alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouwgroep Deurne", place="Deurne")
        factories.group(db, "Rouwgroep Eindhoven", place="Eindhoven")
        factories.group(db, "Rouwgroep Groningen", place="Groningen")
        factories.group(db, "Rouw online", place="", in_person=False, online=True)
    visitor = walk(alpha, scripts=False)
    visitor.go("/groups")
    visitor.tab_to("Plaats of postcode")
    visitor.page.keyboard.type("5701 AB")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/groups?**")
    visitor.look()
    assert "within=15" in visitor.page.url
    heading = visitor.page.locator("[data-announce]").inner_text()
    assert heading == "2 groepen binnen 15 km van 5701 Helmond, 1 online"
    names = visitor.page.locator("#results h3").all_inner_texts()
    assert names == ["Rouwgroep Deurne", "Rouwgroep Eindhoven", "Rouw online"]
    assert visitor.sees("10 km") and visitor.sees("1 online")
    assert visitor.page.get_by_role("img", name="Kaart: 2 groepen binnen 15 km").is_visible()
    visitor.tab_to("Rouwgroep Deurne")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/groups/rouwgroep-deurne")


def test_nobody_near_is_no_dead_end(walk: Any, alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouwgroep Deurne", place="Deurne")
        factories.group(db, "Rouwgroep Assen", place="Assen", state="forming")
    visitor = walk(alpha)
    visitor.go("/groups?theme=rouw&place=Tilburg&within=5")
    visitor.look()
    assert visitor.sees("Geen groepen over Rouw binnen 5 km van Tilburg") and visitor.sees("Verder weg")
    assert visitor.sees("Rouwgroep Assen") and visitor.sees("in oprichting")
    visitor.follow("Zoek binnen 50 km")
    assert visitor.page.locator("[data-announce]").inner_text().startswith("1 groep over Rouw binnen 50 km")
