"""A network with a flood of work does not keep the others waiting, nor its own people who wait for a code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import g
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from portal import ledger, runner
from portal.ledger import Job, enqueue
from tests.world import World

FLOOD, FEW = 250, 3
done: list[str] = []


@ledger.handler("test.fair")
def _note(_db: object, *, what: str = "") -> None:
    done.append(what or g.network.slug)


@pytest.fixture(autouse=True)
def _fresh(alpha: World, beta: World) -> Iterator[None]:
    done.clear()
    alpha.kernel.redis.flushdb()
    yield
    alpha.kernel.redis.flushdb()


def _fill(world: World, number: int) -> None:
    with world.db() as db:
        for _number in range(number):
            enqueue(db, "test.fair", bulk=True)


def _answer_the_bell(world: World) -> None:
    """What a worker does, until nobody rings any more."""
    queue = Queue(runner.QUEUE, connection=world.kernel.redis, serializer=JSONSerializer)
    while queue.count:
        (role,) = queue.fetch_job(queue.pop_job_id()).args
        world.kernel.redis.delete(f"rung:{role}")
        runner.work_off(role)


@pytest.mark.parametrize(("most", "before"), [(runner.SLICE_JOBS, 100), (10_000, FLOOD)])
def test_a_flood_takes_its_turn(
    alpha: World, beta: World, monkeypatch: pytest.MonkeyPatch, most: int, before: int
) -> None:
    """With slices the small network is served after one of them; without (the control), after the flood."""
    monkeypatch.setattr(runner, "SLICE_JOBS", most)
    monkeypatch.setattr(runner, "SLICE_SECONDS", 60.0)
    _fill(alpha, FLOOD)
    _fill(beta, FEW)
    with alpha.app.app_context():
        assert runner.sweep() == 2
        _answer_the_bell(alpha)
    assert len(done) == FLOOD + FEW
    assert [place for place, slug in enumerate(done) if slug == "beta"] == [before, before + 1, before + 2]


@pytest.mark.parametrize("bulk", [True, False])
def test_a_code_goes_before_a_flood_of_its_own_network(alpha: World, bulk: bool) -> None:
    """Written last. The control: a flood that does not say that it is one goes first."""
    with alpha.db() as db:
        for _number in range(5):
            enqueue(db, "test.fair", bulk=bulk, what="flood")
    with alpha.db() as db:
        enqueue(db, "test.fair", what="code")
    alpha.work()
    assert done.index("code") == (0 if bulk else 5)


def test_a_batch_that_breaks_delays_one_job_and_not_the_others(
    alpha: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is put off each time, so that the rest is reached."""

    def careful(_db: object, jobs: list[dict[str, str]]) -> list[Exception | None]:
        if any(job["what"] == "bad" for job in jobs):
            raise RuntimeError("nobody foresaw this")
        done.extend(job["what"] for job in jobs)
        return [None for _job in jobs]

    monkeypatch.setitem(ledger.BATCHES, "test.fair", careful)
    with alpha.db() as db:
        for what in ("bad", "good", "good"):
            enqueue(db, "test.fair", bulk=True, what=what)
    alpha.work()
    assert done == ["good", "good"]
    with alpha.db() as db:
        states = sorted(db.execute(select(Job.state, Job.last_error).where(Job.handler == "test.fair")).all())
    assert [tuple(row) for row in states] == [("done", None), ("done", None), ("due", "RuntimeError")]
