"""Several days to choose from: people prefer some, a steward takes one, places are offered in turn."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from portal import visitor_forms
from portal.signups.models import Interest
from portal.trainings import dates
from portal.trainings.models import TrainingDate, TrainingSession
from tests.browser_like import Browser
from tests.cast import IDS
from tests.groups.helpers import said
from tests.signups.helpers import FORM, KEY, PAGE, change, evening, mails, names_in, states, taken
from tests.signups.test_guests import ask, code_in
from tests.sink import Sink
from tests.world import World


@pytest.fixture
def open_days(course: World) -> list[str]:
    """The training has two places, no session, and three days to choose from."""
    with course.db() as db:
        db.execute(delete(TrainingSession).where(TrainingSession.training_id == KEY))
        for number in (10, 11, 12):
            first, last = evening(number)
            db.add(TrainingDate(training_id=KEY, starts_at=first, ends_at=last, place="Markt 3"))
    change(course, starts_at=None, ends_at=None)
    with course.db() as db:
        query = select(TrainingDate.id).order_by(TrainingDate.starts_at)
        return [str(key) for key in db.scalars(query)]


def prefer(browser: Browser, name: str, *days: str, path: str = FORM) -> int:
    """Say which days suit; the status of the answer."""
    first, second, third = (*days, "", "", "")[:3]
    data = {"name": name, "group": "", "first": first, "second": second, "third": third}
    return browser.post(path, data, page=path).status_code


def take(world: World, day: str) -> None:
    """ada takes this day."""
    ada = world.as_(IDS["ada"])
    assert ada.post(f"{PAGE}/days/choice", {"day": day}, page=f"{PAGE}/days").status_code == 303


def test_who_could_come_is_offered_a_place_in_turn_and_the_others_hear_nothing(
    course: World, open_days: list[str], sink: Sink
) -> None:
    one, two, three = open_days
    for name, days in (("ben", (one, two)), ("cem", (three,)), ("dora", (two, three, one))):
        assert prefer(course.as_(IDS[name]), name, *days) == 303
    fay = course.visitor()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(visitor_forms, "QUICKEST", timedelta(0))
        ask(fay, course)
    fay.post(f"{FORM}/code", {"code": code_in(sink)}, page=f"{FORM}/code")
    assert prefer(fay, "gast", two, path=f"{FORM}/details") == 303
    page = said(course.as_(IDS["ada"]).get(f"{PAGE}/days"))
    assert "meer dan er plaatsen zijn" in page and taken(course) == 0
    take(course, two)
    take(course, two)
    assert states(course) == {"ben": "offered", "dora": "offered", "gast": "waiting"} and taken(course) == 2
    assert course.count("training_interest") == 0
    course.work()
    told = [to for to, _template in mails(course)]
    assert "cem" not in told and {"ben", "dora", "gast"} <= set(told)
    assert not any("Gesprekken" in mail.whole for mail in sink.received)


def test_the_steward_sees_counts_and_points(course: World, open_days: list[str]) -> None:
    one, two, _three = open_days
    prefer(course.as_(IDS["ben"]), "ben", one, two)
    prefer(course.as_(IDS["dora"]), "dora", two)
    with course.db() as db:
        from portal.signups import interest
        from portal.trainings.models import Training

        found = interest.counts(db, db.get_one(Training, KEY))
    assert found == {UUID(one): (1, 0, 0), UUID(two): (1, 1, 0)}
    page = course.as_(IDS["ada"]).get(f"{PAGE}/days").text
    assert (
        page.count("Neem deze dag") == 3 and said(course.as_(IDS["ada"]).get(f"{PAGE}/days")).count("5") > 0
    )


def test_said_again_it_replaces_and_can_be_taken_back(course: World, open_days: list[str]) -> None:
    ben = course.as_(IDS["ben"])
    prefer(ben, "ben", open_days[0])
    prefer(ben, "ben", open_days[1])
    with course.db() as db:
        assert [str(key) for key in db.scalars(select(Interest.first_id))] == [open_days[1]]
    assert ben.post(FORM, {"forget": "1"}, page=FORM).status_code == 303
    assert course.count("training_interest") == 0


def test_the_same_day_twice_is_refused_and_what_was_typed_stays(course: World, open_days: list[str]) -> None:
    ben = course.as_(IDS["ben"])
    data = {"name": "Bo B", "first": open_days[0], "second": open_days[0], "third": "", "group": ""}
    answer = ben.post(FORM, data, page=FORM)
    assert answer.status_code == 422 and "Bo B" in answer.text and "al gekozen" in said(answer)


def test_another_day_cannot_be_taken_after_that(course: World, open_days: list[str]) -> None:
    take(course, open_days[0])
    ada = course.as_(IDS["ada"])
    answer = ada.post(f"{PAGE}/days/choice", {"day": open_days[1]}, page=f"{PAGE}/questions")
    assert answer.status_code == 409 and course.count("training_session") == 1


def test_where_somebody_says_yes_first_they_ask(course: World, open_days: list[str]) -> None:
    change(course, approval="steward")
    prefer(course.as_(IDS["ben"]), "ben", open_days[0])
    take(course, open_days[0])
    assert names_in(course, "asked") == ["ben"] and taken(course) == 0


def test_control_without_the_rule_of_places_too_many_would_be_told(
    course: World, open_days: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offers come from that rule and from nowhere else."""
    from portal.signups import seats

    monkeypatch.setattr(seats, "refill", lambda _db, _places: None)
    prefer(course.as_(IDS["ben"]), "ben", open_days[0])
    take(course, open_days[0])
    assert states(course) == {"ben": "waiting"}


def test_a_session_is_not_added_beside_open_days(course: World, open_days: list[str]) -> None:
    from portal.accounts.models import Person
    from portal.errors import Refused
    from portal.trainings import sessions
    from portal.trainings.models import Training

    first, last = evening(40)
    with course.db() as db, pytest.raises(Refused):
        ada = db.get_one(Person, IDS["ada"])
        sessions.add(db, db.get_one(Training, KEY), by=ada, values={"starts_at": first, "ends_at": last})
    with course.db() as db:
        assert len(dates.days_of(db, db.get_one(Training, KEY))) == len(open_days)
