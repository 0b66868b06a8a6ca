"""The stewards' list, and writing down a new group."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests import cast, factories
from tests.groups.helpers import audited, filled_in, said, slugs, stored
from tests.world import World


@pytest.fixture
def groups(alpha: World) -> World:
    """Groups in every state; ada is steward."""
    with alpha.db() as db:
        cast.ada(db)
        factories.group(db, "Rouw", contact=cast.ben(db), network_note="zoekt zaal 100%")
        factories.group(
            db,
            "Angst",
            theme="angst",
            state="paused",
            verified_on=date(2024, 3, 1),
            verified_precision="month",
        )
        factories.group(db, "Drank", theme="alcohol", state="ended", verified_on=None)
        factories.group(db, "Gokken", theme="gokken", listed=False, contact=cast.cem(db), place="Best")
    return alpha


def listed(world: World, query: str = "") -> list[str]:
    """The groups on the stewards' list, in its order."""
    page = world.as_(cast.IDS["ada"]).get(f"/stewardship/groups?{query}")
    assert page.status_code == 200
    return re.findall(r'<th role="rowheader" scope="row"><a href="/groups/([^"]+)">', page.text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["angst", "drank", "gokken", "rouw"]),
        ("view=active", ["gokken", "rouw"]),
        ("view=paused", ["angst"]),
        ("view=ended", ["drank"]),
        ("view=unlisted", ["gokken"]),
        ("view=unchecked", ["drank"]),
        ("view=without_contact", ["angst", "drank"]),
        ("view=nonsense&theme=nonsense&page=nonsense", ["angst", "drank", "gokken", "rouw"]),
        ("theme=verslaving", ["drank", "gokken"]),
        ("q=best", ["gokken"]),
        ("q=zaal", ["rouw"]),
        ("q=100%25", ["rouw"]),
        ("q=grief", ["rouw"]),
        ("q=zaal&view=paused", []),
        ("page=99", ["angst", "drank", "gokken", "rouw"]),
    ],
)
def test_a_steward_sees_and_narrows_all_groups(groups: World, query: str, expected: list[str]) -> None:
    assert listed(groups, query) == expected


def test_the_list_says_what_visitors_do_not_see(groups: World) -> None:
    ada = groups.as_(cast.IDS["ada"])
    ada.set_cookie("lang", "en")
    text = said(ada.get("/stewardship/groups"))
    assert "Rouw Helmond Ben checked on 14 October 2026 zoekt zaal 100%" in text
    assert "Angst paused Helmond nobody yet checked in March 2024" in text
    assert "Drank ended Helmond nobody yet not checked yet" in text
    assert "Gokken not shown Best Cem" in text


def test_forty_on_a_page(groups: World) -> None:
    with groups.db() as db:
        for number in range(80):
            factories.group(db, f"Zorg {number:02}")
    assert len(listed(groups)) == 40
    assert (
        listed(groups, "page=3")
        == listed(groups, "page=99")
        == [f"zorg-{number}" for number in range(76, 80)]
    )


@pytest.mark.parametrize("path", ["/stewardship/groups", "/stewardship/groups?q=rouw&view=active", "/me"])
def test_a_stewards_page_costs_the_same_for_one_group_and_for_many(alpha: World, path: str) -> None:
    costs = []
    for numbers in (range(1), range(1, 3), range(3, 60)):
        with alpha.db() as db:
            ada = cast.ada(db)
            for number in numbers:
                factories.group(db, f"Rouwgroep {number}", contact=ada)
        browser = alpha.as_(cast.IDS["ada"])
        with alpha.statements() as asked:
            assert browser.get(path).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 8


def create(world: World, **values: Any) -> Any:
    """Fill in the form for a new group as ada."""
    ada = world.as_(cast.IDS["ada"])
    return ada.send("/groups/new", filled_in(ada, "/groups/new") | values)


def test_a_theme_and_one_way_to_be_reached_are_enough(groups: World) -> None:
    sent = create(groups, themes="parkinson", phone="0492 000 777")
    assert sent.headers["Location"] == "/groups/parkinson/contacts"
    made = stored(groups, "parkinson")
    assert (made.name, made.phone, made.listed, made.state) == ("Parkinson", "0492 000 777", True, "active")
    assert made.verified_on is None
    assert slugs(groups.visitor().get("/groups?q=parkinson")) == ["parkinson"]
    assert audited(groups, "group.created") == [[]]
    assert groups.as_(cast.IDS["ada"]).get("/groups/parkinson/edit").status_code == 200


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"phone": "0492 000 777"}, "Choose at least one theme"),
        ({"themes": "rouw"}, "so that people can reach the group"),
        ({"themes": "rouw", "email": "x"}, "This does not look like a mail address."),
    ],
)
def test_less_is_not_enough(groups: World, values: dict[str, str], sentence: str) -> None:
    ada = groups.as_(cast.IDS["ada"])
    ada.set_cookie("lang", "en")
    answer = ada.send("/groups/new", filled_in(ada, "/groups/new") | values)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert groups.count("support_group") == 4


def test_addresses_differ_and_stay(groups: World) -> None:
    for name, made in (("Rouw", "rouw-2"), ("rouw!", "rouw-3"), ("New", "new-2"), ("", "rouw-helmond")):
        sent = create(groups, name=name, themes="rouw", phone="0492 000 777", place="" if name else "Helmond")
        assert sent.headers["Location"] == f"/groups/{made}/contacts"
    ada = groups.as_(cast.IDS["ada"])
    edit = "/groups/rouw-2/edit"
    ada.send(edit, filled_in(ada, edit) | {"name": "Iets heel anders"})
    assert stored(groups, "rouw-2").name == "Iets heel anders"
    assert ada.get("/groups/new").status_code == 200
