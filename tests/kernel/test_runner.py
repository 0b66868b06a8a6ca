"""The job gate: fair slices, each job once, and a bell that may break."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import g
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import event, select, text

from portal import ledger, runner
from portal.clock import now
from portal.ledger import Job, enqueue
from portal.limits import Spent
from tenants.registry import NetworkState, WakeUp
from tests.world import World

done: list[tuple[str, int]] = []
at_once = threading.Barrier(2)


@ledger.handler("test.count")
def _count(_db: object, *, number: int) -> None:
    done.append((g.network.slug, number))


@ledger.handler("test.together")
def _together(_db: object, *, number: int) -> None:
    at_once.wait(5)
    done.append((g.network.slug, number))


@ledger.handler("test.remember")
def _remember(_db: object) -> None:
    done.append((g.network.slug, len(g.setdefault("seen", []))))
    g.seen.append(g.network.slug)


@pytest.fixture(autouse=True)
def _fresh(alpha: World, beta: World) -> Iterator[None]:
    done.clear()
    alpha.kernel.redis.flushdb()
    yield
    alpha.kernel.redis.flushdb()


def fill(world: World, number: int, name: str = "test.count") -> None:
    with world.db() as db:
        for i in range(number):
            enqueue(db, name, **({"number": i} if name != "test.remember" else {}))


def test_a_network_gets_a_slice_at_a_time(alpha: World, beta: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "SLICE_JOBS", 5)
    fill(alpha, 12)
    fill(beta, 3)
    with alpha.app.app_context():
        for role in (alpha.network.role, beta.network.role, alpha.network.role, alpha.network.role):
            runner.work_off(role)
    slugs = [slug for slug, _ in done]
    assert slugs == ["alpha"] * 5 + ["beta"] * 3 + ["alpha"] * 7


def test_a_slice_ends_by_the_clock_too(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "SLICE_SECONDS", 0.0)
    fill(alpha, 3)
    with alpha.app.app_context():
        g.network = alpha.network
        assert runner.drain(alpha.network)
    assert done == []


def test_a_full_slice_rings_for_the_rest(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "SLICE_JOBS", 2)
    fill(alpha, 3)
    with alpha.app.app_context():
        runner.work_off(alpha.network.role)
    assert _rings(alpha) == [alpha.network.role]


def _rings(world: World) -> list[str]:
    queue = Queue(runner.QUEUE, connection=world.kernel.redis, serializer=JSONSerializer)
    return [job.args[0] for job in queue.get_jobs()]


def test_two_drains_at_once_do_every_job_once(alpha: World) -> None:
    fill(alpha, 40)

    def drain() -> None:
        with alpha.app.app_context():
            g.network = alpha.network
            while runner.drain(alpha.network):
                pass

    with ThreadPoolExecutor(3) as threads:
        for one in [threads.submit(drain) for _ in range(3)]:
            one.result()
    assert sorted(number for _, number in done) == list(range(40))


def test_two_drains_do_take_different_jobs_at_the_same_moment(alpha: World) -> None:
    """The barrier lets nobody through alone: this hangs where a claim blocks the other drain."""
    fill(alpha, 2, "test.together")
    with ThreadPoolExecutor(2) as threads:
        for one in [threads.submit(alpha.work) for _ in range(2)]:
            one.result(10)
    assert sorted(number for _, number in done) == [0, 1]


def test_a_sweep_asks_one_question_whatever_the_number_of_networks(alpha: World, beta: World) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    engine = alpha.kernel.scope.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with alpha.app.app_context():
            assert runner.sweep() == 0
        assert len(asked) == 1
        asked.clear()
        fill(alpha, 1)
        fill(beta, 1)
        asked.clear()
        with alpha.app.app_context():
            assert runner.sweep() == 2
        assert len(asked) == 1
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert set(_rings(alpha)) == {alpha.network.role, beta.network.role}


def test_a_sweep_leaves_closed_networks_and_what_is_not_due(alpha: World, beta: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.count", due=now() + timedelta(hours=1), number=1)
    with alpha.app.app_context():
        assert runner.sweep() == 0
        closed = replace(alpha.network, state=NetworkState.SUSPENDED)
        assert closed.state is NetworkState.SUSPENDED
        runner.work_off("t_" + "0" * 20)
    assert done == []


def _silence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is gone: nothing answers at its address."""
    kwargs = world.kernel.redis.connection_pool.connection_kwargs
    silent = Redis(host="127.0.0.1", port=1, socket_connect_timeout=1, retry=kwargs["retry"])
    monkeypatch.setitem(world.app.extensions, "kernel", replace(world.kernel, redis=silent))


