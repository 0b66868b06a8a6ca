"""What those who look after a group find above its page: one thing to do, and a menu."""

from __future__ import annotations

from datetime import date

from tests import cast, factories
from tests.browser_like import Browser
from tests.house.helpers import seat
from tests.world import World

PAGE = "/groups/rouwgroep-helmond"


def deeds(world: World, **more: object) -> str:
    """The part of ben's page, in English."""
    with world.db() as db:
        factories.group(db, contact=cast.ben(db), **more)
    browser: Browser = world.as_(cast.IDS["ben"])
    text = browser.get(f"{PAGE}?lang=en").text
    return text.split('<div class="row screen-only">')[1].split("</div>")[0]


def test_there_is_one_button_and_a_menu_without_script(alpha: World) -> None:
    part = deeds(alpha)
    outside, menu = part.split("<details")
    assert outside.count("<a ") == 1 and "Change this page" in outside
    for label in ("Meetings", "Still correct?", "Contact persons", "Does the group meet?"):
        assert label in menu
    assert menu.count("<summary") == 1 and "Change this page" not in menu


def test_a_page_that_is_asked_about_asks_first(alpha: World) -> None:
    outside, menu = deeds(alpha, asked_step=1, asked_on=date(2026, 11, 1)).split("<details")
    assert "Still correct?" in outside and "Change this page" in menu


def test_a_stand_in_reads_what_is_behind_the_link(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, contact=cast.ben(db))
        cast.cem(db)
    seat(alpha, "cem", role="stand_in")
    browser = alpha.as_(cast.IDS["cem"])
    for path in ("/me?lang=en", PAGE):
        assert "See proposals and changes" in browser.get(path).text
