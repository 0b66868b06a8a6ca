"""The job gate: works off what is due in one network, and asks which networks have work.

The queue knows one function, `drain_role`, with one argument. Each job runs in a transaction of
its own, in the network's own login; a network gets a slice at a time so that none starves.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from flask import Flask, current_app, g
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.logging import bind, clear
from portal import ledger
from portal.clock import now
from portal.extensions import kernel
from tenants.registry import KnownNetwork, Network, NetworkState, WakeUp, by_role

SLICE_JOBS = 100
SLICE_SECONDS = 5.0
QUEUE = "portal"
DRAIN = "portal.runner.drain_role"
NOTICED_AFTER = 60
"""Seconds after which a worker sees at the latest that Redis is gone, when nothing tells it so."""
log = structlog.get_logger(__name__)


class Ring(Job):
    """What may come out of the queue: our one function with one role, and nothing that RQ would import.

    Whoever can write to Redis can ring too often; naming another function, a callback or an address
    to call does nothing.
    """

    def perform(self) -> None:
        if self.func_name != DRAIN or self.instance is not None or self.kwargs:
            raise PermissionError("the queue asked for something else than its one function")
        (role,) = self.args
        drain_role(str(role))

    @property
    def success_callback(self) -> None:
        return None

    failure_callback = stopped_callback = success_callback

    def send_webhooks(self, *_: Any, **__: Any) -> None:
        """We ask for none."""


def drain(network: KnownNetwork) -> bool:
    """Work off the network's due jobs, a slice at most. True when more was left."""
    started, worked = time.monotonic(), 0
    while worked < SLICE_JOBS and time.monotonic() - started < SLICE_SECONDS:
        done = _work_some(network)
        if not done:
            break
        worked += done
    with kernel().scope.network(network) as db:
        ledger.settle(db)
        db.commit()
    return worked >= SLICE_JOBS or time.monotonic() - started >= SLICE_SECONDS


def _work_some(network: KnownNetwork) -> int:
    """One job, or a batch of those that are many and alike; how many."""
    with kernel().scope.network(network) as db:
        job = ledger.claim(db)
        if job is None:
            return 0
        if job.rank and job.handler in ledger.BATCHES:
            return _work_batch(db, ledger.claim_more(db, job))
        job_id, name, args = job.id, job.handler, dict(job.args)
        bind(job=str(job_id))
        try:
            ledger.HANDLERS[name](db, **args)
            ledger.finish(db, job)
            db.commit()
            log.info("job done", handler=name)
        except Exception as error:
            db.rollback()
            if ledger.is_away(error):
                raise
            log.warning("job failed", handler=name, error=type(error).__name__)
            ledger.note_failure(db, job_id, error)
            db.commit()
        if db.info.pop("forget", False):
            kernel().directory.forget()
        return 1


def _work_batch(db: Session, jobs: list[ledger.Job]) -> int:
    """The same for many: each is done or noted as failed by itself. When all of it breaks, the first is."""
    name, ids, broken = jobs[0].handler, [job.id for job in jobs], False
    try:
        outcomes = ledger.BATCHES[name](db, [dict(job.args) for job in jobs])
    except Exception as error:
        db.rollback()
        if ledger.is_away(error):
            raise
        outcomes, broken = [error], True  # the others are no longer ours
    done = [key for key, outcome in zip(ids, outcomes, strict=False) if outcome is None]
    ledger.finish_all(db, done)
    for key, outcome in zip(ids, outcomes, strict=False):
        if outcome is not None:
            log.warning("job failed", handler=name, error=type(outcome).__name__)
            ledger.note_failure(db, key, outcome)
    if not broken and outcomes and outcomes[-1] is not None:
        ledger.put_off(db, ids[len(outcomes) :])
    db.commit()
    log.info("jobs done", handler=name, number=len(done))
    return len(outcomes)


def drain_role(role: str) -> None:
    """What the queue calls: work for one network, named by its login role."""
    from portal.wsgi import app  # noqa: PLC0415  (the application imports this module)

    with app.app_context():
        _bell().delete(f"rung:{role}")
        try:
            work_off(role)
        except Exception as error:
            if not ledger.is_away(error):
                raise
            log.warning("database away", error=type(error).__name__)


def work_off(role: str) -> None:
    """Drain a slice of one network's work; ring again when more is left.

    In an application context of its own: what one network's jobs remember there, no other's may find.
    """
    with kernel().scope.control(read_only=True) as control:
        network = by_role(control, role)
    if network is None or network.state is not NetworkState.ACTIVE:
        return
    bind(network=str(network.id))
    try:
        with current_app.app_context():
            with_network(network)
            if drain(network):
                ring(role)
    finally:
        clear()


def with_network(network: KnownNetwork) -> None:
    """Jobs render mails and links: tell the app context whose."""
    g.network = network


def _bell() -> Redis:
    return kernel().redis


def ring(role: str) -> bool:
    """Ring for one network, once until somebody answers. False when the bell is out of order."""
    try:
        if _bell().set(f"rung:{role}", "1", nx=True, ex=60):
            queue = Queue(QUEUE, connection=_bell(), serializer=JSONSerializer)
            queue.enqueue(DRAIN, role, result_ttl=0, failure_ttl=3600, job_timeout=120)
    except RedisError:
        log.warning("queue unreachable")
        return False
    return True


def hand_in(role: str, name: str, *, key: str, **args: Any) -> None:
    """A job for one network, from a door that belongs to none (an event of the payment service).

    Written in a transaction of its own; a key that is known already writes nothing.
    """
    with kernel().scope.control(read_only=True) as control:
        network = by_role(control, role)
    if network is None or network.state is NetworkState.RETIRED:
        return
    with kernel().scope.network(network) as db:
        ledger.enqueue(db, name, key=key, **args)
        db.commit()
        if db.info.pop("ring", False):
            ring(role)


def sweep() -> int:
    """Ring for every network with work due; without a queue, do a slice of it right here.

    One query, whatever the number of networks. What goes wrong in one network does not keep the others
    waiting. Returns how many had work.
    """
    with kernel().scope.control(read_only=True) as control:
        due = select(WakeUp.role).join(Network, Network.role == WakeUp.role)
        due = due.where(WakeUp.due_at <= now(), Network.state == NetworkState.ACTIVE).order_by(WakeUp.due_at)
        roles = list(control.scalars(due))
    for role in roles:
        if not ring(role):
            _work_off_here(role)
    return len(roles)


def _work_off_here(role: str) -> None:
    try:
        work_off(role)
    except Exception as error:
        if ledger.is_away(error):
            raise
        log.exception("work of one network broken off")


def worker_arguments(app: Flask) -> dict[str, Any]:
    """How `worker.py work` sets up its RQ worker: one queue, JSON only, our one function only.

    With a client of its own: RQ makes it wait for `worker_ttl` seconds, and a ring should not.
    """
    with app.app_context():
        url = kernel().settings.redis_url
    client = Redis.from_url(url, socket_connect_timeout=5, retry=Retry(NoBackoff(), 1))
    queue = Queue(QUEUE, connection=client, serializer=JSONSerializer, job_class=Ring)
    own = {"queues": [queue], "connection": client, "worker_ttl": NOTICED_AFTER}
    return {**own, "serializer": JSONSerializer, "job_class": Ring}
