"""A real worker process, killed in the middle of a mail: every mail arrives, and none twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import text, update

from portal import mail, runner
from portal.clock import now
from portal.ledger import Job
from tests.sink import Sink
from tests.world import World

ROOT = Path(__file__).parents[2]
NOBODY = "127.0.0.1:1"
MAILS = 12


def _environment(world: World) -> dict[str, str]:
    """What the worker is started with: no owner's login, no superuser's."""
    given = world.kernel.settings.model_dump(exclude={"database_owner_url", "database_admin_url"})
    plain = {
        name.upper(): str(value) for name, value in given.items() if value and not isinstance(value, tuple)
    }
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **plain}


@contextmanager
def worker(
    world: World, *verb: str, env: Mapping[str, str] = MappingProxyType({})
) -> Iterator[subprocess.Popen[bytes]]:
    """`python worker.py work`, killed at the end if it still lives."""
    command, env = [sys.executable, "worker.py", *(verb or ("work",))], _environment(world) | dict(env)
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE) as process:
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


@pytest.mark.parametrize(
    ("verb", "missing", "said"),
    [
        (("work",), {"REDIS_URL": f"redis://{NOBODY}/0"}, b"queue unreachable"),
        (
            ("tick", "--forever", "--pause", "0"),
            {"DATABASE_URL": f"postgresql://nobody:nothing@{NOBODY}/none"},
            b"sweep broken off",
        ),
    ],
    ids=["a worker without Redis", "a clock without PostgreSQL"],
)
def test_a_process_waits_for_what_is_away_and_still_stops_when_told(
    quiet: World, verb: tuple[str, ...], missing: dict[str, str], said: bytes
) -> None:
    """On a server one that ended too often, or with code 0, would not be started again."""
    with worker(quiet, *verb, env=missing) as running:
        heard = [line for line, _twice in zip(_lines(running, said), range(2), strict=False)]
        assert len(heard) == 2, "it ended"
        running.terminate()
        assert running.wait(30) in (0, -signal.SIGTERM)


def test_control_one_look_of_the_clock_ends_where_there_is_no_database(quiet: World) -> None:
    with worker(quiet, "tick", env={"DATABASE_URL": f"postgresql://nobody:nothing@{NOBODY}/none"}) as clock:
        assert clock.wait(30) == 1


def _lines(process: subprocess.Popen[bytes], said: bytes) -> Iterator[bytes]:
    assert process.stderr is not None
    return (line for line in process.stderr if said in line)
