"""The next run of a training, and what somebody has to be to sign up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.models import Person
from portal.attachments.models import Attachment
from portal.clock import now, today
from portal.groups.models import GroupContact
from portal.rooms.when import local, midnight
from portal.trainings.conditions import admits, standing
from portal.trainings.models import WHO, Training, TrainingQuestion
from portal.trainings.windows import closing, last_day, moved
from tests.cast import IDS
from tests.trainings.helpers import KEY, PAGE, evening, first_session, held, session_fields
from tests.world import World


def copied(world: World, day: date) -> UUID:
    """A copy that begins then."""
    wished = {"title": "Gesprekken leiden, najaar", "first_day": day.isoformat()}
    answer = world.as_(IDS["ada"]).post(f"{PAGE}/copy", wished)
    return UUID(str(answer.headers["Location"]).rpartition("/")[2])


def test_a_copy_is_a_draft_on_other_days(school: World) -> None:
    ada = school.as_(IDS["ada"])
    link = session_fields(online_link="https://video.example/x", trainer="Lian")
    ada.post(f"/trainings/sessions/{first_session(school)}", link)
    with held(school) as (db, found):
        found.decide_on, found.signup_until, found.taken = today(), closing(today()), 5
        first = TrainingQuestion(training_id=KEY, label="Eet je vlees?", kind="yes_no", position=1)
        db.add(first)
        db.flush()
        more = {"depends_on_id": first.id, "depends_value": "no"}
        db.add(TrainingQuestion(training_id=KEY, label="En vis?", position=2, **more))
        file = {"name": "map.pdf", "media_type": "application/pdf", "size": 4, "digest": b"", "data": b"file"}
        db.add(Attachment(owner_kind="training", owner_id=KEY, slot=0, **file))
    key = copied(school, today() + timedelta(days=50))
    with held(school, key) as (db, new):
        assert (new.state, new.taken, new.title) == ("draft", 0, "Gesprekken leiden, najaar")
        assert new.course_id == db.get_one(Training, KEY).course_id
        assert [one.starts_at for one in new.sessions] == [evening(50)[0], evening(57)[0]]
        assert [one.trainer for one in new.sessions] == ["Lian", ""]
        assert not any(one.online_link or one.booking_id for one in new.sessions)
        assert new.decide_on == today() + timedelta(days=30) == last_day(new.signup_until)
        assert new.questions[1].depends_on_id == new.questions[0].id
        files = db.scalars(select(Attachment.name).where(Attachment.owner_id == key)).all()
        assert files == ["map.pdf"]


def test_times_on_the_wall_stay_over_a_clock_change() -> None:
    evening_in_summer = datetime(2027, 10, 20, 17, 0, tzinfo=UTC)
    later = moved(evening_in_summer, timedelta(days=14))
    assert local(later).time() == time(19) and later - evening_in_summer == timedelta(days=14, hours=1)
    last = midnight(date(2027, 11, 1))
    assert last_day(moved(last, timedelta(days=-7))) == date(2027, 10, 24)


def test_who_somebody_is_here(school: World) -> None:
    with school.db() as db:
        people = [db.get_one(Person, IDS[name]) for name in ("cem", "ben")]
        assert [standing(db, person) for person in people] == ["accounts", "contacts"]
        seat = db.scalars(select(GroupContact)).one()
        seat.role = "stand_in"
        db.flush()
        assert standing(db, people[1]) == "seats"


ADMITTED = {"everyone": "0ABC", "accounts": "ABC", "seats": "BC", "contacts": "C"}
"""0: a guest. A: somebody with an account. B: a stand-in. C: a contact person."""


@pytest.mark.parametrize("who", WHO)
def test_who_can_sign_up(school: World, who: str) -> None:
    with school.db() as db:
        cem, ben = (db.get_one(Person, IDS[name]) for name in ("cem", "ben"))
        seat = db.scalars(select(GroupContact)).one()
        found = {"0": admits(db, Training(who=who), None), "A": admits(db, Training(who=who), cem)}
        for letter, role in (("B", "stand_in"), ("C", "contact")):
            seat.role = role
            db.flush()
            found[letter] = admits(db, Training(who=who), ben)
    assert "".join(letter for letter, yes in found.items() if yes) == ADMITTED[who]


@pytest.mark.parametrize(
    ("days", "state", "takes"),
    [
        ((None, None), "open", True),
        ((None, None), "confirmed", True),
        ((None, None), "closed", False),
        ((None, None), "draft", False),
        ((-1, 1), "open", True),
        ((1, 2), "open", False),
        ((-2, -1), "open", False),
    ],
)
def test_when_one_can_sign_up(days: tuple[int | None, int | None], state: str, takes: bool) -> None:
    begins, ends = (now() + timedelta(days=day) if day is not None else None for day in days)
    soon = now() + timedelta(days=9)
    one = Training(state=state, signup_from=begins, signup_until=ends, starts_at=soon, ends_at=soon)
    assert one.takes_signups(now()) is takes


@pytest.mark.parametrize("by_session", [False, True])
def test_once_it_has_begun_only_single_sessions_take_people(by_session: bool) -> None:
    first, last = now() - timedelta(days=1), now() + timedelta(days=6)
    one = Training(state="open", starts_at=first, ends_at=last, by_session=by_session)
    assert one.takes_signups(now()) is by_session
