"""A real worker process, killed in the middle of a mail: every mail arrives, and none twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from portal import mail, runner
from portal.clock import now
from portal.ledger import Job
from tests.sink import Sink
from tests.world import World

ROOT = Path(__file__).parents[2]
MAILS = 12


def _environment(world: World) -> dict[str, str]:
    """What the worker is started with: no owner's login, no superuser's."""
    given = world.kernel.settings.model_dump(exclude={"database_owner_url", "database_admin_url"})
    plain = {
        name.upper(): str(value) for name, value in given.items() if value and not isinstance(value, tuple)
    }
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **plain}


@contextmanager
def worker(world: World, verb: str = "work") -> Iterator[subprocess.Popen[bytes]]:
    """`python worker.py work`, killed at the end if it still lives."""
    command = [sys.executable, "worker.py", verb]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(world), stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def _until(met: Callable[[], Any], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def _write(world: World) -> None:
    with world.db() as db:
        for number in range(MAILS):
            mail.post(
                db, template="sign_in_code", to=f"p{number}@people.example", locale="nl", code="A", minutes=10
            )


def _sweep(world: World) -> None:
    with world.app.app_context():
        runner.sweep()


def _time_passes(world: World) -> None:
    """What waits for its next attempt is due now."""
    with world.db() as db:
        db.execute(update(Job).where(Job.state == "due").values(due_at=now()))
        db.execute(text("update shared.wake_up set due_at = now()"))


@pytest.fixture
def quiet(alpha: World, sink: Sink) -> Iterator[World]:
    """A network whose bell nobody rang."""
    alpha.kernel.redis.flushdb()
    yield alpha
    sink.clear()
    alpha.kernel.redis.flushdb()


@pytest.mark.parametrize("flushed", [True, False], ids=["and Redis was flushed", "and Redis kept its keys"])
def test_a_worker_killed_in_the_middle_of_a_mail_loses_and_doubles_none(
    quiet: World, sink: Sink, flushed: bool
) -> None:
    sink.slow = 0.15
    _write(quiet)
    with worker(quiet) as first:
        _sweep(quiet)
        _until(lambda: len(sink.received) >= 3 and sink.underway == 1)
        first.kill()
        first.wait()
    _until(lambda: sink.underway == 0)
    assert len(sink.received) < MAILS
    if flushed:
        quiet.kernel.redis.flushdb()
    sink.slow, sink.refuse = 0.0, 3
    with worker(quiet):
        while len(sink.received) < MAILS:
            _time_passes(quiet)
            _sweep(quiet)
            time.sleep(0.3)
    quiet.work()
    counts = Counter(str(got.message["Message-ID"]) for got in sink.received)
    assert len(counts) == MAILS
    assert set(counts.values()) == {1}
    assert all(len(got.recipients) == 1 for got in sink.received)
    with quiet.db() as db:
        assert (
            db.execute(text("select count(*) from mail where sent_at is null or body_text <> ''")).scalar()
            == 0
        )


def test_one_tick_of_the_clock_rings_for_due_work_and_ends(quiet: World, sink: Sink) -> None:
    _write(quiet)
    with worker(quiet, "tick") as clock:
        assert clock.wait(30) == 0
    assert quiet.kernel.redis.exists(f"rung:{quiet.network.role}")
    assert sink.received == []


def test_a_worker_asked_to_stop_finishes_the_mail_it_has(quiet: World, sink: Sink) -> None:
    sink.slow = 0.15
    _write(quiet)
    with worker(quiet) as running:
        _sweep(quiet)
        _until(lambda: sink.underway == 1)
        running.terminate()
        assert running.wait(30) == 0
    sent = len(sink.received)
    assert sent >= 1
    assert sink.underway == 0
    with quiet.db() as db:
        assert db.execute(text("select count(*) from mail where sent_at is not null")).scalar() == sent