def test_without_a_bell_the_sweep_does_the_work_itself(
    alpha: World, beta: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _silence(alpha, monkeypatch)
    fill(alpha, 2)
    fill(beta, 1)
    with alpha.app.app_context():
        started = time.monotonic()
        assert not runner.ring(alpha.network.role)
        assert time.monotonic() - started < 0.5, "a request waits for a bell that is out of order"
        assert runner.sweep() == 2
        assert runner.sweep() == 0
    assert sorted(done) == [("alpha", 0), ("alpha", 1), ("beta", 0)]


def test_what_one_networks_jobs_remember_no_other_network_finds(
    alpha: World, beta: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _silence(alpha, monkeypatch)
    fill(alpha, 1, "test.remember")
    fill(beta, 1, "test.remember")
    with alpha.app.app_context():
        runner.sweep()
    assert sorted(done) == [("alpha", 0), ("beta", 0)]


def test_a_bell_rings_once_until_somebody_answers(alpha: World) -> None:
    with alpha.app.app_context():
        assert all(runner.ring(alpha.network.role) for _ in range(5))
    assert _rings(alpha) == [alpha.network.role]


def test_a_flushed_queue_loses_no_work(alpha: World) -> None:
    fill(alpha, 3)
    with alpha.app.app_context():
        runner.ring(alpha.network.role)
        alpha.kernel.redis.flushdb()
        assert runner.sweep() == 1
    assert _rings(alpha) == [alpha.network.role]


def test_a_job_written_while_the_drain_settles_keeps_its_wake_up(alpha: World) -> None:
    """The drain finds nothing due, somebody writes a job, the drain removes the wake-up: not theirs."""
    engine, late = alpha.kernel.scope.engine, threading.Event()

    def interrupt(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if "min(job.due_at)" in statement and not late.is_set():
            late.set()
            fill(alpha, 1)

    event.listen(engine, "after_cursor_execute", interrupt)
    try:
        with alpha.app.app_context():
            g.network = alpha.network
            runner.drain(alpha.network)
    finally:
        event.remove(engine, "after_cursor_execute", interrupt)
    assert late.is_set()
    with alpha.db() as db:
        assert db.scalar(select(WakeUp.due_at)) is not None
        assert db.scalar(select(Job.state)) == "due"


def test_a_wake_up_that_was_lost_comes_back_with_the_next_drain(alpha: World) -> None:
    with alpha.db() as db:
        enqueue(db, "test.count", due=now() + timedelta(hours=1), number=1)
    with alpha.db() as db:
        db.execute(text("delete from shared.wake_up"))
    alpha.work()
    with alpha.db() as db:
        assert db.scalar(select(WakeUp.due_at)) > now()


def test_old_windows_are_forgotten_by_a_recurring_job(alpha: World) -> None:
    assert {"limits.forget", "mail.forget"} <= set(ledger.RECURRING)
    with alpha.db() as db:
        ledger.schedule_recurring(db)
        ledger.schedule_recurring(db)
        keys = list(db.scalars(select(Job.key)))
    assert len(keys) == len(set(keys)) == len(ledger.RECURRING)
    assert alpha.count(Spent.__tablename__) == 0
