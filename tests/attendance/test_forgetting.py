"""Sensitive answers are deleted by rule, others stay, and the sheet says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from portal.attendance import forgetting
from portal.attendance.models import Attendance, Certificate
from portal.audit import AuditEntry
from portal.clock import today
from portal.signups.models import SignUp, SignUpAnswer
from portal.trainings.models import Training, TrainingQuestion
from tests.attendance.helpers import KEY, ago, come, conclude, key_of, tick
from tests.cast import IDS
from tests.world import World

HALF = 26 * 7
SHEET = f"/trainings/{KEY}/sign-ups"


@pytest.fixture
def answered(course: World) -> World:
    """anna answered a sensitive question and another one."""
    come(course, "anna")
    with course.db() as db:
        for label, sensitive in (("Wat eet je niet?", True), ("Hoe kom je?", False)):
            question = TrainingQuestion(training_id=KEY, label=label, sensitive=sensitive)
            db.add(question)
            db.flush()
            db.add(SignUpAnswer(sign_up_id=key_of("anna"), question_id=question.id, text=f"{label} noten"))
    return course


def run(world: World, **facts: Any) -> set[str]:
    """The nightly job, with the training like this; the questions that still have an answer."""
    with world.db() as db:
        db.execute(update(Training).values(**facts))
        forgetting.answers(db)
    with world.db() as db:
        query = select(TrainingQuestion.label).join(
            SignUpAnswer, SignUpAnswer.question_id == TrainingQuestion.id
        )
        return set(db.scalars(query))


BOTH, OTHER = {"Wat eet je niet?", "Hoe kom je?"}, {"Hoe kom je?"}


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ({"ends_at": ago(weeks=4, hours=1)}, OTHER),
        ({"ends_at": ago(weeks=4, hours=-1)}, BOTH),
        ({"ends_at": ago(weeks=4, hours=1), "forget_weeks": 5}, BOTH),
        ({"ends_at": ago(hours=1), "forget_weeks": 0}, OTHER),
        ({"ends_at": ago(weeks=8), "state": "confirmed"}, BOTH),
        ({"ends_at": ago(weeks=-8), "state": "cancelled", "cancelled_at": ago(weeks=5)}, OTHER),
        ({"ends_at": ago(weeks=-8), "state": "cancelled", "cancelled_at": ago(weeks=3)}, BOTH),
    ],
)
def test_only_sensitive_answers_go_and_only_in_time(
    answered: World, facts: dict[str, Any], kept: set[str]
) -> None:
    """Mutations it sees: deleting all answers; forgetting trainings that were cancelled."""
    assert run(answered, **facts) == kept


def test_the_sheet_says_so_and_no_value_is_kept(answered: World) -> None:
    ada = answered.as_(IDS["ada"])
    assert "noten" in ada.get(SHEET).text and "verwijderd" not in ada.get(SHEET).text
    run(answered, ends_at=ago(weeks=5)), run(answered, capacity=41)
    page = ada.get(SHEET).text
    assert "Wat eet je niet? noten" not in page and "Hoe kom je? noten" in page and "verwijderd" in page
    with answered.db() as db:
        rows = db.scalars(select(AuditEntry).where(AuditEntry.action == "training.answers_deleted")).all()
        assert len(rows) == 1 and "noten" not in str(rows[0].fields) and UUID(rows[0].fields[0])


def test_papers_and_ticks_end_after_years(answered: World) -> None:
    tick(answered, "anna"), conclude(answered)
    with answered.db() as db:
        forgetting.years(db)
    assert (answered.count("attendance"), answered.count("certificate")) == (2, 1)
    with answered.db() as db:
        db.execute(update(Training).values(ends_at=ago(days=2 * 365 + 1)))
        db.execute(update(Certificate).values(issued_on=today() - timedelta(days=5 * 365 + 1)))
        forgetting.years(db)
        assert db.scalars(select(Attendance)).all() == []
    assert answered.count("certificate") == 0


def test_who_did_not_come_is_forgotten_first_and_who_came_when_their_paper_is(answered: World) -> None:
    """Mutations it sees: keeping everybody; deleting those who have a certificate; keeping their address."""
    tick(answered, "anna"), conclude(answered)
    for name, state in (("bob", "cancelled"), ("cas", "confirmed")):
        come(answered, name, state=state)
    left = {HALF - 1: {"anna", "bob", "cas"}, HALF + 1: {"anna", "cas"}, 2 * 365 + 1: {"anna"}}
    for days, names in left.items():
        with answered.db() as db:
            db.execute(update(Training).values(ends_at=ago(days=days), state="done"))
            forgetting.sign_ups(db)
            assert set(db.scalars(select(SignUp.name))) == names, days
            kept = {""} if days > 2 * 365 else {f"{name}@people.example" for name in names}
            assert set(db.scalars(select(SignUp.email))) == kept
    with answered.db() as db:
        db.execute(update(Certificate).values(issued_on=today() - timedelta(days=5 * 365 + 1)))
        forgetting.years(db), forgetting.sign_ups(db)
    assert answered.count("sign_up") == 0
