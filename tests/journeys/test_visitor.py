"""A visitor finds a group: with the keyboard alone, without scripts, and across all networks."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.directory.publishing import publish
from portal.groups.models import Group
from tests import factories
from tests.world import World


@pytest.fixture
def grief_groups(alpha: World) -> None:
    """A grief group in Helmond, one in Deurne, and something else in Helmond."""
    with alpha.db() as db:
        helmond = factories.location(db, "De Huiskamer", "Helmond")
        factories.group(db, "Rouwgroep Helmond", location_id=helmond.id)
        factories.group(db, "Na het verlies van je partner", place="Deurne", slug="na-het-verlies")
        factories.group(db, "Gamen en media Helmond", theme="gamen")


def test_finds_a_grief_group_near_helmond_with_the_keyboard_alone(
    walk: Any, alpha: World, grief_groups: None
) -> None:
    visitor = walk(alpha)
    visitor.go("/")
    visitor.tab_to("Waar gaat het over?")
    visitor.page.keyboard.type("rouw")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("Helmond")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/groups?**")
    visitor.look()
    assert visitor.sees("Rouwgroep Helmond")
    assert not visitor.sees("Gamen en media Helmond")
    visitor.tab_to("Rouwgroep Helmond")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/groups/rouwgroep-helmond")
    visitor.look()
    assert visitor.page.locator("h1").inner_text() == "Rouwgroep Helmond"
    assert visitor.page.locator("main a[href^='tel:']").first.get_attribute("href") == "tel:0492000361"


def test_finds_it_without_scripts_and_with_a_typing_mistake(
    walk: Any, alpha: World, grief_groups: None
) -> None:
    visitor = walk(alpha, scripts=False)
    visitor.go("/")
    visitor.field("Waar gaat het over?").fill("rouwgroeep")
    visitor.press("Zoek een groep")
    assert visitor.sees("Rouwgroep Helmond")
    visitor.follow("Rouwgroep Helmond")
    assert visitor.sees("0492 000 361")


def test_reads_it_in_german_in_the_dark(walk: Any, alpha: World, grief_groups: None) -> None:
    visitor = walk(alpha, dark=True)
    visitor.go("/groups?lang=de")
    assert visitor.page.locator("html").get_attribute("lang") == "de"
    visitor.go("/groups/rouwgroep-helmond")
    assert visitor.page.locator("html").get_attribute("lang") == "de"


def test_finds_it_from_the_national_page(walk: Any, alpha: World, grief_groups: None) -> None:
    with alpha.db() as db:
        publish(db, [str(id) for id in db.scalars(select(Group.id))])
    visitor = walk(None)
    visitor.go("/")
    visitor.field("Waar gaat het over?").fill("rouw")
    visitor.press("Zoek een groep")
    assert visitor.sees("Rouwgroep Helmond")
    visitor.follow("Rouwgroep Helmond")
    assert visitor.page.url.startswith(f"http://{alpha.host}:")
    assert visitor.page.locator("h1").inner_text() == "Rouwgroep Helmond"


def test_leaves_quickly(walk: Any, alpha: World, grief_groups: None) -> None:
    visitor = walk(alpha)
    visitor.go("/groups")
    exit_link = visitor.page.get_by_role("link", name="Snel weg")
    assert exit_link.get_attribute("href").startswith("https://www.buienradar.nl")
    assert "noreferrer" in exit_link.get_attribute("rel")
