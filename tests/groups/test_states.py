"""Paused until a day, ended with somewhere else to go, and meeting again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from portal.groups.models import GroupContact
from portal.groups.states import meet_again
from tests import cast
from tests.groups.helpers import audited, filled_in, said, stored
from tests.groups.meetings.ground import PAGE, SECOND_TUESDAY, SLUG, TODAY, enter, load, on, plant
from tests.sink import Sink
from tests.world import World

STATE = f"{PAGE}/state"


@pytest.fixture
def ground(alpha: World, sink: Sink) -> Iterator[World]:
    """ben and cem speak for the group; today is 22 November 2026."""
    with on(TODAY):
        plant(alpha)
        enter(alpha, **SECOND_TUESDAY)
        with alpha.db() as db:
            cem = cast.cem(db)
            db.add(GroupContact(group_id=load(db).id, person_id=cem.id))
        sink.clear()
        yield alpha


def say(world: World, person: str = "ben", **fields: str) -> Any:
    """Fill in the page about the state."""
    return world.as_(cast.IDS[person]).post(f"{STATE}?lang=en", fields, page=STATE)


def public(world: World) -> str:
    """The page as a visitor reads it."""
    return said(world.visitor().get(f"{PAGE}?lang=en"))


def test_a_pause_ends_by_itself(ground: World, sink: Sink) -> None:
    sent = say(ground, state="paused", paused_until="2027-01-01", elsewhere="Ga naar Deurne.")
    assert sent.status_code == 303
    text = public(ground)
    assert "The group meets again from 1 January 2027." in text and "Ga naar Deurne." in text
    assert "8 December" not in text and "Tuesday 12 January" in text
    ground.work()
    assert [mail.recipients for mail in sink.received] == [["cem@people.example"]], "not who did it"
    assert "Rouw" not in sink.received[0].text
    sink.clear()
    for day, state in ((date(2026, 12, 31), "paused"), (date(2027, 1, 1), "active")):
        with on(day), ground.db() as db:
            meet_again(db)
        assert stored(ground, SLUG).state == state
    group = stored(ground, SLUG)
    assert (group.paused_until, group.elsewhere) == (None, "")
    assert "Tuesday 8 December" in public(ground)
    ground.work()
    assert sorted(mail.recipients[0] for mail in sink.received) == [
        "ben@people.example",
        "cem@people.example",
    ]
    assert len(audited(ground, "group.changed")) == 3


def test_a_pause_without_a_day_stays(ground: World) -> None:
    assert say(ground, state="paused").status_code == 303
    with on(date(2030, 1, 1)), ground.db() as db:
        meet_again(db)
    assert stored(ground, SLUG).state == "paused"
    assert "Next dates" not in public(ground)


def test_an_ended_group_says_where_to_go(ground: World, sink: Sink) -> None:
    assert say(ground, state="ended", elsewhere="De groep in Deurne:\r\n0493 000 111").status_code == 303
    text = public(ground)
    assert "This group has ended" in text and "De groep in Deurne: 0493 000 111" in text
    assert "December" not in text
    assert SLUG not in ground.visitor().get("/groups").text


def test_a_steward_says_it_and_the_group_hears_once(ground: World, sink: Sink) -> None:
    assert say(ground, "ada", state="paused", paused_until="2027-01-01").status_code == 303
    ground.work()
    assert sorted(mail.recipients[0] for mail in sink.received) == [
        "ben@people.example",
        "cem@people.example",
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "paused", "paused_until": "2026-11-22"}, "Choose a day that is still to come"),
        ({"state": "paused", "paused_until": "2025-01-01"}, "Choose a day that is still to come"),
        ({"state": "paused", "paused_until": "31-02-2027"}, "is not a day on the calendar"),
        ({"state": "asleep"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused(ground: World, fields: dict[str, str], sentence: str) -> None:
    answer = say(ground, **{"elsewhere": "Ga naar Deurne.", **fields})
    assert answer.status_code in (409, 422) and sentence in said(answer)
    assert "Ga naar Deurne." in answer.text and fields.get("paused_until", "") in answer.text
    assert stored(ground, SLUG).state == "active"


def test_the_form_of_the_page_ends_a_pause_whole(ground: World) -> None:
    say(ground, state="paused", paused_until="2027-01-01")
    browser = ground.as_(cast.IDS["ben"])
    values = filled_in(browser, f"{PAGE}/edit") | {"state": "active"}
    assert browser.send(f"{PAGE}/edit", values).status_code == 303
    assert stored(ground, SLUG).paused_until is None
