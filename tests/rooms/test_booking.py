"""Booking a room: taken at once or asked for, once and by the rules, and given back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from portal.clock import now, today
from portal.ledger import Job
from portal.rooms.models import Booking, Room
from tests.cast import IDS
from tests.groups.helpers import said
from tests.rooms import helpers
from tests.rooms.helpers import book, mails, page, put, states
from tests.world import World


def rule(world: World, **facts: Any) -> None:
    """The room's rules are other ones."""
    with world.db() as db:
        db.execute(update(Room).values(name="De Huiskamer", **facts))


def test_a_contact_person_books_and_sees_it(house: World) -> None:
    browser = house.as_(IDS["ben"])
    answer = browser.follow(book(browser, house, note="twintig stoelen"))
    assert "De Huiskamer" in said(answer) and "twintig stoelen" in said(answer)
    assert states(house) == ["booked"]
    assert "Rouwgroep Helmond" in said(browser.get(page(house)))
    assert "De Huiskamer" in said(browser.get("/rooms"))
    assert mails(house) == []


def test_others_see_that_it_is_taken_and_not_by_whom(house: World) -> None:
    put(house)
    dora = house.as_(IDS["dora"])
    text = said(dora.get(page(house)))
    assert "Rouw" not in text and "19:30" in text.replace(".", ":")
    booking = helpers.bookings(house)[0]
    assert dora.get(f"/rooms/bookings/{booking.id}").status_code == 404
    assert "Rouwgroep" in said(house.as_(IDS["ada"]).get(page(house)))


def test_a_taken_time_is_refused_and_one_can_stand_in_line(house: World) -> None:
    put(house)
    dora = house.as_(IDS["dora"])
    answer = book(dora, house, "Angst", starts="20:00", ends="22:00")
    assert answer.status_code == 409 and 'name="wait"' in answer.text and 'value="20:00' in answer.text
    assert book(dora, house, "Angst", starts="20:00", ends="22:00", wait="yes").status_code == 303
    assert states(house) == ["booked", "waiting"]
    assert book(dora, house, "Angst", starts="21:30", ends="22:30").status_code == 303
    assert states(house) == ["booked", "waiting", "booked"]


def test_pressed_twice_it_is_booked_once(house: World) -> None:
    browser = house.as_(IDS["ben"])
    first, second = (book(browser, house).headers["Location"] for _ in range(2))
    assert first == second and states(house) == ["booked"]


def test_a_room_on_request_waits_for_a_yes(house: World, sink: Any) -> None:
    rule(house, way="ask")
    ben, ada = house.as_(IDS["ben"]), house.as_(IDS["ada"])
    address = book(ben, house).headers["Location"]
    assert states(house) == ["asked"] and mails(house) == [("ada", "room_asked")]
    assert book(house.as_(IDS["dora"]), house, "Angst").status_code == 409
    assert ben.post(f"{address}/decision", {"yes": "yes"}, page=address).status_code == 403
    assert ada.post(f"{address}/decision", {"yes": "yes"}, page=address).status_code == 303
    assert states(house) == ["booked"] and mails(house)[1:] == [("ben", "room_news")]
    assert ada.post(f"{address}/decision", {"yes": ""}, page=page(house)).status_code == 409
    house.work()
    assert {len(mail.recipients) for mail in sink.received} == {1}


def test_a_no_frees_the_time(house: World) -> None:
    rule(house, way="ask")
    address = book(house.as_(IDS["ben"]), house).headers["Location"]
    assert house.as_(IDS["ada"]).post(f"{address}/decision", {"yes": ""}, page=address).status_code == 303
    assert book(house.as_(IDS["dora"]), house, "Angst").status_code == 303
    assert states(house) == ["declined", "asked"]


def test_a_steward_books_for_a_group_which_hears_of_it(house: World) -> None:
    rule(house, hours_a_week=1, notice_hours=700)
    assert book(house.as_(IDS["ada"]), house).status_code == 303
    assert mails(house) == [("ben", "room_news")]


def test_cancelling_tells_the_next_in_line_who_can_take_it(house: World) -> None:
    booking = put(house)
    dora, ben = house.as_(IDS["dora"]), house.as_(IDS["ben"])
    place = book(dora, house, "Angst", wait="yes").headers["Location"]
    assert ben.post(f"/rooms/bookings/{booking}/cancellation", page=page(house)).status_code == 303
    assert states(house) == ["cancelled", "offered"] and mails(house) == [("dora", "room_free")]
    assert book(ben, house).status_code == 409, "the offer keeps others out"
    assert dora.post(f"{place}/acceptance", page=place).status_code == 303
    assert states(house) == ["cancelled", "booked"]


def test_an_offer_nobody_takes_goes_to_the_next(house: World) -> None:
    booking = put(house)
    book(house.as_(IDS["dora"]), house, "Angst", wait="yes")
    book(house.as_(IDS["ada"]), house, "Rouw", starts="20:00", ends="21:00", wait="yes")
    house.as_(IDS["ben"]).post(f"/rooms/bookings/{booking}/cancellation", page=page(house))
    assert states(house) == ["cancelled", "offered", "waiting"]
    with time_machine.travel(now() + timedelta(hours=25), tick=True):
        house.work()
    assert states(house) == ["cancelled", "lapsed", "offered"]
    assert [template for _to, template in mails(house)].count("room_free") == 2


