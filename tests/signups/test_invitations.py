"""People of another network come in with a code, as guests; a wrong code says always the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from portal import visitor_forms
from portal.clock import now, today
from portal.signups.models import Invited
from tests.browser_like import Browser
from tests.cast import IDS
from tests.groups.helpers import said
from tests.signups.helpers import FORM, PAGE, SHEET, change, find, states
from tests.signups.test_guests import through
from tests.sink import Sink
from tests.world import World

DOOR = "/trainings/invited"


@pytest.fixture
def code(course: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """A code for one place of a training that only contact persons with an account could read."""
    monkeypatch.setattr(visitor_forms, "QUICKEST", timedelta(0))
    change(course, visibility="network", who="contacts")
    ada = course.as_(IDS["ada"])
    until = (today() + timedelta(days=5)).isoformat()
    data = {"label": "Zelfhulp Limburg", "places": "1", "until": until}
    answer = ada.follow(ada.post(f"{PAGE}/invitations", data))
    found = re.search(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", answer.text)
    assert found and f"code={found[0]}" in answer.text
    assert found[0] not in ada.get(f"{PAGE}/invitations").text, "it is shown once"
    return found[0]


def come_in(browser: Browser, code: str) -> int:
    """Type a code."""
    return browser.post(DOOR, {"code": code}, page=DOOR).status_code


def test_a_guest_of_another_network_signs_up(course: World, code: str, sink: Sink) -> None:
    guest, other = course.visitor(), course.visitor()
    assert guest.get(PAGE).status_code == 404, "the control: without a code there is nothing"
    assert code in guest.get(f"{DOOR}?code={code}").text
    assert come_in(guest, f" {code.lower()} ") == 303
    assert guest.get(PAGE).status_code == 200 and other.get(PAGE).status_code == 404
    through(guest, course, sink)
    assert states(course) == {"Gast": "confirmed"} and find(course, "Gast").person_id is None
    ada = course.as_(IDS["ada"])
    assert "via uitnodiging Zelfhulp Limburg" in said(ada.get(SHEET))
    assert "via uitnodiging Zelfhulp Limburg" in ada.get(f"{SHEET}.csv").data.decode("utf-8-sig")
    assert guest.get(PAGE).status_code == 200
    assert come_in(other, code) == 422, "it was for one"


def test_two_who_came_in_for_the_last_place(course: World, code: str, sink: Sink) -> None:
    first, second = course.visitor(), course.visitor()
    assert come_in(first, code) == come_in(second, code) == 303
    through(first, course, sink)
    with pytest.raises(AssertionError, match="opgebruikt"):
        through_as(second, course, sink, "ander@people.example")
    assert course.count("sign_up") == 1


def through_as(browser: Browser, world: World, sink: Sink, email: str) -> None:
    """All three steps with another address."""
    from tests.signups.helpers import code_in
    from tests.signups.test_guests import ask

    ask(browser, world, email)
    browser.post(f"{FORM}/code", {"code": code_in(sink)}, page=f"{FORM}/code")
    answer = browser.post(f"{FORM}/details", {"name": "Ander", "group": ""}, page=f"{FORM}/details")
    assert answer.status_code == 303, said(answer)


def test_wrong_over_revoked_and_of_another_network_say_the_same(
    course: World, beta: World, code: str
) -> None:
    sentences = set()

    def refused(world: World, typed: str) -> None:
        answer = world.visitor().post(DOOR, {"code": typed}, page=DOOR)
        assert answer.status_code == 422
        sentences.update(re.findall(r'id="code-error">([^<]+)', answer.text))

    refused(course, "AAAAA-BBBBB")
    refused(beta, code)
    with time_machine.travel(now() + timedelta(days=6)):
        refused(course, code)
    inside = course.visitor()
    assert come_in(inside, code) == 303
    with course.db() as db:
        key = db.query(Invited.id).scalar()
    ada = course.as_(IDS["ada"])
    assert ada.post(f"/trainings/invitations/{key}/end", page=f"{PAGE}/invitations").status_code == 303
    refused(course, code)
    assert len(sentences) == 1 and inside.get(PAGE).status_code == 404, "who is inside is out again"


def test_guessing_ends(course: World, code: str) -> None:
    visitor = course.visitor()
    tries = [come_in(visitor, f"AAAAA-AAAA{number % 8 + 2}") for number in range(12)]
    assert tries[:10] == [422] * 10 and tries[10:] == [429, 429]


def test_who_may_come_anyhow_leaves_the_place_to_others(course: World, code: str) -> None:
    ben = course.as_(IDS["ben"])
    assert come_in(ben, code) == 303
    assert ben.post(FORM, {"name": "Bo", "group": "", "companion": ""}, page=FORM).status_code == 303
    assert find(course, "Bo").invitation_id is None and come_in(course.visitor(), code) == 303
