"""From open to over: closing, going ahead or not, and the morning on which stewards are asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.clock import now, today
from portal.ledger import Job
from portal.mail import Mail
from portal.tasks.models import Task
from portal.trainings import actions
from portal.trainings.models import COMING, STATES
from tests.cast import IDS
from tests.trainings.helpers import PAGE, fields, held, state, steward
from tests.world import World


def decide_today(world: World) -> None:
    """The training is decided about today, and it is past eight."""
    with held(world) as (db, found):
        actions.change(db, found, by=steward(db), values={"decide_on": today(), "minimum": 4, "capacity": 12})
        db.execute(update(Job).where(Job.handler == "trainings.decide").values(due_at=now()))
    world.work()


def asked(world: World) -> tuple[int, int]:
    """Mails that ask to decide, and open tasks."""
    with world.db() as db:
        mails = db.scalars(select(Mail.id).where(Mail.template == "training_decide")).all()
        tasks = db.scalars(select(Task.id).where(Task.done_at.is_(None))).all()
        return len(mails), len(tasks)


def test_stewards_are_asked_once_and_the_answer_closes_the_task(school: World, heard: list[str]) -> None:
    decide_today(school)
    decide_today(school)
    assert asked(school) == (1, 1)
    ada = school.as_(IDS["ada"])
    assert "at least 4 people" in ada.get(f"{PAGE}/decision").text
    for _twice in range(2):
        ada.post(f"{PAGE}/decision")
    assert state(school) == "confirmed" and heard == ["confirmed"] and asked(school) == (1, 0)
    assert "goes ahead" in school.as_(IDS["ben"]).get("/trainings").text


def test_another_day_or_an_early_answer_leaves_nobody_asked(school: World) -> None:
    with held(school) as (db, found):
        for day in (today(), today() + timedelta(days=3)):
            actions.change(db, found, by=steward(db), values={"decide_on": day})
        db.execute(update(Job).where(Job.handler == "trainings.decide").values(due_at=now()))
        actions.confirm(db, found, by=steward(db))
    school.work()
    assert asked(school) == (0, 0)


def test_only_the_new_day_is_asked_about(school: World) -> None:
    with held(school) as (db, found):
        for day in (today() + timedelta(days=3), today()):
            actions.change(db, found, by=steward(db), values={"decide_on": day})
        db.execute(update(Job).where(Job.handler == "trainings.decide").values(due_at=now()))
    school.work()
    assert asked(school) == (1, 1)


def test_a_cancelled_training_says_why(school: World, heard: list[str]) -> None:
    ada = school.as_(IDS["ada"])
    assert ada.post(f"{PAGE}/cancellation", {"reason": ""}, page=f"{PAGE}/decision").status_code == 422
    ada.post(f"{PAGE}/cancellation", {"reason": "Te weinig mensen."}, page=f"{PAGE}/decision")
    assert state(school) == "cancelled" and heard == ["cancelled"]
    ben = school.as_(IDS["ben"])
    assert "Te weinig mensen." in ben.get(PAGE).text and "cancelled" in ben.get("/trainings").text
    assert ada.post(f"{PAGE}/decision").status_code == 409, "it cannot go ahead any more"


def test_closing_and_opening_again(school: World, heard: list[str]) -> None:
    ada = school.as_(IDS["ada"])
    for wish in ("close", "close", "reopen"):
        ada.post(f"{PAGE}/state", {"wish": wish}, page=PAGE)
    assert heard == ["closed", "reopened"] and state(school) == "open"
    ada.post(f"{PAGE}/state", {"wish": "close"}, page=PAGE)
    ada.post(f"{PAGE}/decision")
    assert state(school) == "closed", "it goes ahead, and still nobody can sign up"
    ada.post(f"{PAGE}/state", {"wish": "reopen"}, page=PAGE)
    assert state(school) == "confirmed"


def test_it_is_over_by_itself(school: World, heard: list[str]) -> None:
    with held(school) as (db, found):
        actions.finish_all(db)
        assert found.state == "open"
        found.starts_at, found.ends_at = now() - timedelta(hours=3), now() - timedelta(hours=1)
        db.flush()
        actions.finish_all(db)
    assert state(school) == "done" and heard == ["done"]
    assert "Gesprekken leiden" in school.as_(IDS["ben"]).get("/trainings?view=over").text


def test_more_places_are_news(school: World, heard: list[str]) -> None:
    ada = school.as_(IDS["ada"])
    ada.post(f"{PAGE}/edit", fields(title="Anders"))
    assert heard == []
    ada.post(f"{PAGE}/edit", fields(title="Anders", capacity="14", version="2"))
    assert heard == ["capacity"]


@pytest.mark.parametrize("begins", STATES)
def test_only_what_is_to_come_can_be_decided_about(school: World, begins: str) -> None:
    with held(school) as (_db, found):
        found.state = begins
    ada = school.as_(IDS["ada"])
    answer = ada.post(f"{PAGE}/decision", page=f"{PAGE}/edit")
    assert (answer.status_code == 303) == (begins in COMING)
