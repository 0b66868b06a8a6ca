"""Two people change the same page: nothing typed is lost, nothing of the other is overwritten unseen."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from portal.groups import actions
from portal.groups.models import GroupContact
from tests import cast, factories
from tests.groups.helpers import audited, filled_in, said, stored
from tests.world import World

EDIT = "/groups/rouwgroep-helmond/edit"


@pytest.fixture
def bens_group(alpha: World) -> World:
    """ben and ada speak for the grief group."""
    with alpha.db() as db:
        group = factories.group(db, contact=cast.ben(db), intro="Koffie.\n\nGeen agenda.", audiences=["men"])
        db.add(GroupContact(group_id=group.id, person_id=cast.ada(db).id))
    return alpha


def test_what_only_the_other_changed_is_taken_over(bens_group: World) -> None:
    ben, ada = bens_group.as_(cast.IDS["ben"]), bens_group.as_(cast.IDS["ada"])
    bens, adas = filled_in(ben, EDIT), filled_in(ada, EDIT)
    ada.send(EDIT, adas | {"costs": "koffie € 2", "audiences": ["women"], "intro": "Van Ada."})
    answer = ben.send(EDIT, bens | {"phone": "0492 000 999", "intro": "Van Ben."})
    assert answer.status_code == 409
    ben.set_cookie("lang", "en")
    text = said(ben.send(EDIT, bens | {"phone": "0492 000 999", "intro": "Van Ben."}))
    assert "Somebody else saved this page while you were writing" in text
    assert "They changed this, and the form below now shows it: Who is it for? What does it cost?" in text
    assert (
        "You both changed this. The form shows yours; the page says now: In your own words : Van Ada." in text
    )
    assert 'value="koffie € 2"' in answer.text and 'value="0492 000 999"' in answer.text
    assert ">\nVan Ben.</textarea>" in answer.text.replace("\r", "")
    group = stored(bens_group, "rouwgroep-helmond")
    assert (group.intro, group.phone) == ("Van Ada.", "0492 000 361")


def test_saving_again_after_a_conflict_works(bens_group: World) -> None:
    ben, ada = bens_group.as_(cast.IDS["ben"]), bens_group.as_(cast.IDS["ada"])
    bens = filled_in(ben, EDIT)
    ada.send(EDIT, filled_in(ada, EDIT) | {"costs": "koffie € 2"})
    shown = ben.send(EDIT, bens | {"phone": "0492 000 999"})
    again = bens | {"phone": "0492 000 999", "costs": "koffie € 2"}
    for name in ("version", "base"):
        mark = f'name="{name}" type="hidden" value="'
        again[name] = shown.text.split(mark)[1].split('"')[0].replace("&#34;", '"')
    assert ben.send(EDIT, again).status_code == 303
    group = stored(bens_group, "rouwgroep-helmond")
    assert (group.costs, group.phone) == ("koffie € 2", "0492 000 999")


@pytest.mark.parametrize("base", ["", "null", "[]", "{", '{"costs": 7}', "x" * 5_000])
def test_a_form_that_forgot_where_it_began_overwrites_nothing(bens_group: World, base: str) -> None:
    ben = bens_group.as_(cast.IDS["ben"])
    values = filled_in(ben, EDIT) | {"version": "", "base": base, "costs": "anders"}
    assert ben.send(EDIT, values).status_code == 409
    assert stored(bens_group, "rouwgroep-helmond").costs == ""


def test_two_who_save_in_the_same_moment(bens_group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both were loaded before either was saved: one is kept, the other sees what happened."""
    browsers = [bens_group.as_(cast.IDS[name]) for name in ("ben", "ada")]
    forms = [filled_in(browser, EDIT) | {"costs": f"van {number}"} for number, browser in enumerate(browsers)]
    meet, change = threading.Barrier(2, timeout=10), actions.change

    def slow(*args: Any, **kw: Any) -> Any:
        meet.wait()
        return change(*args, **kw)

    monkeypatch.setattr(actions, "change", slow)
    answers: dict[int, int] = {}

    def save(number: int) -> None:
        answers[number] = browsers[number].send(EDIT, forms[number]).status_code

    threads = [threading.Thread(target=save, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [303, 409]
    winner = next(number for number, status in answers.items() if status == 303)
    assert stored(bens_group, "rouwgroep-helmond").costs == f"van {winner}"
    assert len(audited(bens_group, "group.changed")) == 1
