"""Places as stewards keep them: found, described, closed for a while, and open again by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.groups.meetings.models import Closure
from portal.groups.models import Location
from tests import cast, factories
from tests.browser_like import Browser
from tests.groups.helpers import filled_in, said, stored
from tests.groups.meetings.ground import PAGE, SECOND_TUESDAY, SLUG, TODAY, enter, meetings, on, plant
from tests.sink import Sink
from tests.world import World

PLACES = "/stewardship/places"


@pytest.fixture
def ground(alpha: World) -> Iterator[World]:
    """Two groups meet in De Huiskamer, one of them every second Tuesday; today is 22 November 2026."""
    with on(TODAY):
        plant(alpha)
        enter(alpha, **SECOND_TUESDAY)
        with alpha.db() as db:
            home = db.scalars(select(Location)).one()
            group = factories.group(db, "Angstgroep", contact=cast.ben(db), location_id=home.id)
            cem = cast.cem(db)
            db.add(factories.GroupContact(group_id=group.id, person_id=cem.id))
        yield alpha


@pytest.fixture
def home(ground: World) -> UUID:
    """De Huiskamer."""
    with ground.db() as db:
        return db.scalars(select(Location.id)).one()


@pytest.fixture
def ada(ground: World) -> Browser:
    """The steward's browser."""
    return ground.as_(cast.IDS["ada"])


def public(world: World) -> str:
    """The page as a visitor reads it."""
    return said(world.visitor().get(f"{PAGE}?lang=en"))


def close(browser: Browser, home: UUID, **fields: str) -> Any:
    """Close it, in English."""
    values = {"from_on": "2026-12-01", "until_on": "2026-12-22", "note": "er wordt geverfd", **fields}
    return browser.post(f"{PLACES}/{home}/closures?lang=en", values, page=f"{PLACES}/{home}")


def test_closing_marks_every_meeting_and_ends_by_itself(ground: World, ada: Browser, home: UUID) -> None:
    assert "closed" not in public(ground)
    sequence = meetings(ground)[0].sequence
    assert close(ada, home).status_code == 303
    text = public(ground)
    assert "De Huiskamer is closed from 1 December 2026 and open again on 22 December 2026." in text
    assert "er wordt geverfd" in text
    assert "Tuesday 8 December not held: the building is closed Tuesday 12 January 2027 19:30" in text
    assert meetings(ground)[0].sequence == sequence + 1, "calendars hear of it"
    with on(date(2026, 12, 21)):
        assert "is closed" in public(ground)
    with on(date(2026, 12, 22)):
        assert "closed" not in public(ground)


def test_a_meeting_online_is_held_all_the_same(ground: World, ada: Browser, home: UUID) -> None:
    enter(ground, rhythm="weekly", weekdays=["fr"], starts_at="10:00", mode="online")
    close(ada, home)
    assert "Friday 4 December from 10:00 online" in public(ground)


def test_who_speaks_for_a_group_there_gets_one_mail(
    ground: World, ada: Browser, home: UUID, sink: Sink
) -> None:
    sink.clear()
    close(ada, home)
    ground.work()
    assert sorted(mail.recipients[0] for mail in sink.received) == [
        "ben@people.example",
        "cem@people.example",
    ]
    mail = sink.received[0]
    assert "De Huiskamer" in mail.text and "Rouwgroep" not in mail.text and "/me" in mail.text
    sink.clear()
    with ground.db() as db:
        closure = db.scalars(select(Closure)).one()
    sent = ada.post(f"{PLACES}/{home}/closures/{closure.id}/opening", page=f"{PLACES}/{home}")
    assert sent.status_code == 303
    ground.work()
    assert len(sink.received) == 2 and "closed" not in public(ground)
    assert ground.count("location_closure") == 0, "it had not begun"


BAD = [
    ({"from_on": "2026-11-21"}, "A place cannot be closed in the past."),
    ({"from_on": ""}, "Choose from which day it is closed."),
    ({"from_on": "31-02-2027"}, "is not a day on the calendar"),
    ({"until_on": "2026-12-01"}, "must be later than the day on which it closes"),
    ({"until_on": "2026-11-25"}, "must be later than the day on which it closes"),
]


@pytest.mark.parametrize(("fields", "sentence"), BAD)
def test_a_closure_that_cannot_be_is_refused(
    ground: World, home: UUID, fields: dict[str, str], sentence: str
) -> None:
    answer = close(ground.as_(cast.IDS["ada"]), home, **fields)
    assert answer.status_code in (409, 422)
    assert sentence in said(answer) and 'value="er wordt geverfd"' in answer.text
    assert ground.count("location_closure") == 0


def test_it_is_not_closed_twice_at_once(ground: World, ada: Browser, home: UUID) -> None:
    assert close(ada, home).status_code == 303
    again = close(ada, home, from_on="2026-12-21", until_on="")
    assert again.status_code == 409 and "already closed in that time" in said(again)
    assert close(ada, home, from_on="2026-12-22", until_on="").status_code == 303
    assert "until further notice" in public(ground)


