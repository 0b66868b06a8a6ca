"""The list: its heading, its filters, its pages, what it costs, and what it offers when nothing fits."""

from __future__ import annotations

from datetime import date

import pytest

from portal.ledger import announce_public_change
from portal.profile import NetworkProfile
from tests import cast, factories
from tests.groups.helpers import heading, said, slugs
from tests.world import World


@pytest.fixture
def groups(alpha: World) -> World:
    """Groups that differ in every filter."""
    with alpha.db() as db:
        home = factories.location(db, name="De Huiskamer", city="Helmond", postcode="5701 AB")
        factories.group(
            db, "Rouw", theme="rouw", location_id=home.id, rrule="FREQ=MONTHLY;BYDAY=2TU", audiences=["men"]
        )
        factories.group(db, "Drank", theme="alcohol", place="Deurne", rrule="FREQ=WEEKLY;BYDAY=MO,FR;WKST=TU")
        factories.group(db, "Gokken", theme="gokken", place="Deurne", online=True, in_person=False)
        factories.group(
            db, "Wiet", theme="drugs", place="Son en Breugel", by_phone=True, audiences=["parents", "men"]
        )
        factories.group(
            db, "Paniek", theme="angst", place="son en breugel", state="paused", rrule="FREQ=DAILY"
        )
        factories.group(db, "Weg", theme="rouw", state="ended")
        factories.group(db, "Verborgen", theme="rouw", listed=False, place="Best")
    return alpha


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["drank", "gokken", "paniek", "rouw", "wiet"]),
        ("theme=rouw", ["rouw"]),
        ("theme=verslaving", ["drank", "gokken", "wiet"]),
        ("theme=alcohol", ["drank"]),
        ("place=Deurne", ["drank", "rouw", "gokken", "wiet"]),
        ("place=deurn", ["drank", "rouw", "gokken", "wiet"]),
        ("place=Duerne&within=5", ["drank", "gokken", "wiet"]),
        ("place=son+EN+breugel", ["paniek", "wiet", "rouw", "gokken"]),
        ("place=5701&within=5&mode=in-person", ["rouw"]),
        ("place=5701XY&within=5&mode=in-person", ["rouw"]),
        ("day=tu", ["paniek", "rouw"]),
        ("day=mo", ["drank", "paniek"]),
        ("day=we", ["paniek"]),
        ("mode=in-person", ["drank", "paniek", "rouw", "wiet"]),
        ("mode=online", ["gokken"]),
        ("mode=phone", ["wiet"]),
        ("audience=men", ["rouw", "wiet"]),
        ("audience=parents&theme=verslaving&place=Son+en+Breugel&mode=phone", ["wiet"]),
        ("q=drank&place=Deurne&day=fr", ["drank"]),
        ("within=10&place=Helmond", ["rouw", "drank", "gokken", "wiet"]),
        ("place=Helmond&day=we", ["paniek"]),
    ],
)
def test_filters_narrow_the_list(groups: World, query: str, expected: list[str]) -> None:
    assert slugs(groups.visitor().get(f"/groups?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lang=en", "5 groups, 1 online"),
        ("lang=en&theme=rouw", "1 group about Grief"),
        (
            "lang=en&theme=verslaving&place=deurne",
            "1 group about Addiction within 15 km of Deurne, 1 online, 1 by phone",
        ),
        ("lang=en&q=grief", "1 group about Grief"),
        ("lang=en&q=wiet+son", "1 group with “wiet son”"),
        ("lang=en&day=tu", "2 groups on Tuesday"),
        ("lang=en&mode=online", "1 group, online"),
        ("lang=en&audience=men&mode=phone", "1 group for men, by phone"),
    ],
)
def test_the_heading_says_what_was_found(groups: World, query: str, sentence: str) -> None:
    assert heading(groups.visitor().get(f"/groups?{query}")) == sentence


