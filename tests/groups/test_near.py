"""Finding a group near somebody: how far, what needs no journey, and what else when nothing is near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from sqlalchemy import text

from portal.groups.meetings.models import Closure, Meeting
from portal.groups.models import Location
from portal.groups.places import place_for
from portal.groups.positions import Position, Spot
from portal.groups.sentences import how_far
from tenants.owner import owner_connection
from tests import factories
from tests.groups.helpers import heading, said, slugs
from tests.world import World

EVENING, MORNING = time(19, 30), time(10)


@pytest.fixture
def groups(alpha: World) -> World:
    """Groups at 0, 9 and 14 km of Helmond, one far away, and some where nobody has to go to."""
    with alpha.db() as db:
        hall = factories.location(db, name="De Huiskamer", city="Helmond", step_free=True)
        factories.group(
            db,
            "Helmond",
            location_id=hall.id,
            joining="open",
            rrule="FREQ=WEEKLY;BYDAY=TU",
            starts_at=EVENING,
        )
        factories.group(
            db, "Deurne", place="Deurne", joining="intake", rrule="FREQ=WEEKLY;BYDAY=TU", starts_at=MORNING
        )
        factories.group(db, "Eindhoven", place="Eindhoven", joining="closed", audiences=["women"])
        factories.group(db, "Groningen", place="Groningen", theme="angst")
        factories.group(db, "Op afstand", place="", in_person=False, online=True, joining="open")
        factories.group(db, "Aan de lijn", place="", in_person=False, by_phone=True)
        factories.group(db, "Ergens", place="Nergenshuizen-onder-de-Toren")
    return alpha


@pytest.fixture
def postcode(alpha: World) -> Iterator[None]:
    """The middle of one postcode of Helmond, eight kilometres from the middle of the town."""
    with owner_connection(str(alpha.kernel.settings.database_owner_url)) as owner:
        owner.execute(
            "INSERT INTO shared.postcode (country, code, lat, lon, place) VALUES"
            " ('NL', '5707', 51.4817, 5.7772, 'Helmond')"
        )
    yield
    with owner_connection(str(alpha.kernel.settings.database_owner_url)) as owner:
        owner.execute("DELETE FROM shared.postcode")


REST = ["op-afstand", "aan-de-lijn", "ergens"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("place=Helmond&within=5", ["helmond", *REST]),
        ("place=Helmond&within=10", ["helmond", "deurne", *REST]),
        ("place=Helmond", ["helmond", "deurne", "eindhoven", *REST]),
        ("place=Deurne&within=50", ["deurne", "helmond", "eindhoven", *REST]),
        ("place=Helmond&mode=in-person", ["helmond", "deurne", "eindhoven", "ergens"]),
        ("place=Helmond&mode=online", ["op-afstand"]),
        ("place=Helmond&mode=phone", ["aan-de-lijn"]),
        ("place=Helmond&q=deurne", ["deurne"]),
        ("place=Helmond&part=evening", ["helmond"]),
        ("part=morning", ["deurne"]),
        ("part=afternoon", []),
        ("day=tu&part=evening", ["helmond"]),
        ("day=mo&part=evening", []),
        ("access=1", ["helmond"]),
        ("open=1", ["deurne", "helmond", "op-afstand"]),
        ("place=Helmond&open=1&access=1", ["helmond"]),
        ("place=Nergenshuizen", ["ergens"]),
    ],
)
def test_the_nearest_come_first_and_then_what_needs_no_way(
    groups: World, query: str, expected: list[str]
) -> None:
    assert slugs(groups.visitor().get(f"/groups?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("place=Helmond", "3 groups within 15 km of Helmond, 1 online, 1 by phone"),
        ("place=helmont&within=5", "1 group within 5 km of Helmond, 1 online, 1 by phone"),
        ("place=Assen&within=5", "No groups within 5 km of Assen, 1 online, 1 by phone"),
        ("place=Helmond&open=1", "2 groups within 15 km of Helmond, open to new people, 1 online"),
        ("access=1&part=evening", "1 group, in the evening, without steps"),
    ],
)
def test_the_heading_explains_the_result(groups: World, query: str, sentence: str) -> None:
    assert heading(groups.visitor().get(f"/groups?lang=en&{query}")) == sentence


def test_lines_say_how_far_and_the_parts_what_they_are(groups: World) -> None:
    page = groups.visitor().get("/groups?lang=en&place=Helmond")
    text = said(page)
    assert "Deurne 10 km elke tweede dinsdag" in text and "Eindhoven 13 km" in text
    assert "Helmond elke tweede dinsdag" in text, "no distance in the very town"
    assert "1 online Op afstand" in text and "1 by phone Aan de lijn" in text
    assert "1 in a town we do not know Ergens" in text
    assert "GeoNames" in text
    plain = groups.visitor().get("/groups?lang=en")
    assert " km " not in said(plain).replace("5 km 10 km 15 km 25 km 50 km", "") and "GeoNames" not in said(
        plain
    )


@pytest.mark.parametrize(
    ("km", "sentence"), [(None, ""), (0.0, ""), (0.4, "less than 1 km"), (4.4, "4 km"), (49.6, "50 km")]
)
def test_a_distance_in_words(groups: World, km: float | None, sentence: str) -> None:
    with groups.app.test_request_context("/?lang=en"):
        assert how_far(km) == sentence


def test_a_place_is_its_own_point_then_its_postcode_then_its_town(groups: World, postcode: None) -> None:
    """From the postcode in the east of Helmond, Deurne is near, and the hall as far as its town."""
    near = "/groups?place=5707+AB&within=5&mode=in-person"
    assert slugs(groups.visitor().get(near)) == ["deurne", "ergens"]
    with groups.db() as db:
        hall = factories.location(db, name="Oost", city="Helmond", postcode="5707 XY")
        factories.group(db, "Oost", location_id=hall.id)
        exact = factories.location(db, name="Precies", city="Helmond", lat=51.4817, lon=5.7000)
        factories.group(db, "Precies", location_id=exact.id)
        secret = {"street": "network"}
        factories.group(db, "Geheim", location_id=exact.id, shown_to=secret)
    page = groups.visitor().get("/groups?lang=en&place=5707+AB&within=10&mode=in-person")
    assert slugs(page) == ["oost", "deurne", "precies", "geheim", "helmond", "ergens"]
    assert "Precies 5 km" in said(page) and "Geheim 8 km" in said(page)
    assert heading(page) == "5 groups within 10 km of 5707 Helmond, in person"


def test_a_postcode_far_from_its_town_is_not_believed() -> None:
    helmond, abroad = Position(51.48, 5.66), Position(50.0, 4.0)
    assert Spot("Helmond", None, Position(51.5, 5.7)).position("NL") == (51.5, 5.7)
    found = Spot("Helmond", None, abroad).position("NL")
    assert found and abs(found.lat - helmond.lat) < 0.1
    assert Spot("Nergenshuizen", None, abroad).position("NL") == abroad
    assert Spot("").position("NL") is None


def test_nothing_near_leads_on(groups: World) -> None:
    with groups.db() as db:
        factories.group(db, "Nieuw in Assen", place="Assen", state="forming", theme="angst")
    page = groups.visitor().get("/groups?lang=en&place=Assen&within=5&theme=rouw")
    assert heading(page) == "No groups about Grief within 5 km of Assen, 1 online, 1 by phone"
    text = said(page)
    assert "Further away Deurne 1" in text and " km " in text
    assert "Groups in formation" in text and "Nieuw in Assen" in text and "in formation" in text
    assert 'href="/start-a-group"' in page.text
    assert "Look within" not in text, "the nearest are too far for any choice"
    wider = groups.visitor().get("/groups?lang=en&place=Venray&within=5")
    assert 'href="/groups?place=Venray&amp;within=15">Look within 15 km' in wider.text
    lost = groups.visitor().get(
        "/groups?lang=en&place=Assen&within=5&theme=rouw&mode=in-person&audience=women"
    )
    assert heading(lost) == "No groups like this yet"
    assert "Further away Eindhoven 188 km elke tweede dinsdag, 19.30 uur Eindhoven" in said(lost)


def test_another_meeting_of_the_group_counts_and_a_kept_time_does_not(groups: World) -> None:
    with groups.db() as db:
        also = factories.group(db, "Ook overdag", meeting_text="")
        db.add(Meeting(group_id=also.id, rrule="FREQ=WEEKLY;BYDAY=SA", starts_at=time(14)))
        kept = {"meeting_text": "network", "venue": "group"}
        hall = db.get(Location, place_for(db, name="Thuis", street="", postcode="", city="Helmond").id)  # type: ignore[union-attr]
        assert hall
        factories.group(
            db,
            "Besloten",
            rrule="FREQ=WEEKLY;BYDAY=SA",
            starts_at=time(15),
            shown_to=kept,
            location_id=hall.id,
        )
    browser = groups.visitor()
    assert slugs(browser.get("/groups?day=sa&part=afternoon")) == ["ook-overdag"]
    assert slugs(browser.get("/groups?day=sa&part=morning")) == []
    shown = said(browser.get("/groups?lang=en&q=besloten"))
    assert "Besloten Helmond checked" in shown and "Thuis" not in shown


def test_nobody_finds_a_group_by_what_it_keeps(groups: World) -> None:
    with groups.db() as db:
        factories.group(db, "Open", intro="Met wandelen.")
        factories.group(db, "Dicht", intro="Met wandelen.", shown_to={"intro": "group"})
    assert slugs(groups.visitor().get("/groups?q=wandelen")) == ["open"]


@pytest.mark.parametrize(
    ("until", "open_"), [(date(2099, 1, 1), False), (None, False), (date(2020, 2, 1), True)]
)
def test_a_closed_building_is_not_open_now(groups: World, until: date | None, open_: bool) -> None:
    with groups.db() as db:
        hall = db.scalar(text("select location_id from support_group where slug = 'helmond'"))
        db.add(Closure(location_id=hall, from_on=date(2020, 1, 1), until_on=until))
    assert ("helmond" in slugs(groups.visitor().get("/groups?open=1"))) is open_


def test_the_map_says_the_same_as_the_list(groups: World) -> None:
    page = groups.visitor().get("/groups?lang=en&place=Helmond")
    drawing = page.text.split('<svg class="map"')[1].split("</svg>")[0]
    assert drawing.count("<circle") == 4, "three towns and where the visitor is"
    assert 'role="img" aria-label="Map: 3 groups within 15 km of Helmond' in drawing
    assert ">Deurne</text>" in drawing and "Groningen" not in drawing
    asked = groups.visitor().get("/groups?map=1")
    assert asked.text.split('<svg class="map"')[1].split("</svg>")[0].count("<circle") == 4
    assert 'href="/groups?map=1&amp;page=1"' in groups.visitor().get("/groups").text
    assert '<svg class="map"' not in groups.visitor().get("/groups").text


@pytest.mark.parametrize("within", ["7", "-5", "1e3", "x", "99999999999999999999"])
def test_an_unknown_distance_is_said_and_left_out(groups: World, within: str) -> None:
    page = groups.visitor().get("/groups", query_string={"lang": "en", "place": "Helmond", "within": within})
    assert f"We do not know the choice “{within}”" in said(page)
    assert heading(page).startswith("3 groups within 15 km")


def test_the_form_keeps_what_was_chosen(groups: World) -> None:
    page = groups.visitor().get("/groups?lang=en&place=Helmond&within=25&part=evening&access=1&open=1")
    assert '<option value="25" selected>25 km</option>' in page.text
    assert 'id="access" name="access" value="1" checked' in page.text
    assert "More choices: in the evening, without steps, open to new people" in said(page)
    assert 'href="/groups?place=Helmond&amp;within=25"' in page.text
