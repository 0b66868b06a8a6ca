"""A contact person of the group that was named says yes or no first; after some days the stewards do."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.clock import now
from tests.cast import IDS
from tests.groups.helpers import said
from tests.signups.helpers import SHEET, change, find, group_id, mails, names_in, put, states, taken
from tests.sink import Sink
from tests.world import World


@pytest.fixture
def asked(course: World) -> World:
    """cem named ben's group."""
    change(course, approval="group")
    put(course, "cem", group_id=group_id(course, "Rouw"))
    course.work()
    return course


def page(world: World, name: str = "cem") -> str:
    """Where the group decides."""
    return f"/trainings/sign-ups/{find(world, name).id}/group"


def test_who_answers_for_the_group_decides(asked: World, sink: Sink) -> None:
    assert states(asked) == {"cem": "asked"} and taken(asked) == 0
    assert ("ben", "sign_up_group") in mails(asked) and ("dora", "sign_up_group") not in mails(asked)
    assert not any("Gesprekken" in mail.whole or "Rouw" in mail.whole for mail in sink.received)
    for name, status in (("cem", 404), ("dora", 404), ("ben", 200)):
        assert asked.as_(IDS[name]).get(page(asked)).status_code == status, name
    ben = asked.as_(IDS["ben"])
    assert ben.post(page(asked), {"yes": "yes"}, page=page(asked)).status_code == 303
    assert states(asked) == {"cem": "confirmed"} and ben.get(page(asked)).status_code == 404


def test_a_no_is_told(asked: World, sink: Sink) -> None:
    asked.as_(IDS["ben"]).post(page(asked), page=page(asked))
    asked.work()
    assert states(asked) == {"cem": "refused"}
    told = [" ".join(mail.text.split()) for mail in sink.sent_to("cem@people.example")]
    assert any("geeft je geen plaats" in text for text in told)


def test_the_stewards_decide_only_after_the_deadline(asked: World) -> None:
    ada = asked.as_(IDS["ada"])
    address = f"/trainings/sign-ups/{find(asked, 'cem').id}/decision"
    assert "de groep beslist tot" in said(ada.get(SHEET)) and address not in ada.get(SHEET).text
    ada.post(address, {"yes": "yes"}, page=SHEET)
    assert states(asked) == {"cem": "asked"}
    with time_machine.travel(now() + timedelta(days=3, minutes=1)):
        asked.work()
        assert asked.count("task") == 1
        ada = asked.as_(IDS["ada"])
        asked.as_(IDS["ben"]).post(page(asked), {"yes": "yes"}, page=SHEET.replace("/sign-ups", ""))
        assert states(asked) == {"cem": "asked"}
        ada.post(address, {"yes": "yes"}, page=SHEET)
    assert states(asked) == {"cem": "confirmed"}


def test_nobody_decides_about_themselves(course: World) -> None:
    change(course, approval="group")
    put(course, "ben", group_id=group_id(course, "Rouw"))
    put(course, "cem")
    course.work()
    assert names_in(course, "asked") == ["ben", "cem"] and course.count("task") == 2
    assert not any(template == "sign_up_group" for _to, template in mails(course))
    assert course.as_(IDS["ben"]).get(page(course, "ben")).status_code == 404
