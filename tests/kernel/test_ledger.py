"""The ledger: written with its cause, done once, tried again, never silently lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portal import ledger
from portal.clock import now
from portal.ledger import GiveUp, Job, enqueue
from tests.world import World

seen: list[str] = []


@ledger.handler("test.note")
def _note(_db: object, *, word: str) -> None:
    seen.append(word)


@ledger.handler("test.fail")
def _fail(_db: object, *, how: str) -> None:
    raise GiveUp("no such thing") if how == "for good" else ValueError("ada@people.example")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    seen.clear()


def test_a_job_is_done_once_and_its_key_holds(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.note", key="greeting:1", word="hello")
        enqueue(db, "test.note", key="greeting:1", word="hello again")
    alpha.work()
    alpha.work()
    assert seen == ["hello"]


def test_a_job_of_a_rolled_back_deed_does_not_exist(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.note", word="never")
        db.rollback()
    alpha.work()
    assert seen == []


def test_what_is_due_later_waits(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.note", due=now() + timedelta(hours=1), word="later")
    alpha.work()
    assert seen == []
    with alpha.db() as db:
        assert db.scalar(text("select due_at from shared.wake_up")) > now()


def test_a_failure_is_tried_again_later_and_keeps_no_personal_text(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.fail", how="for now")
    alpha.work()
    with alpha.db() as db:
        job = db.scalars(select(Job)).one()
        assert (job.state, job.attempts, job.last_error) == ("due", 1, "ValueError")
        assert job.due_at > now()


def test_giving_up_is_final_and_visible(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.fail", how="for good")
    alpha.work()
    with alpha.db() as db:
        job = db.scalars(select(Job)).one()
        assert (job.state, job.last_error) == ("failed", "GiveUp no such thing")
        assert ledger.retry_failed(db) == 1


def test_an_unknown_handler_is_refused_when_written(alpha: World) -> None:
    with alpha.db() as db, pytest.raises(LookupError):
        enqueue(db, "test.nobody", word="x")


def test_nothing_due_removes_the_wake_up(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.note", word="now")
        db.commit()
        assert db.scalar(text("select count(*) from shared.wake_up")) == 1
    alpha.work()
    with alpha.db() as db:
        assert db.scalar(text("select count(*) from shared.wake_up")) == 0