@pytest.mark.parametrize("query", ["theme=foo", "day=noday", "mode=telepathy", "audience=nobody"])
def test_an_unknown_choice_is_left_out_and_said(groups: World, query: str) -> None:
    page = groups.visitor().get(f"/groups?lang=en&{query}")
    assert len(slugs(page)) == 5
    assert f"We do not know the choice “{query.split('=')[1]}”, so we left it out." in said(page)


@pytest.mark.parametrize("place", ["Timboektoe", "9999", "<b>Best</b>", "%"])
def test_a_place_that_does_not_exist_is_said(groups: World, place: str) -> None:
    page = groups.visitor().get("/groups", query_string={"lang": "en", "place": place, "within": "5"})
    assert len(slugs(page)) == 5
    assert f"We do not know a place or postcode “{place}”, so we looked everywhere." in said(page)
    assert "<b>Best" not in page.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("2", 2), ("3", 3), ("99", 3), ("0", 1), ("-1", 1), ("x", 1), ("1e9", 1), ("٣", 1), ("9" * 30, 1)],
)
def test_twenty_on_a_page_and_beyond_the_end_the_last(alpha: World, asked: str, shown: int) -> None:
    with alpha.db() as db:
        for number in range(45):
            factories.group(db, f"Groep {number:02}", theme="rouw")
    page = alpha.visitor().get("/groups", query_string={"lang": "en", "page": asked})
    first = (shown - 1) * 20
    assert slugs(page) == [f"groep-{number:02}" for number in range(first, min(first + 20, 45))]
    assert f"Page {shown} of 3" in said(page)
    assert heading(page) == "45 groups"


def test_pages_keep_the_question(alpha: World) -> None:
    with alpha.db() as db:
        for number in range(21):
            factories.group(db, f"Groep {number:02}", theme="rouw")
    page = alpha.visitor().get("/groups?q=rouw&place=Helmond&theme=verlies")
    assert 'href="/groups?q=rouw&amp;theme=verlies&amp;place=Helmond&amp;within=15&amp;page=2"' in page.text
    assert slugs(alpha.visitor().get("/groups?q=rouw&theme=verlies&place=Helmond&page=2")) == ["groep-20"]


