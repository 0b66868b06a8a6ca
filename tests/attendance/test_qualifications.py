"""A whole training qualifies for a time, and later trainings ask for it on the day they begin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy import select, update

from portal.accounts import actions as accounts
from portal.accounts.models import Person
from portal.attendance.models import Qualification
from portal.clock import today
from portal.rooms.when import local
from portal.trainings.models import Training
from tests.attendance.helpers import FIRST, KEY, come, conclude, held, papers, tick
from tests.cast import IDS
from tests.signups.helpers import FORM, sent, states, training
from tests.trainings.helpers import fields
from tests.world import World

GIVES = {"gives_code": "BASIS", "gives_label": "Basis gespreksleider", "gives_months": 24}


def given(world: World) -> list[tuple[Any, str, date | None]]:
    """Who holds what until when."""
    with world.db() as db:
        rows = db.execute(select(Qualification.person_id, Qualification.code, Qualification.valid_until))
        return [tuple(row) for row in rows]  # type: ignore[misc]


@pytest.fixture
def qualified(school: World) -> World:
    """cem did it all, dora half of it, and a guest all."""
    held(school, **GIVES)
    come(school, "cem", "dora", "anna")
    tick(school, "cem", "anna"), tick(school, "dora", sessions=(FIRST,))
    conclude(school)
    return school


def test_only_the_whole_training_qualifies_and_only_accounts(qualified: World) -> None:
    with qualified.db() as db:
        ends = db.get_one(Training, KEY).ends_at
    assert ends is not None
    until = local(ends).date() + relativedelta(months=24)
    conclude(qualified)
    assert given(qualified) == [(IDS["cem"], "BASIS", until)]
    assert "Basis gespreksleider" in qualified.as_(IDS["cem"]).get("/me").text
    assert "Basis gespreksleider" not in qualified.as_(IDS["dora"]).get("/me").text


def test_it_ends_with_its_certificate_and_with_the_account(qualified: World) -> None:
    ada, path = qualified.as_(IDS["ada"]), f"/certificates/issued/{papers(qualified)['cem'].id}"
    assert ada.post(f"{path}/withdrawal", page=path).status_code == 303 and given(qualified) == []
    assert ada.post(path, {"name": "cem"}).status_code == 303 and len(given(qualified)) == 1
    with qualified.db() as db:
        people = {name: db.get_one(Person, IDS[name]) for name in ("cem", "ada")}
        accounts.end_account(db, people["cem"], by=people["ada"])
    assert given(qualified) == []


@pytest.mark.parametrize(
    ("until", "status"),
    [(None, 303), (29, 409), (30, 303), (31, 303)],
)
def test_it_has_to_be_valid_when_the_training_begins(
    qualified: World, until: int | None, status: int
) -> None:
    """It begins in 30 days. Mutation it sees: asking whether it is valid today."""
    training(qualified, requires_code="BASIS", who="everyone")
    last = None if until is None else today() + timedelta(days=until)
    with qualified.db() as db:
        db.execute(update(Qualification).values(valid_until=last))
    assert sent(qualified.as_(IDS["cem"])).status_code == status
    assert sent(qualified.as_(IDS["dora"])).status_code == 409


def test_another_qualification_does_not_count_and_a_guest_has_none(qualified: World) -> None:
    training(qualified, requires_code="VERDER", who="everyone")
    assert sent(qualified.as_(IDS["cem"])).status_code == 409
    assert "kwalificatie" in qualified.visitor().get(FORM).text
    assert states(qualified) == {}


def test_a_steward_says_what_a_training_gives_and_asks(qualified: World) -> None:
    ada = qualified.as_(IDS["ada"])
    gives = {"gives_label": "Verder", "gives_code": "verder 1", "gives_months": "12", "whole_from": "1"}
    more = {"requires_code": "BASIS", "materials": (b"", "")}
    wrong = ada.post("/trainings/new", fields(**gives, **{**more, "materials": ""}))
    assert wrong.status_code == 422 and "verder 1".upper() in wrong.text
    right = ada.post("/trainings/new", fields(**{**gives, "gives_code": "verder"}, requires_code="BASIS"))
    assert right.status_code == 303
    with qualified.db() as db:
        made = db.scalars(select(Training).where(Training.gives_code == "VERDER")).one()
        assert (made.requires_code, made.gives_months, made.whole_from) == ("BASIS", 12, 1)
    assert "Basis gespreksleider" in ada.get(f"/trainings/{made.id}").text


def test_stewards_see_who_holds_what_and_what_ends_soon(qualified: World) -> None:
    ada = qualified.as_(IDS["ada"])
    assert "Cem" in ada.get("/qualifications").text
    assert "Cem" not in ada.get("/qualifications?view=ending").text
    with qualified.db() as db:
        db.execute(update(Qualification).values(valid_until=today() + timedelta(days=40)))
    assert "Cem" in ada.get("/qualifications?view=ending").text
    with qualified.db() as db:
        db.execute(update(Qualification).values(valid_until=today() - timedelta(days=1)))
    assert "Cem" in ada.get("/qualifications?view=over").text and "Cem" not in ada.get("/qualifications").text
    assert qualified.as_(IDS["cem"]).get("/qualifications").status_code == 403