def test_an_offer_ends_at_the_latest_when_it_begins(house: World) -> None:
    booking = put(house, days=1, starts="00:00", ends="01:00")
    book(house.as_(IDS["dora"]), house, "Angst", days=1, starts="00:00", ends="01:00", wait="yes")
    house.as_(IDS["ben"]).post(f"/rooms/bookings/{booking}/cancellation", page=page(house))
    offered = helpers.bookings(house)[1]
    assert offered.offered_until is not None and offered.offered_until <= offered.starts_at
    with house.db() as db:
        due = db.scalars(select(Job.due_at).where(Job.handler == "rooms.offer_over")).one()
    assert due == offered.offered_until


@pytest.mark.parametrize(
    ("facts", "wish", "refused"),
    [
        ({"notice_hours": 9 * 24 + 1}, {}, True),
        ({"notice_hours": 24}, {}, False),
        ({"ahead_days": 7}, {}, True),
        ({"ahead_days": 9}, {}, False),
        ({"hours_a_week": 1}, {}, True),
        ({"hours_a_week": 2}, {}, False),
        ({}, {"days": -1}, True),
        ({}, {"starts": "21:00", "ends": "01:00"}, False),
        ({}, {"starts": "10:00", "ends": "10:00"}, True),
        ({"retired_at": now()}, {}, True),
        ({"who": "own"}, {}, True),
    ],
)
def test_the_rules_of_a_room_hold(
    house: World, facts: dict[str, Any], wish: dict[str, Any], refused: bool
) -> None:
    data = helpers.wanted(house, "Rouw", **wish)
    browser, address = house.as_(IDS["ben"]), page(house)
    token = browser.token(address)
    rule(house, **facts)
    answer = browser.send(f"{address}/bookings", {**data, "csrf_token": token})
    assert (answer.status_code != 303) is refused, said(answer)
    assert states(house) == ([] if refused else ["booked"])


def test_the_hours_of_a_week_are_added_up(house: World) -> None:
    rule(house, hours_a_week=3)
    browser, monday = house.as_(IDS["ben"]), 7 + (7 - today().weekday())
    assert book(browser, house, days=monday).status_code == 303
    assert book(browser, house, days=monday + 2).status_code == 409
    assert book(browser, house, days=monday + 2, starts="19:00", ends="20:00").status_code == 303
    assert book(browser, house, days=monday + 7).status_code == 303
    assert book(house.as_(IDS["dora"]), house, "Angst", days=monday + 1).status_code == 303


def test_what_has_begun_cannot_be_cancelled(house: World) -> None:
    booking = put(house, days=1)
    moment = helpers.bookings(house)[0].starts_at + timedelta(minutes=1)
    with time_machine.travel(moment, tick=True):
        ben = house.as_(IDS["ben"])
        answer = ben.post(f"/rooms/bookings/{booking}/cancellation", page=page(house))
        assert answer.status_code == 409 and states(house) == ["booked"]
    with time_machine.travel(moment + timedelta(days=1), tick=True):
        ada = house.as_(IDS["ada"])
        assert "Rouwgroep" in said(ada.get(f"{page(house)}/past"))
        assert f"/rooms/bookings/{booking}" not in ada.get(page(house)).text


def test_a_booking_for_somebody_elses_group_is_refused(house: World) -> None:
    browser = house.as_(IDS["ben"])
    assert book(browser, house, "Angst").status_code == 422 and states(house) == []


def test_who_has_the_key_is_told_and_only_holders_read_how_to_get_in(house: World) -> None:
    rule(house, key_holder_id=IDS["cem"], key_note="code 4711")
    ben, cem, dora = (house.as_(IDS[name]) for name in ("ben", "cem", "dora"))
    address = book(ben, house).headers["Location"]
    assert mails(house) == [("cem", "room_key")]
    assert "4711" in said(ben.get(address)) and "4711" in said(cem.get(address))
    assert "4711" not in said(ben.get(page(house))) and "4711" not in said(dora.get(page(house)))
    ben.post(f"{address}/cancellation", page=address)
    assert mails(house)[1:] == [("cem", "room_key")]
    assert "4711" not in said(ben.get(address))


def test_a_participant_sees_no_rooms(house: World) -> None:
    cem = house.as_(IDS["cem"])
    assert "De Huiskamer" not in said(cem.get("/rooms"))
    assert cem.get(page(house)).status_code == 404


def test_old_bookings_are_forgotten(house: World) -> None:
    put(house)
    with house.db() as db:
        long_ago = now() - timedelta(days=401)
        db.execute(update(Booking).values(starts_at=long_ago - timedelta(hours=1), ends_at=long_ago))
    with house.app.app_context(), house.db() as db:
        from portal.rooms.jobs import tend

        tend(db)
    assert states(house) == []
