"""Redis is a doorbell: whoever can write to it can ring, and do nothing else."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rq import Queue, SimpleWorker
from rq.job import Job as Rung
from rq.serializers import JSONSerializer

from portal import runner
from tests.world import World


@pytest.fixture(autouse=True)
def _silent(alpha: World) -> Iterator[None]:
    """Redis starts and ends empty; RQ sets how loud it is, for the whole process."""
    loud = logging.getLogger("rq.worker")
    before = loud.level
    alpha.kernel.redis.flushdb()
    yield
    alpha.kernel.redis.flushdb()
    loud.setLevel(before)


def _worker(world: World) -> SimpleWorker:
    return SimpleWorker(**runner.worker_arguments(world.app))


FOREIGN: dict[str, Any] = {
    "pickle": {"data": b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x1atouch /tmp/portal-was-here\x85R."},
    "another function": {
        "data": json.dumps(["os.system", None, ["touch /tmp/portal-was-here"], {}]).encode()
    },
    "one of ours": {"data": json.dumps(["portal.runner.ring", None, ["x"], {}]).encode()},
    "arguments": {"data": json.dumps([runner.DRAIN, None, ["t_x"], {"role": "t_y"}]).encode()},
    "garbage": {"data": b"\xff\xfe\x00"},
    "a callback": {
        "data": json.dumps([runner.DRAIN, None, ["t_x"], {}]).encode(),
        "success_callback_name": "os.abort",
        "failure_callback_name": "os.abort",
    },
    "an address to call": {
        "data": json.dumps([runner.DRAIN, None, ["t_x"], {}]).encode(),
        "webhooks": json.dumps(
            [
                {
                    "url": "http://127.0.0.1:9/",
                    "job_status": s,
                    "method": "GET",
                    "headers": None,
                    "timeout": 5,
                }
                for s in ("finished", "failed")
            ]
        ),
    },
}


@pytest.mark.parametrize("what", FOREIGN)
def test_the_worker_does_nothing_but_drain(alpha: World, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    asked: list[str] = []
    monkeypatch.setattr(runner, "drain_role", asked.append)
    monkeypatch.setattr(runner, "ring", asked.append)
    redis = alpha.kernel.redis
    values = {
        "created_at": "2026-11-21T00:00:00.000000Z",
        "origin": runner.QUEUE,
        "status": "queued",
        **FOREIGN[what],
    }
    redis.hset("rq:job:evil", mapping=values)
    redis.rpush(f"rq:queue:{runner.QUEUE}", "evil")
    redis.sadd("rq:queues", f"rq:queue:{runner.QUEUE}")
    with monkeypatch.context() as patch:
        patch.setattr("urllib.request.urlopen", lambda *_a, **_k: asked.append("called out"))
        patch.setattr("rq.webhook.urlopen", lambda *_a, **_k: asked.append("called out"))
        _worker(alpha).work(burst=True, logging_level="CRITICAL")
    assert not Path("/tmp/portal-was-here").exists()
    assert asked == (["t_x"] if what in ("a callback", "an address to call") else [])


def test_control_a_plain_worker_runs_what_the_queue_names(alpha: World) -> None:
    queue = Queue("control", connection=alpha.kernel.redis, serializer=JSONSerializer)
    job = queue.enqueue("os.path.basename", "/a/b", result_ttl=60)
    SimpleWorker([queue], connection=alpha.kernel.redis, serializer=JSONSerializer).work(
        burst=True, logging_level="CRITICAL"
    )
    found = Rung.fetch(job.id, connection=alpha.kernel.redis, serializer=JSONSerializer)
    assert found.return_value() == "b"