def describe(browser: Browser, home: UUID, **fields: str) -> Any:
    """Fill in the first form of the page with some fields changed."""
    page = f"{PLACES}/{home}"
    values = filled_in(browser, page)
    values = {name: values[name] for name in ("csrf_token", "name", "street", "postcode", "city", "position")}
    token = values["csrf_token"]
    values["csrf_token"] = token[0] if isinstance(token, list) else token
    return browser.send(f"{page}?lang=en", {"step_free": "", **values, **fields})


def place(world: World, home: UUID) -> Location:
    """As the database has it."""
    with world.db() as db:
        found = db.get_one(Location, home)
        db.expunge_all()
        return found


def test_what_is_known_of_a_place_stands_on_the_pages_of_its_groups(
    ground: World, ada: Browser, home: UUID
) -> None:
    sent = describe(ada, home, step_free="yes", directions="Bel bij de groene deur.", access_note="lift")
    assert sent.status_code == 303
    text = public(ground)
    assert "You can get in without steps" in text and "Bel bij de groene deur." in text and "lift" in text
    assert describe(ada, home, name="De Nieuwe Kamer", directions="").status_code == 303
    assert "De Nieuwe Kamer, Kerkstraat 58" in public(ground)
    found = ground.visitor().get("/groups?q=nieuwe+kamer")
    assert SLUG in found.text, "search hears of it"


def test_a_position_is_found_by_town_or_typed(ground: World, ada: Browser, home: UUID) -> None:
    assert place(ground, home).lat is None
    assert describe(ada, home).status_code == 303
    assert place(ground, home).lat == pytest.approx(51.48, abs=0.05)
    describe(ada, home, position="51.5, 5.7")
    assert (place(ground, home).lat, place(ground, home).lon) == (51.5, 5.7)
    describe(ada, home, access_note="lift")
    assert place(ground, home).lat == 51.5, "what was typed stays"
    describe(ada, home, city="Eindhoven")
    assert place(ground, home).lat == pytest.approx(51.44, abs=0.05)
    sent = describe(ada, home, city="Xyzzyqq", postcode="")
    assert "on no map yet" in said(ada.get(sent.headers["Location"] + "?lang=en"))
    assert place(ground, home).lat is None


@pytest.mark.parametrize("position", ["Helmond", "91, 5", "51.5", "51.5, 181", "nan, inf"])
def test_what_is_no_position_is_refused(ground: World, ada: Browser, home: UUID, position: str) -> None:
    answer = describe(ada, home, position=position, access_note="lift")
    assert answer.status_code == 422 and "This is not a position." in said(answer)
    assert f'value="{position}"' in answer.text and place(ground, home).access_note == ""


def test_two_places_are_not_made_one(ground: World, ada: Browser, home: UUID) -> None:
    with ground.db() as db:
        factories.location(db, "De Brug", street="Kerkstraat 58", postcode="5701 AB")
    answer = describe(ada, home, name="DE BRUG")
    assert answer.status_code == 409 and "another place with this name" in said(answer)
    nameless = describe(ada, home, name="", street="")
    assert nameless.status_code == 409 and "Give the place a name or a street." in said(nameless)
    assert place(ground, home).name == "De Huiskamer"


def test_the_list_says_what_stewards_look_for(ground: World, ada: Browser, home: UUID) -> None:
    with ground.db() as db:
        factories.location(db, "De Brug", city="Deurne")
    text = said(ada.get(f"{PLACES}?lang=en"))
    assert "2 places" in text and "De Huiskamer not on the map Kerkstraat 58, 5701 AB Helmond 2" in text
    found = said(ada.get(f"{PLACES}?q=kerkstraat+helmond&lang=en"))
    assert "De Huiskamer" in found and "De Brug" not in found
    assert "No places here" in said(ada.get(f"{PLACES}?q=50%25&page=7&lang=en"))
    close(ada, home, from_on="2026-11-22")
    assert "closed now" in said(ada.get(f"{PLACES}?lang=en"))
    assert "Rouwgroep Helmond" in said(ada.get(f"{PLACES}/{home}"))


def test_a_place_with_a_meeting_of_its_own_stays(ground: World) -> None:
    """A group that moves leaves its old place; it goes only when nobody meets there any more."""
    enter(ground, rhythm="weekly", weekdays=["fr"], venue="De Brug", street="Markt 1")
    second = meetings(ground)[1]
    with ground.db() as db:
        from portal.groups.places import drop_if_unused

        assert second.location_id is not None
        drop_if_unused(db, second.location_id)
    assert ground.count("location") == 2
    ben = ground.as_(cast.IDS["ben"])
    assert ben.post(f"{PAGE}/meetings/{second.id}/removal").status_code == 303
    assert ground.count("location") == 1
    assert stored(ground, SLUG).location is not None
