"""Two stewards change the same training; questions change places; a session with people in it stays."""

from __future__ import annotations

import re

from portal.signups.models import SignUp
from portal.tables import new_id
from portal.trainings.models import Training, TrainingQuestion
from tests.browser_like import Browser
from tests.cast import IDS
from tests.groups.helpers import said
from tests.trainings.helpers import KEY, PAGE, fields, first_session, held
from tests.world import World


def opened(browser: Browser) -> dict[str, str]:
    """What the form remembers."""
    page = browser.get(f"{PAGE}/edit").text
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in ("version", "base")}
    return {name: one[1].replace("&#34;", '"') for name, one in found.items() if one}


def test_the_second_sees_both_and_loses_nothing(school: World) -> None:
    first, second = school.as_(IDS["ada"]), school.as_(IDS["ada"])
    with held(school) as (_db, found):
        found.title, found.text, found.who, found.capacity = "Stemmen horen", "Twee avonden.", "seats", 12
    mine, theirs = opened(first), opened(second)
    assert (
        first.post(f"{PAGE}/edit", fields(**mine, title="Van de eerste", target="Nieuwen")).status_code == 303
    )
    answer = second.post(f"{PAGE}/edit", fields(**theirs, title="Van de tweede", costs="10 euro"))
    page = said(answer)
    assert answer.status_code == 409 and "Van de eerste" in page and "Van de tweede" in answer.text
    assert "10 euro" in answer.text and 'value="Nieuwen"' in answer.text
    assert _title(school) == "Van de eerste"
    again = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.text) for name in ("version", "base")
    }
    kept = {name: one[1].replace("&#34;", '"') for name, one in again.items() if one}
    more = {"title": "Van beiden", "target": "Nieuwen", "costs": "10 euro"}
    assert second.post(f"{PAGE}/edit", fields(**kept, **more)).status_code == 303
    assert _title(school) == "Van beiden"


def test_control_signing_up_meanwhile_is_no_clash(school: World) -> None:
    ada = school.as_(IDS["ada"])
    mine = opened(ada)
    with held(school) as (_db, found):
        found.taken = 2
    assert ada.post(f"{PAGE}/edit", fields(**mine)).status_code == 303


def _title(world: World) -> str:
    with world.db() as db:
        return db.get_one(Training, KEY).title


def _labels(world: World) -> list[str]:
    with held(world) as (_db, found):
        return [one.label for one in found.questions]


def test_questions_change_places_but_none_before_the_one_it_waits_for(school: World) -> None:
    with held(school) as (db, _found):
        keys = [new_id() for _number in range(3)]
        for position, (key, label) in enumerate(zip(keys, "abc", strict=True), 1):
            db.add(TrainingQuestion(id=key, training_id=KEY, label=label, position=position, kind="yes_no"))
        db.flush()
        db.get_one(TrainingQuestion, keys[1]).depends_on_id = keys[0]
        db.get_one(TrainingQuestion, keys[1]).depends_value = "yes"
    ada = school.as_(IDS["ada"])

    def move(number: int, to: str) -> None:
        place = f"/trainings/questions/{keys[number]}/place"
        assert ada.post(place, {"to": to}, page=f"{PAGE}/questions").status_code == 303

    move(2, "up")
    assert _labels(school) == ["a", "c", "b"]
    move(2, "up")
    assert _labels(school) == ["c", "a", "b"]
    for number, to in ((1, "up"), (0, "down"), (2, "up"), (1, "down")):
        before = _labels(school)
        move(number, to)
        assert sorted(_labels(school)) == ["a", "b", "c"], before
        assert _labels(school).index("a") < _labels(school).index("b")


def test_a_session_that_somebody_waits_for_is_not_removed(school: World) -> None:
    with held(school) as (db, found):
        found.by_session = True
        key = new_id()
        about = {"training_id": KEY, "session_id": first_session(school), "state": "waiting"}
        db.add(SignUp(id=key, party_id=key, name="P", email="p@people.example", **about))
    ada = school.as_(IDS["ada"])
    removal = f"/trainings/sessions/{first_session(school)}/removal"
    answer = ada.post(removal, page=f"{PAGE}/questions")
    assert (answer.status_code == 409 and "wachten erop" in said(answer)) or "wait for one" in said(answer)
    with held(school) as (db, _found):
        db.get_one(SignUp, key).state = "cancelled"
    assert ada.post(removal, page=f"{PAGE}/questions").status_code == 303
