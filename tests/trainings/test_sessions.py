"""Sessions: rooms that go with them, links for who has a place, trainers, clock changes."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal.groups.models import Group
from portal.rooms.models import Booking, Room
from portal.rooms.when import moments
from portal.trainings import hooks, sessions
from portal.trainings.models import TrainingSession
from tests.cast import IDS
from tests.trainings.helpers import KEY, PAGE, evening, first_session, held, session_fields, steward, take
from tests.world import World

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def room(world: World) -> str:
    """A room that groups can book."""
    with world.db() as db:
        made = Room(name="De Huiskamer")
        db.add(made)
        db.flush()
        return str(made.id)


def bookings(world: World) -> list[tuple[str, datetime]]:
    """State and beginning of each."""
    with world.db() as db:
        rows = db.execute(select(Booking.state, Booking.starts_at).order_by(Booking.created_at, Booking.id))
        return [(state, starts_at) for state, starts_at in rows]


def test_a_room_is_booked_moved_and_given_back(school: World) -> None:
    key, ada = room(school), school.as_(IDS["ada"])
    page = f"/trainings/sessions/{first_session(school)}"
    ada.post(page, session_fields(room=key))
    assert bookings(school) == [("booked", evening()[0])]
    assert "De Huiskamer" in school.as_(IDS["ben"]).get(PAGE).text
    ada.post(page, session_fields(21, room=key))
    assert bookings(school)[1:] == [("booked", evening(21)[0])]
    ada.post(page, session_fields(21))
    assert [state for state, _when in bookings(school)] == ["cancelled", "cancelled"]


def test_a_room_that_is_taken_is_said_and_nothing_changes(school: World) -> None:
    key, ada = room(school), school.as_(IDS["ada"])
    ada.post(f"{PAGE}/sessions", session_fields(30, room=key))
    answer = ada.post(f"{PAGE}/sessions", session_fields(30, room=key, topic="Luisteren"))
    assert answer.status_code == 409 and "Another session is in this room" in answer.text
    assert school.count("training_session") == 3


def test_a_room_that_a_group_has_is_said_and_the_old_one_kept(school: World) -> None:
    key, ada = room(school), school.as_(IDS["ada"])
    page = f"/trainings/sessions/{first_session(school)}"
    ada.post(page, session_fields(room=key))
    with school.db() as db:
        times = dict(zip(("starts_at", "ends_at"), evening(30), strict=True))
        db.add(Booking(room_id=UUID(key), group_id=db.scalar(select(Group.id)), **times))
    answer = ada.post(page, session_fields(30, room=key))
    assert answer.status_code == 409 and "taken at that time" in answer.text
    assert bookings(school)[0] == ("booked", evening()[0])


def test_a_cancelled_training_gives_its_rooms_back(school: World) -> None:
    key, ada = room(school), school.as_(IDS["ada"])
    ada.post(f"{PAGE}/sessions", session_fields(30, room=key))
    ada.post(f"{PAGE}/cancellation", {"reason": "Te weinig mensen."}, page=f"{PAGE}/decision")
    assert [state for state, _when in bookings(school)] == ["cancelled"]


def test_the_link_is_for_who_has_a_place(school: World, monkeypatch: pytest.MonkeyPatch) -> None:
    link = "https://video.example/secret"
    school.as_(IDS["ada"]).post(
        f"/trainings/sessions/{first_session(school)}", session_fields(online_link=link)
    )
    ben, cem = school.as_(IDS["ben"]), school.as_(IDS["cem"])
    assert link in school.as_(IDS["ada"]).get(PAGE).text
    assert link not in ben.get(PAGE).text and "gets it by mail" in ben.get(PAGE).text
    monkeypatch.setattr(hooks, "knows_link", [lambda _db, _one, person: person.id == IDS["ben"]])
    assert link in ben.get(PAGE).text and link not in cem.get(PAGE).text


def test_a_link_that_is_no_address_of_the_web_is_refused(school: World) -> None:
    wished = session_fields(online_link="javascript:alert(1)")
    answer = school.as_(IDS["ada"]).post(f"{PAGE}/sessions", wished)
    assert answer.status_code == 422 and school.count("training_session") == 2


def test_who_gives_it_reads_the_draft_and_finds_it_on_their_page(school: World) -> None:
    ada = school.as_(IDS["ada"])
    page = f"/trainings/sessions/{first_session(school)}"
    assert ada.post(page, session_fields(trainer_email="nobody@people.example")).status_code == 422
    ada.post(page, session_fields(trainer_email="cem@people.example", online_link="https://video.example/x"))
    with held(school) as (_db, found):
        found.state = "draft"
    cem = school.as_(IDS["cem"])
    assert "https://video.example/x" in cem.get(PAGE).text and "Trainings you give" in cem.get("/me").text
    assert school.as_(IDS["ben"]).get(PAGE).status_code == 404
    assert "Trainings you give" not in school.as_(IDS["ben"]).get("/me").text


def test_the_last_session_stays_and_one_with_people_too(school: World) -> None:
    ada = school.as_(IDS["ada"])
    key = first_session(school)
    with school.db() as db:
        one = db.get_one(TrainingSession, key)
        one.capacity, one.taken = 3, 1
    page = f"/trainings/sessions/{key}"
    assert ada.post(f"{page}/removal", page=page).status_code == 409
    with school.db() as db:
        db.get_one(TrainingSession, key).taken = 0
    assert ada.post(f"{page}/removal", page=page).status_code == 303
    with held(school) as (_db, found):
        assert found.starts_at == evening(27)[0], "the training begins with what is left"
    page = f"/trainings/sessions/{first_session(school)}"
    assert ada.post(f"{page}/removal", page=page).status_code == 409


def test_another_time_is_news_and_another_topic_is_not(school: World, heard: list[str]) -> None:
    ada = school.as_(IDS["ada"])
    page = f"/trainings/sessions/{first_session(school)}"
    ada.post(page, session_fields(topic="Luisteren"))
    assert heard == []
    ada.post(page, session_fields(topic="Luisteren", starts="18:30"))
    assert heard == ["moved"]


def test_a_night_in_which_the_clock_changes(school: World) -> None:
    """From 23:00 to 5:00 is seven hours in the night of 30 October 2027."""
    first, last = moments(date(2027, 10, 30), time(23), time(5))
    with held(school) as (db, found):
        made = sessions.add(db, found, by=steward(db), values={"starts_at": first, "ends_at": last})
        assert (made.ends_at - made.starts_at).total_seconds() == 7 * 3600
        assert made.ends_at.astimezone(AMSTERDAM).hour == 5
    assert "clock changes that night" in school.as_(IDS["ben"]).get(PAGE).text


def test_places_are_not_lowered_below_what_is_given(school: World) -> None:
    with held(school) as (_db, found):
        found.by_session = True
    with school.db() as db:
        one = db.get_one(TrainingSession, first_session(school))
        one.capacity, one.taken = 8, 6
    ada, page = school.as_(IDS["ada"]), f"/trainings/sessions/{first_session(school)}"
    assert ada.post(page, session_fields(capacity="5")).status_code == 409
    assert ada.post(page, session_fields(capacity="6")).status_code == 303


def test_the_table_itself_gives_no_more_than_there_is(school: World) -> None:
    with pytest.raises(Exception, match="ck_training_taken"):
        take(school, 13)
    assert KEY
