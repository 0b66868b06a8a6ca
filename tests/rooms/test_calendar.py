"""The calendar of a room behind a secret address, and the picture of how much rooms are used."""

from __future__ import annotations

import re
from datetime import date, timedelta

from icalendar import Calendar
from sqlalchemy import delete, update

from portal.accounts.models import Person
from portal.clock import now
from portal.groups.models import GroupContact
from portal.rooms.models import Booking, Room
from portal.rooms.occupancy import draw
from tests.browser_like import Browser
from tests.cast import IDS
from tests.groups.helpers import said
from tests.rooms import helpers
from tests.rooms.helpers import page, put
from tests.world import World


def address(browser: Browser, world: World) -> str:
    """The path of the calendar, as the room's page shows it."""
    found = re.search(r"/rooms/calendar/[^\"]+\.ics", browser.get(page(world)).text)
    assert found
    return found[0]


def test_it_says_when_and_nothing_else(house: World) -> None:
    put(house)
    path = address(house.as_(IDS["dora"]), house)
    answer = house.visitor().get(path)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    (booking,) = helpers.bookings(house)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (booking.starts_at, booking.ends_at)
    assert "Rouw" not in answer.text and "Huiskamer" not in answer.text and "ATTENDEE" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-cache"
    etag = {"If-None-Match": answer.headers["ETag"]}
    assert house.visitor().get(path, headers=etag).status_code == 304


def test_an_address_ends_with_what_it_rested_on(house: World, beta: World) -> None:
    ben, ada = house.as_(IDS["ben"]), house.as_(IDS["ada"])
    path, other = address(ben, house), address(ada, house)
    assert path != other
    assert beta.visitor().get(path).status_code == 404
    assert house.visitor().get(path[:-6] + "x.ics").status_code == 404
    with house.db() as db:
        db.execute(delete(GroupContact).where(GroupContact.person_id == IDS["ben"]))
    assert house.visitor().get(path).status_code == 404
    assert house.visitor().get(other).status_code == 200
    ada.post(f"{page(house)}/addresses", page=page(house))
    assert house.visitor().get(other).status_code == 404
    fresh = address(ada, house)
    with house.db() as db:
        db.execute(update(Person).where(Person.id == IDS["ada"]).values(ended_at=now()))
    assert house.visitor().get(fresh).status_code == 404


def test_the_picture_and_the_table_say_the_same(house: World) -> None:
    put(house, starts="18:00", ends="21:00")
    ada = house.as_(IDS["ada"])
    page_ = ada.get("/rooms/occupancy")
    assert "<svg" in page_.text and "De Huiskamer" in said(page_)
    assert re.search(r'data-label="[^"]+" class="number"><div>3</div>', page_.text)
    assert page_.text.count('class="bar"') == 1
    assert house.as_(IDS["ben"]).get("/rooms/occupancy").status_code == 403


def test_it_costs_as_much_for_many_rooms(house: World) -> None:
    ada = house.as_(IDS["ada"])
    ada.get("/rooms/occupancy")
    with house.statements() as few:
        ada.get("/rooms/occupancy")
    with house.db() as db:
        db.add_all(Room(name=f"Kamer {number}") for number in range(20))
    for number in range(3):
        put_into(house, number)
    with house.statements() as many:
        ada.get("/rooms/occupancy")
    assert len(few) == len(many)


def put_into(world: World, number: int) -> None:
    """A booking of the network itself."""
    starts_at, ends_at = helpers.evening(number + 2)
    with world.db() as db:
        db.add(Booking(room_id=helpers.room(world).id, starts_at=starts_at, ends_at=ends_at))


def test_drawing_needs_no_database() -> None:
    monday = date(2026, 11, 23)
    picture = draw([monday, monday + timedelta(weeks=1)], [("A", [0.0, 168.0]), ("B", [1.5, 0.0])])
    assert [len(line.bars) for line in picture.lines] == [1, 1]
    assert picture.lines[0].bars[0].height <= 40 and picture.lines[1].hours == ["1.5", "0"]
