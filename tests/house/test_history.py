"""Meetings and contact persons in "what changed here", and what of it the feed of changes tells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from portal.groups.actions import change
from portal.groups.models import Group
from tests import cast
from tests.groups.helpers import said
from tests.groups.meetings.ground import (
    MEETINGS,
    PAGE,
    SECOND_TUESDAY,
    TODAY,
    enter,
    load,
    meetings,
    on,
    plant,
)
from tests.house.helpers import english, history, seat
from tests.world import World

DAY = "2026-12-08"


@pytest.fixture
def ground(alpha: World) -> Iterator[World]:
    """ben speaks for the group, which meets every second Tuesday; today is 22 November 2026."""
    with on(TODAY):
        plant(alpha)
        with alpha.db() as db:
            cast.cem(db)
        enter(alpha, **SECOND_TUESDAY)
        yield alpha


def changes(world: World) -> str:
    """The page as ben reads it."""
    return said(english(world, "ben").get(f"{PAGE}/changes"))


def on_the_day(world: World, **fields: str) -> None:
    """ben changes the meeting of 8 December."""
    path = f"{MEETINGS}/{meetings(world)[0].id}/dates/{DAY}"
    assert world.as_(cast.IDS["ben"]).post(path, fields, page=path).status_code == 303


def test_a_rhythm_that_was_entered_is_in_the_history(ground: World) -> None:
    ((role, by, fields),) = history(ground)
    assert (role, by, list(fields)) == ("contact", cast.IDS["ben"], ["meeting"])
    assert "every second Tuesday of the month from 19:30 to 21:30" in changes(ground)


def test_another_rhythm_says_what_it_was(ground: World) -> None:
    path = f"{MEETINGS}/{meetings(ground)[0].id}"
    enter(ground, path=path, nths=["3"], venue="Buurthuis", street="Laan 1")
    text = changes(ground)
    assert "third Tuesday" in text and "Buurthuis, Laan 1" in text
    assert history(ground)[-1][2]["meeting"][0]["rrule"] == "FREQ=MONTHLY;BYDAY=2TU"


def test_one_meeting_moved_and_back_again(ground: World) -> None:
    on_the_day(ground, kind="moved", to="2026-12-15", note="in de tuinkamer")
    text = changes(ground)
    assert "8 December 2026: as usual" in text and "moved from 8 to 15 December: in de tuinkamer" in text
    path = f"{MEETINGS}/{meetings(ground)[0].id}/dates/{DAY}"
    ground.as_(cast.IDS["ben"]).post(f"{path}/undoing", page=MEETINGS)
    assert history(ground)[-1][2]["meeting_date"][1] == {"kind": "usual", "on_date": DAY}
    on_the_day(ground, kind="cancelled", note="")
    assert "cancelled" in changes(ground)


def test_seats_are_kept_by_id_and_told_by_name(ground: World) -> None:
    seat(ground, "cem")
    browser = ground.as_(cast.IDS["ben"])
    cem = cast.IDS["cem"]
    browser.post(f"{PAGE}/contacts/{cem}/role", {"role": "stand_in"}, page=f"{PAGE}/contacts")
    assert history(ground)[-1] == (
        "contact", cast.IDS["ben"], {"contact": [str(cem), None], "stand_in": [None, str(cem)]},
    )  # fmt: skip
    path = f"{PAGE}/contacts/{cem}/removal"
    browser.post(path, {}, page=path)
    assert history(ground)[-1][2] == {"stand_in": [str(cem), None]}
    text = changes(ground)
    assert "Stand-in" in text and "Cem" in text and str(cem) not in text


def feed(world: World) -> str:
    """What changed, in English."""
    return world.visitor().get("/groups.atom?lang=en").text


def test_the_feed_names_fields_and_never_what_visitors_do_not_see(ground: World) -> None:
    with ground.db() as db:
        group = load(db)
        group.created_at = group.created_at.replace(year=2025)
        group.shown_to = {"phone": "group"}
    with ground.db() as db:
        values = {"phone": "0492 000 777", "costs": "twee euro", "network_note": "geheim"}
        change(db, load(db), by=db.get(cast.Person, cast.IDS["ben"]), values=values)
    text = feed(ground)
    assert "What changed: What does it cost" in text and "What changed: Meetings" in text
    assert "Phone" not in text and "geheim" not in text and "Note for the network" not in text
    with ground.db() as db:
        db.scalars(select(Group)).one().shown_to = {}
    with ground.db() as db:
        change(db, load(db), by=None, values={"costs": "drie euro", "phone": "0492 000 778"})
    assert "Phone" in feed(ground), "control: told where visitors see it"