def test_a_part_is_swapped_and_the_page_works_without(groups: World) -> None:
    browser = groups.visitor()
    part = browser.get("/groups?theme=rouw", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div class="flow" id="results">')
    assert slugs(part) == ["rouw"]
    page = browser.get("/groups?theme=rouw")
    assert part.text.strip() in page.text
    assert 'data-hx-target="#results"' in page.text and '<button class="button">' in page.text


def test_the_filters_offer_only_what_exists_and_keep_what_was_chosen(groups: World) -> None:
    page = groups.visitor().get("/groups?lang=en&theme=rouw&day=tu")
    assert '<option value="rouw" selected>Grief</option>' in page.text
    assert '<option value="tu" selected>Tuesday</option>' in page.text
    assert 'value="parkinson"' not in page.text
    assert "More choices: Grief, Tuesday" in said(page)
    assert '<option value="Deurne">' in page.text and '<option value="Best">' not in page.text


def test_a_line_says_when_where_and_how_sure(groups: World) -> None:
    with groups.db() as db:
        factories.group(
            db, "A", verified_on=date(2024, 3, 1), verified_precision="month", meeting_text="", place=""
        )
        factories.group(db, "B", verified_on=date(2023, 1, 1), verified_precision="year")
        factories.group(db, "C", verified_on=None)
    text = said(groups.visitor().get("/groups"))
    assert "Rouw elke tweede dinsdag, 19.30 uur De Huiskamer, Helmond gecontroleerd in oktober 2026" in text
    assert "A gecontroleerd in maart 2024" in text
    assert "B elke tweede dinsdag, 19.30 uur Helmond gecontroleerd in 2023" in text
    assert "C elke tweede dinsdag, 19.30 uur Helmond nog niet gecontroleerd" in text
    assert "Gokken elke tweede dinsdag, 19.30 uur Deurne online" in text
    assert "Paniek elke tweede dinsdag, 19.30 uur son en breugel tijdelijk gestopt" in text


def test_nothing_found_is_no_dead_end(groups: World) -> None:
    with groups.db() as db:
        db.get_one(NetworkProfile, 1).phone = "040-000 00 00"
        announce_public_change(db)
    try:
        page = groups.visitor().get("/groups?lang=en&q=wiet+deurne+alcohol&audience=men")
        assert heading(page) == "No groups with “wiet deurne alcohol” here"
        lost = groups.visitor().get("/groups?lang=en&q=wiet+deurne&audience=men")
        assert "Without “deurne” 1 group" in said(lost)
        assert 'href="/groups?q=wiet&amp;audience=men"' in lost.text
        assert "Without “wiet”" not in said(lost)
        alone = groups.visitor().get("/groups?lang=en&q=wiet&audience=women")
        assert "Look everywhere, without the other choices 1 group" in said(alone)
        near = groups.visitor().get("/groups?lang=en&theme=medicijnen")
        assert "Addiction 3 groups" in said(near) and "Gambling 1 group" in said(near)
        assert "Anxiety" not in said(near).split("Perhaps")[1]
        for found in (page, lost, alone, near):
            assert "Groups that meet online 1 group" in said(found)
            assert 'href="tel:0400000000"' in found.text
    finally:
        with groups.db() as db:
            db.get_one(NetworkProfile, 1).phone = ""
            announce_public_change(db)


def test_an_empty_network_says_what_will_be_here(alpha: World) -> None:
    assert "The groups of this region will be found here" in said(alpha.visitor().get("/?lang=en"))
    assert heading(alpha.visitor().get("/groups?lang=en")) == "No groups like this yet"


def test_the_first_page_leads_to_themes_and_search(groups: World) -> None:
    page = groups.visitor().get("/?lang=en")
    assert "5 self-help groups in this region." in said(page)
    assert '<a href="/groups?theme=verslaving">Addiction</a>' in page.text
    assert '<a href="/groups?theme=alcohol">Alcohol</a>' in page.text
    assert "theme=parkinson" not in page.text
    assert 'action="/groups"' in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/groups",
        "/groups?q=rouw",
        "/groups?q=rouw&place=Helmond&day=tu",
        "/groups?q=roow",
        "/groups?q=xyzzy+foo",
    ],
)
@pytest.mark.parametrize("person", [None, "ada"])
def test_a_page_costs_the_same_for_one_group_and_for_two_hundred(
    alpha: World, path: str, person: str | None
) -> None:
    costs = []
    for until in (1, 3, 200):
        with alpha.db() as db:
            cast.ada(db)
            for number in range(until // 3 if until < 4 else 3, until):
                place = factories.location(db, name=f"Huis {number}")
                factories.group(db, f"Rouwgroep {number}", location_id=place.id, rrule="FREQ=WEEKLY;BYDAY=TU")
        browser = alpha.as_(cast.IDS["ada"]) if person else alpha.visitor()
        with alpha.statements() as asked:
            assert browser.get(path).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 8


def test_a_second_look_asks_the_database_once(alpha: World) -> None:
    """The themes, towns and the phone are remembered until something public changes."""
    with alpha.db() as db:
        cast.dora(db)
        factories.group(db, "Rouwgroep")
    browser = alpha.as_(cast.IDS["dora"])
    browser.get("/groups")
    with alpha.statements() as asked:
        browser.get("/groups?q=rouw")
    assert [statement.split()[0] for statement in asked] == ["SELECT", "SELECT"]
    with alpha.db() as db:
        factories.group(db, "Rouw in Best", place="Best")
    assert "rouw-in-best" in slugs(browser.get("/groups?place=Best"))
