"""Names are ticked one by one: sent twice it is once, and a form takes back nobody else's ticks."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.attendance import ticking
from portal.audit import AuditEntry
from portal.trainings.models import Training, TrainingSession
from tests.attendance.helpers import AFTER, DAY, FIRST, KEY, SECOND, TICK, come, held, key_of, tick, ticked
from tests.browser_like import Browser
from tests.cast import IDS
from tests.world import World


def send(browser: Browser, name: str, present: str = "1") -> int:
    """What the script of the page sends."""
    wish = {"sign_up": str(key_of(name)), "present": present}
    return browser.post(TICK, wish, page=DAY).status_code


def marks(world: World) -> int:
    """How often something was written down."""
    with world.db() as db:
        return len(db.scalars(select(AuditEntry).where(AuditEntry.action == "attendance.marked")).all())


def test_a_tick_sent_twice_is_one(course: World) -> None:
    come(course, "anna", "cas")
    ben = course.as_(IDS["ben"])
    assert [send(ben, "anna") for _again in range(3)] == [204] * 3
    assert ticked(course) == {key_of("anna"): True} and marks(course) == 1
    assert send(ben, "anna", "0") == 204
    assert ticked(course) == {key_of("anna"): False} and marks(course) == 2


def test_a_tick_sent_from_many_places_at_once_is_one(course: World) -> None:
    come(course, "anna")
    start = threading.Barrier(6)

    def press() -> None:
        start.wait()
        tick(course, "anna", sessions=(FIRST,))

    threads = [threading.Thread(target=press) for _press in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ticked(course) == {key_of("anna"): True} and marks(course) == 1


def test_the_form_changes_only_what_was_changed_on_it(course: World) -> None:
    """Mutation it sees: saving every box of the form as it stands."""
    come(course, "anna", "cas", "els")
    tick(course, "anna", sessions=(FIRST,))
    ben = course.as_(IDS["ben"])
    shown = ben.get(DAY).text
    assert shown.count(' name="was"') == 1
    tick(course, "cas", sessions=(FIRST,))  # somebody else, after the page was loaded
    form = {"was": [str(key_of("anna"))], "present": [str(key_of("els"))]}
    assert ben.post(DAY, form).status_code == 303
    here = {key_of("anna"): False, key_of("cas"): True, key_of("els"): True}
    assert ticked(course) == here


def test_names_stand_as_on_the_list_and_who_cannot_come_too(course: World) -> None:
    come(course, "cem", name="Vosje")
    come(course, "gone", state="cancelled"), come(course, "next", state="waiting")
    page = course.as_(IDS["ben"]).get(DAY).text
    assert "Vosje" in page and "Cem" not in page and "cem@people.example" not in page
    assert "gone" in page.split('id="gone"')[1] and "next" not in page.replace("next=", "")


def test_only_the_steward_and_who_gives_the_session(course: World) -> None:
    other = DAY.replace(str(FIRST), str(SECOND))
    opened = {
        name: (course.as_(IDS[name]).get(DAY).status_code, course.as_(IDS[name]).get(other).status_code)
        for name in ("ada", "ben", "cem")
    }
    assert opened == {"ada": (200, 200), "ben": (200, 403), "cem": (403, 403)}
    ben = course.as_(IDS["ben"])
    assert ben.get(AFTER).status_code == 200 and "/certificates/issued" not in ben.get(AFTER).text


@pytest.mark.parametrize("state", ["waiting", "cancelled", "offered"])
def test_who_has_no_place_is_not_ticked(course: World, state: str) -> None:
    kept = {"kept_until": course_end(course)} if state == "offered" else {}
    come(course, "anna", state=state, **kept), come(course, "cas")
    assert send(course.as_(IDS["ben"]), "anna") == 409
    assert ticked(course) == {}


def course_end(world: World) -> Any:
    """When it was over."""
    with world.db() as db:
        return db.scalar(select(Training.ends_at).where(Training.id == KEY))


def test_nobody_is_ticked_before_the_day_or_when_it_is_cancelled(school: World) -> None:
    held(school, days=2, state="confirmed")
    come(school, "anna")
    ben = school.as_(IDS["ben"])
    shown = ben.get(DAY).text
    assert "anna" in shown and "checkbox" not in shown
    wish = {"sign_up": str(key_of("anna")), "present": "1", "csrf_token": ben.token("/me")}
    assert ben.send(TICK, wish).status_code == 409
    with school.db() as db:
        db.execute(update(Training).values(state="cancelled"))
    form = {"present": str(key_of("anna")), "csrf_token": ben.token("/me")}
    assert ben.send(DAY, form).status_code == 409 and ticked(school) == {}


def test_it_opens_in_the_morning_of_its_own_day(school: World) -> None:
    held(school, days=0, state="confirmed")
    come(school, "anna")
    assert send(school.as_(IDS["ben"]), "anna") == 204


@pytest.mark.parametrize("sign_up", ["", "nonsense", str(KEY)])
def test_what_is_no_name_of_the_list_is_refused(course: World, sign_up: str) -> None:
    come(course, "anna")
    answer = course.as_(IDS["ben"]).post(TICK, {"sign_up": sign_up, "present": "1"}, page=DAY)
    assert answer.status_code in (409, 422) and ticked(course) == {}


def test_someone_of_single_sessions_is_only_on_their_own_list(school: World) -> None:
    held(school, by_session=True)
    come(school, "anna", session_id=FIRST), come(school, "cas", session_id=SECOND)
    with school.db() as db:
        query = select(TrainingSession).options(joinedload(TrainingSession.training))
        sessions = {one.id: one for one in db.scalars(query)}
        ada = db.get_one(Person, IDS["ada"])
        everybody = {key_of("anna"), key_of("cas")}
        ticking.save(db, sessions[FIRST], was=set(), now_here=everybody, by=ada)
    assert ticked(school) == {key_of("anna"): True}
