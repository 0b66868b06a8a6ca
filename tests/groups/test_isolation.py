"""Twins: groups with the same ids and addresses in two networks. Nothing of one appears in the other."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.groups.almanac import almanac
from tests import cast, factories
from tests.groups.helpers import said, slugs
from tests.world import World

TWIN, LONELY = (UUID(int=0x0192_0000_0000_7000_A000_0000_0000_0000 + number) for number in range(2))
PATHS = (
    *("/", "/groups", "/groups/tweeling", "/groups/tweeling/edit", "/groups/tweeling/contacts", "/me"),
    *("/stewardship/groups", "/groups/new", "/groups?q=kraai", "/groups?q=kraaie", "/groups?place=Kraaiwijk"),
    *("/groups?theme=rouw", "/groups?place=5999", "/groups?q=merel", "/groups/alleen-in-beta"),
)


def plant(world: World, word: str, town: str, postcode: str) -> None:
    """Ben speaks for the twin of this network, which says `word` everywhere."""
    with world.db() as db:
        cast.ada(db) if word == "merel" else cast.eve(db)
        place = factories.location(
            db, name=f"{word}huis", city=town, street=f"{word}straat", postcode=postcode
        )
        factories.group(
            db,
            f"{word}groep",
            id=TWIN,
            slug="tweeling",
            contact=cast.ben(db),
            place=town,
            location_id=place.id,
            **{
                name: f"{word} {name}"
                for name in ("intro", "costs", "meeting_text", "network_note", "contact_name")
            },
        )


@pytest.fixture
def twins_planted(alpha: World, beta: World) -> tuple[World, World]:
    """The blackbird lives in alpha, the crow in beta; beta has one group more.

    Their public revisions are equal, so that what was kept by revision alone would be mixed up.
    """
    revision = time.time_ns()
    plant(alpha, "merel", "Merelbeke", "5701 AB")
    plant(beta, "kraai", "Kraaiwijk", "5999 AB")
    with beta.db() as db:
        factories.group(db, "kraai alleen", id=LONELY, slug="alleen-in-beta", place="Kraaiwijk")
    for world in (alpha, beta):
        with world.db() as db:
            db.execute(text("update shared.public_revision set number = :number"), {"number": revision})
    return alpha, beta


@pytest.mark.parametrize("name", ["visitor", "ben", "ada"])
def test_nothing_of_the_neighbour_appears(twins_planted: tuple[World, World], name: str) -> None:
    alpha, beta = twins_planted
    beta.visitor().get("/groups?q=kraai")
    browser = alpha.visitor() if name == "visitor" else alpha.as_(cast.IDS[name])
    seen = ""
    for path in PATHS:
        answer = browser.get(path)
        shown = answer.text.lower().replace(path.lower(), "").replace("“kraai", "").replace("‘kraai", "")
        for typed in ('value="kraai"', 'value="kraaie"', "q=kraai", "kraaiwijk”", "kraaiwijk’"):
            shown = shown.replace(typed, "")
        assert "kraai" not in shown, path
        seen += answer.text
    assert "merelgroep" in seen and "merelhuis" in seen
    assert ("merel network_note" in seen) == (name != "visitor")


def test_the_neighbour_has_it_all(twins_planted: tuple[World, World]) -> None:
    """The control: the same questions find the crow where it lives."""
    _, beta = twins_planted
    visitor = beta.visitor()
    assert slugs(visitor.get("/groups?q=kraai")) == ["alleen-in-beta", "tweeling"]
    assert slugs(visitor.get("/groups?place=Kraaiwijk")) == ["alleen-in-beta", "tweeling"]
    assert slugs(visitor.get("/groups?place=5999")) == ["alleen-in-beta", "tweeling"]
    assert "kraai intro" in said(visitor.get("/groups/tweeling"))


def test_what_is_remembered_is_remembered_by_network(twins_planted: tuple[World, World]) -> None:
    alpha, beta = twins_planted
    with alpha.db() as db:
        of_alpha = almanac(db)
    with beta.db() as db:
        of_beta = almanac(db)
    assert set(of_alpha.towns) == {"merelbeke"} and set(of_beta.towns) == {"kraaiwijk"}
    assert not set(of_alpha.written) & {"kraaigroep", "kraai", "alleen"}


def test_a_change_in_one_twin_leaves_the_other(twins_planted: tuple[World, World]) -> None:
    alpha, beta = twins_planted
    before = beta.visitor().get("/groups/tweeling").text
    ben = alpha.as_(cast.IDS["ben"])
    path = f"/groups/tweeling/contacts/{cast.IDS['ben']}/removal"
    assert ben.post(path, {"last": "yes"}).status_code == 303
    assert beta.count("group_contact") == 1
    assert beta.visitor().get("/groups/tweeling").text == before
