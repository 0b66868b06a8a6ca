"""A training from outside: written, published, found, changed; and who sees what of it."""

from __future__ import annotations

import pytest

from portal.errors import Refused
from portal.trainings import actions
from portal.trainings.forms import TrainingForm
from portal.trainings.models import Training
from tests import cast
from tests.cast import IDS
from tests.trainings.helpers import (
    KEY,
    PAGE,
    evening,
    fields,
    first_session,
    held,
    session_fields,
    state,
    steward,
    take,
    training,
)
from tests.world import World


def test_a_steward_makes_one_and_groups_find_it(school: World) -> None:
    ada = school.as_(IDS["ada"])
    answer = ada.post("/trainings/new", fields(costs="10 euro", minimum="4"))
    sessions = str(answer.headers["Location"])
    page = sessions.removesuffix("/sessions")
    ada.post(sessions, session_fields(place="Markt 3"))
    assert "Stemmen horen" not in school.as_(IDS["ben"]).get("/trainings").text
    ada.post(f"{page}/state", {"wish": "publish"}, page=page)
    listed = school.as_(IDS["ben"]).get("/trainings").text
    assert "Stemmen horen" in listed and "Markt 3" in listed and "12 of 12 places left" in listed
    shown = school.as_(IDS["ben"]).get(page).text
    assert "10 euro" in shown and "at least 4 people" in shown and "<progress" in shown


def test_what_is_sent_twice_is_there_once(school: World) -> None:
    ada = school.as_(IDS["ada"])
    first, second, other = (
        str(ada.post("/trainings/new", fields(key=str(key))).headers["Location"])
        for key in (IDS["ben"], IDS["ben"], IDS["cem"])
    )
    assert first == second != other and school.count("training") == 3
    for _twice in range(2):
        ada.post(first, session_fields(place="Markt 3"))
    assert school.count("training_session") == 3


def test_without_a_date_it_cannot_be_published(school: World) -> None:
    with school.db() as db:
        made = actions.make(db, by=steward(db), values={"title": "Later"})
        with pytest.raises(Refused):
            actions.publish(db, made, by=steward(db))
    assert state(school) == "open"


@pytest.mark.parametrize(
    ("visibility", "publish", "seen"),
    [
        ("network", True, (404, 200, 200)),
        ("public", True, (200, 200, 200)),
        ("public", False, (404, 404, 200)),
    ],
)
def test_who_sees_it(alpha: World, visibility: str, publish: bool, seen: tuple[int, int, int]) -> None:
    with alpha.db() as db:
        cast.ada(db), cast.cem(db)
    training(alpha, visibility=visibility, publish=publish)
    visitors = (alpha.visitor(), alpha.as_(IDS["cem"]), alpha.as_(IDS["ada"]))
    assert tuple(browser.get(PAGE).status_code for browser in visitors) == seen
    listed = tuple("Gesprekken leiden" in browser.get("/trainings").text for browser in visitors[:2])
    assert listed == tuple(status == 200 for status in seen[:2])


def test_there_are_never_fewer_places_than_are_given(school: World) -> None:
    take(school, 5)
    ada = school.as_(IDS["ada"])
    answer = ada.post(f"{PAGE}/edit", fields(capacity="4"))
    assert answer.status_code == 409 and "5 places are given or held" in answer.text
    assert ada.post(f"{PAGE}/edit", fields(capacity="5")).status_code == 303
    assert "all taken" in ada.get(PAGE).text


def test_what_one_signs_up_for_stays_once_people_have(school: World) -> None:
    take(school, 1)
    answer = school.as_(IDS["ada"]).post(f"{PAGE}/edit", fields(by_session="1"))
    assert answer.status_code == 409


def test_single_sessions_have_places_of_their_own(school: World) -> None:
    ada = school.as_(IDS["ada"])
    assert ada.post(f"{PAGE}/edit", fields(by_session="1", capacity="7")).status_code == 303
    assert ada.get(PAGE).text.count("7 of 7 places left") >= 2
    form = session_fields(capacity="3")
    ada.post(f"/trainings/sessions/{first_session(school)}", form)
    assert "3 of 3 places left" in ada.get(PAGE).text


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"title": ""}, "title"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "twelve"}, "capacity"),
        ({"minimum": "13"}, "minimum"),
        ({"signup_from": "2027-02-02", "signup_until": "2027-02-01"}, "signup_until"),
        ({"signup_until": "2027-02-30"}, "signup_until"),
        ({"who": "everyone"}, "who"),
        ({"forget_weeks": "99"}, "forget_weeks"),
        ({"requires": str(KEY)}, "requires"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(school: World, wrong: dict[str, str], at: str) -> None:
    answer = school.as_(IDS["ada"]).post("/trainings/new", fields(**wrong))
    assert answer.status_code == 422 and f'id="{at}-error"' in answer.text
    assert at in TrainingForm.__dict__


def test_an_earlier_training_can_be_asked_for(school: World) -> None:
    with held(school) as (_db, found):
        course = found.course_id
    ada = school.as_(IDS["ada"])
    made = ada.post("/trainings/new", fields(requires=str(course)))
    page = str(made.headers["Location"]).removesuffix("/sessions")
    assert "Gesprekken leiden" in ada.get(page).text
    assert str(course) not in ada.get(f"{PAGE}/edit").text, "no course comes before itself"


def test_a_draft_can_be_removed_and_nothing_else(school: World) -> None:
    ada = school.as_(IDS["ada"])
    assert ada.post(f"{PAGE}/removal").status_code == 409
    made = ada.post("/trainings/new", fields())
    page = str(made.headers["Location"]).removesuffix("/sessions")
    assert ada.post(f"{page}/removal").status_code == 303
    assert ada.get(page).status_code == 404 and school.count("training") == 1


def test_the_form_shows_what_was_saved(school: World) -> None:
    ada = school.as_(IDS["ada"])
    wished = fields(signup_from="2026-11-25", signup_until="2026-12-03", per_group="2", approval="steward")
    ada.post(f"{PAGE}/edit", wished)
    shown = ada.get(f"{PAGE}/edit").text
    assert 'value="2026-12-03"' in shown and 'value="2026-11-25"' in shown
    with held(school) as (_db, found):
        assert found.per_group == 2 and found.approval == "steward" and found.course_id != found.id
        assert isinstance(found, Training) and found.starts_at == evening()[0]
