"""A room closed with bookings in it: listed first, holders told, nothing lost, and given back."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select, update

from portal.accounts.models import Person
from portal.clock import today
from portal.groups import closing as buildings
from portal.groups.models import Location
from portal.rooms.models import Room, RoomClosure
from tests import factories
from tests.browser_like import Browser
from tests.cast import IDS
from tests.groups.helpers import filled_in, said
from tests.rooms.helpers import book, mails, page, put, states
from tests.world import World


def close(browser: Browser, world: World, first: int, last: int | None, **more: str) -> str:
    """Send the form; what the page says."""
    address = f"{page(world)}/closures"
    days = {"from_on": (today() + timedelta(days=first)).isoformat(), "note": "Er wordt geverfd."}
    days |= {"until_on": (today() + timedelta(days=last)).isoformat()} if last else {}
    answer = browser.post(address, days | more, page=address)
    return said(browser.follow(answer)) if answer.status_code == 303 else answer.text


def seen(text: str) -> str:
    """What the page wants back from somebody who has read the list."""
    return text.split('name="seen"')[1].split('value="')[1].split('"', maxsplit=1)[0]


def test_bookings_are_shown_before_and_told_after(house: World) -> None:
    put(house), put(house, "Angst", by="dora", days=20)
    ada = house.as_(IDS["ada"])
    shown = close(ada, house, 5, 12)
    assert "Rouwgroep Helmond" in shown and "Angstgroep" not in shown
    assert states(house) == ["booked", "booked"] and mails(house) == []
    after = close(ada, house, 5, 12, seen=seen(shown))
    assert "Rouwgroep Helmond" in after
    assert states(house) == ["closed", "booked"] and mails(house) == [("ben", "room_news")]
    assert "geverfd" in said(house.as_(IDS["ben"]).get(page(house)))


def test_a_booking_that_came_in_between_is_shown_too(house: World) -> None:
    put(house)
    ada = house.as_(IDS["ada"])
    shown = close(ada, house, 5, 12)
    put(house, "Angst", by="dora", days=9)
    assert "Angstgroep Deurne" in close(ada, house, 5, 12, seen=seen(shown))
    assert states(house) == ["booked", "booked"]


def test_nothing_is_booked_while_it_is_closed(house: World) -> None:
    close(house.as_(IDS["ada"]), house, 5, 8)
    ben = house.as_(IDS["ben"])
    assert book(ben, house, days=7).status_code == 409
    assert book(ben, house, days=7, wait="yes").status_code == 409
    assert book(ben, house, days=4, starts="23:00", ends="00:00").status_code == 303
    assert book(ben, house, days=8, starts="00:00", ends="01:00").status_code == 303


def test_open_again_the_booking_is_offered_back_before_those_in_line(house: World) -> None:
    booking = put(house)
    book(house.as_(IDS["dora"]), house, "Angst", wait="yes")
    ada, address = house.as_(IDS["ada"]), f"{page(house)}/closures"
    close(ada, house, 5, None, seen=seen(close(ada, house, 5, None)))
    with house.db() as db:
        closure = db.scalars(select(RoomClosure.id)).one()
    assert ada.post(f"{address}/{closure}/removal", page=address).status_code == 303
    assert states(house) == ["offered", "waiting"]
    assert mails(house)[-1] == ("ben", "room_free")
    ben, own = house.as_(IDS["ben"]), f"/rooms/bookings/{booking}"
    assert ben.post(f"{own}/acceptance", page=own).status_code == 303
    assert states(house) == ["booked", "waiting"]


def test_a_building_that_closes_closes_its_rooms(house: World) -> None:
    put(house)
    with house.db() as db:
        place = factories.location(db)
        db.execute(update(Room).values(location_id=place.id))
    with house.db() as db:
        place = db.scalars(select(Location)).one()
        ada = db.get_one(Person, IDS["ada"])
        buildings.close(db, place, by=ada, from_on=today() + timedelta(days=5), until_on=None)
    with house.app.app_context(), house.db() as db:
        from portal.rooms.jobs import tend

        tend(db)
    assert states(house) == ["closed"] and ("ben", "room_news") in mails(house)


def test_taken_out_those_who_have_it_are_told(house: World) -> None:
    put(house)
    ada = house.as_(IDS["ada"])
    assert ada.post(f"{page(house)}/retirement", page=page(house)).status_code == 303
    assert states(house) == ["closed"] and mails(house) == [("ben", "room_news")]
    assert house.as_(IDS["ben"]).get(page(house)).status_code == 404
    assert ada.post(f"{page(house)}/retirement", page=page(house)).status_code == 303
    assert states(house) == ["offered"]


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (5, 5), (5, 4)])
def test_days_that_cannot_be(house: World, first: int, last: int) -> None:
    close(house.as_(IDS["ada"]), house, first, last)
    assert house.count("room_closure") == 0


def test_the_form_of_a_room_and_who_may(house: World) -> None:
    ada, ben = house.as_(IDS["ada"]), house.as_(IDS["ben"])
    assert ben.get(f"{page(house)}/edit").status_code == 403
    typed = filled_in(ada, f"{page(house)}/edit")
    typed |= {"price": "10 euro", "key_holder": "nobody@people.example"}
    assert ada.send(f"{page(house)}/edit", typed).status_code == 422
    assert ada.send(f"{page(house)}/edit", typed | {"key_holder": "ben@people.example"}).status_code == 303
    assert "10 euro" in said(ben.get(page(house)))
    typed = filled_in(ben, "/rooms/new") | {"name": "Beamer", "kind": "equipment", "who": "own"}
    answer = ben.send("/rooms/new", typed)
    assert answer.status_code == 303, said(answer)
    own = answer.headers["Location"]
    assert ben.get(f"{own}/edit").status_code == 200
    assert house.as_(IDS["dora"]).get(own).status_code == 404
    assert house.as_(IDS["cem"]).get("/rooms/new").status_code == 403


def test_a_photo_hangs_on_the_room_and_is_read_by_who_sees_it(house: World) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    picture.seek(0)
    ada = house.as_(IDS["ada"])
    typed = filled_in(ada, f"{page(house)}/edit") | {"photos": (picture, "huiskamer.png")}
    answer = ada.send(f"{page(house)}/edit", typed, content_type="multipart/form-data")
    assert answer.status_code == 303, said(answer)
    found = re.search(r'<img class="photo" src="([^"]+)"', house.as_(IDS["ben"]).get(page(house)).text)
    assert found
    assert house.as_(IDS["ben"]).get(found[1]).mimetype == "image/png"
    assert house.as_(IDS["cem"]).get(found[1]).status_code == 404


def test_a_file_that_is_no_picture_is_refused(house: World) -> None:
    ada = house.as_(IDS["ada"])
    typed = filled_in(ada, f"{page(house)}/edit")
    typed |= {"name": "Zolder", "photos": (io.BytesIO(b"%PDF-1.7 <script>"), "foto.png")}
    answer = ada.send(f"{page(house)}/edit", typed, content_type="multipart/form-data")
    assert answer.status_code == 422 and "Zolder" in answer.text
    assert house.count("attachment") == 0
