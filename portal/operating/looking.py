"""How far the work of networks is, and putting back what failed; each is asked with its own login."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import ledger
from portal.audit import record
from portal.clock import now
from portal.extensions import kernel
from portal.runner import ring
from tenants.registry import KnownNetwork, Network, NetworkState, WakeUp, by_slug

PER_PAGE = 25
MOST_KINDS = 50
_KIND_OF_ERROR = re.compile(r"[A-Za-z_]{1,60}")


class Failure(NamedTuple):
    """Work of one kind that went wrong: the handler's name, the kind of error, how often, and when.

    `ended`: nobody tries it any more, since `at`. Else it is tried again, first at `at`.
    """

    handler: str
    error: str
    ended: bool
    number: int
    at: datetime | None


class Ledger(NamedTuple):
    """How far one network is. `oldest_at` is due and not done; None: nothing waits."""

    slug: str
    oldest_at: datetime | None
    waiting: int
    failures: list[Failure]

    @property
    def ended(self) -> bool:
        """Something failed that only the operator can have tried again."""
        return any(failure.ended for failure in self.failures)


def ledgers(control: Session, page: int) -> tuple[list[Ledger], int]:
    """One page of the active networks, who waits longest first, and how many there are."""
    query = (
        select(Network.slug, func.count().over().label("total"))
        .outerjoin(WakeUp, WakeUp.role == Network.role)
        .where(Network.state == NetworkState.ACTIVE)
        .order_by(WakeUp.due_at.asc().nulls_last(), Network.slug)
    )
    rows = control.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    networks = [found for row in rows if (found := by_slug(control, row.slug))]
    return [_ledger(network) for network in networks], rows[0].total if rows else 0


def _ledger(network: KnownNetwork) -> Ledger:
    job = ledger.Job
    late = select(func.min(job.due_at), func.count()).where(job.state == "due", job.due_at <= now())
    ended = (job.state == "failed").label("ended")
    at = func.min(func.coalesce(job.done_at, job.due_at))
    failed = (
        select(job.handler, job.last_error, ended, func.count(), at)
        .where(job.state != "done", job.attempts > 0)
        .group_by(job.handler, job.last_error, ended)
        .order_by(ended.desc(), func.count().desc(), job.handler)
        .limit(MOST_KINDS)
    )
    with kernel().scope.network(network, read_only=True) as db:
        oldest, waiting = db.execute(late).one()
        rows = db.execute(failed).all()
    return Ledger(network.slug, oldest, waiting, [Failure(row[0], _kind(row[1]), *row[2:]) for row in rows])


def _kind(error: str | None) -> str:
    """The name of the error alone: what follows it may say more."""
    found = _KIND_OF_ERROR.match(error or "")
    return found[0] if found else ""


def retry(control: Session, slugs: Sequence[str]) -> int:
    """Put the failed work of these networks back to due; returns how much it was."""
    number = 0
    for network in filter(None, (by_slug(control, slug) for slug in slugs)):
        if network.state is not NetworkState.ACTIVE:
            continue
        with kernel().scope.network(network) as db:
            put_back = ledger.retry_failed(db)
            record(db, "jobs.retried", on=None, by=None)
            db.commit()
        number += put_back
        ring(network.role)
    return number
