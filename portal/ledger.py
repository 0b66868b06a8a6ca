"""The job table of each network: work is written down with its cause, in the same transaction.

PostgreSQL is the truth, the queue only a doorbell. A job's arguments are ids and primitives.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger, delete, func, select, text, update
from sqlalchemy import event as sa_event
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.clock import now
from portal.tables import Dated, Keyed, NetworkBase
from tenants.registry import PublicRevision, WakeUp
from tenants.scope import PlaneSession

MAX_ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=3)
UNTRIED_PAUSE = timedelta(seconds=5)
"""Shorter than the first: what was not tried comes before what went wrong."""


class Job(Keyed, Dated, NetworkBase):
    """One piece of work. `key` states its cause or period: the same key is never written twice."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state in ('due', 'done', 'failed')", name="state"),
        Index("ix_job_due", "rank", "due_at", postgresql_where=text("state = 'due'")),
    )
    key: Mapped[str | None] = mapped_column(unique=True)
    handler: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    rank: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """1: one of many that may wait. Of what is due in a network, 0 is done first."""
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]


Handler = Callable[..., None]
HANDLERS: dict[str, Handler] = {}
Batch = Callable[[Session, list[dict[str, Any]]], list[Exception | None]]
BATCHES: dict[str, Batch] = {}
"""Handlers that also take many jobs of their kind at once: those written as `bulk`.

They answer for each job in order: None when it is done, or what went wrong. Jobs at the end that they did not
try are left out and stay due; after something that went wrong they wait a little.
"""
BATCH, BATCH_SECONDS = 50, 5.0
"""Most jobs of a batch, and after how long it should begin no more of them."""
RECURRING: dict[str, timedelta] = {}


class GiveUp(Exception):
    """A job that can never succeed: it is set to failed at once, with this text."""


def handler(name: str, *, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Declare the function that does jobs of this name; `every` makes it recur in each network."""

    def declare(function: Handler) -> Handler:
        HANDLERS[name] = function
        if every:
            RECURRING[name] = every
        return function

    return declare


def batch(name: str) -> Callable[[Batch], Batch]:
    """Declare the function that does many bulk jobs of this name at once."""

    def declare(function: Batch) -> Batch:
        BATCHES[name] = function
        return function

    return declare


def enqueue(
    db: Session,
    name: str,
    *,
    key: str | None = None,
    due: datetime | None = None,
    bulk: bool = False,
    **args: Any,
) -> None:
    """Write a job in the running transaction. A key that exists already makes this a no-op.

    `bulk`: one of many at once; what somebody waits for (a code) is done before it.
    """
    if name not in HANDLERS:
        raise LookupError(f"no handler is declared for jobs of '{name}'")
    due = due or now()
    job = {"handler": name, "key": key, "args": args, "due_at": due, "rank": int(bulk)}
    db.execute(insert(Job).values(**job).on_conflict_do_nothing(index_elements=[Job.key]))
    earliest = db.info.get("wake")
    db.info["wake"] = min(earliest, due) if earliest else due


def enqueue_all(db: Session, name: str, jobs: list[tuple[str, dict[str, Any]]]) -> None:
    """Many bulk jobs of one name, by key, due now; in one statement."""
    if jobs:
        due = now()
        rows = [{"handler": name, "key": key, "args": args, "due_at": due, "rank": 1} for key, args in jobs]
        db.execute(insert(Job).on_conflict_do_nothing(index_elements=[Job.key]), rows)
        earliest = db.info.get("wake")
        db.info["wake"] = min(earliest, due) if earliest else due


def schedule_recurring(db: Session) -> None:
    """Make sure each recurring job stands in the ledger for its next period."""
    for name, key, due in next_periods():
        enqueue(db, name, key=key, due=due)


def next_periods() -> list[tuple[str, str, datetime]]:
    """(job, key, due) of each recurring job."""
    found = []
    for name, every in RECURRING.items():
        period = int(now().timestamp() // every.total_seconds()) + 1
        due = datetime.fromtimestamp(period * every.total_seconds(), tz=now().tzinfo)
        found.append((name, f"{name}:{period}", due))
    return found


def gather(db: Session, name: str, item: str) -> None:
    """Write one job at the end of the transaction for all items it gathered, as `items=[...]`."""
    db.info.setdefault("gathered", {}).setdefault(name, set()).add(item)


def announce_public_change(db: Session) -> None:
    """Something a visitor can see is about to change: cached pages of this network grow stale."""
    db.info["public_changed"] = True


@sa_event.listens_for(PlaneSession, "before_commit")
def _write_shared_rows(session: PlaneSession) -> None:
    """The network's rows in the shared tables, last in the transaction: held for a moment only."""
    for name, items in session.info.pop("gathered", {}).items():
        enqueue(session, name, items=sorted(items))
    due = session.info.pop("wake", None)
    if due is not None:
        wish = insert(WakeUp).values(due_at=due)
        session.execute(
            wish.on_conflict_do_update(
                index_elements=[WakeUp.role], set_={"due_at": func.least(WakeUp.due_at, wish.excluded.due_at)}
            )
        )
        session.info["ring"] = True
    if session.info.pop("public_changed", False):
        session.execute(
            insert(PublicRevision)
            .values(number=1)
            .on_conflict_do_update(
                index_elements=[PublicRevision.role], set_={"number": PublicRevision.number + 1}
            )
        )
        session.info["forget"] = True


def claim(db: Session) -> Job | None:
    """The network's next due job, locked for this transaction; others skip it."""
    query = (
        select(Job)
        .where(Job.state == "due", Job.due_at <= now())
        .order_by(Job.rank, Job.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.scalars(query).first()


def claim_more(db: Session, job: Job) -> list[Job]:
    """The job, and those like it that are due too: what a batch works on."""
    like_it = (Job.handler == job.handler, Job.rank == job.rank, Job.id != job.id)
    query = select(Job).where(Job.state == "due", Job.due_at <= now(), *like_it).order_by(Job.due_at)
    return [job, *db.scalars(query.limit(BATCH - 1).with_for_update(skip_locked=True))]


def finish(db: Session, job: Job) -> None:
    """Mark a claimed job done, and write down its next period if it recurs."""
    job.state, job.done_at, job.last_error = "done", now(), None
    if job.handler in RECURRING:
        schedule_recurring(db)
    db.flush()


def finish_all(db: Session, ids: list[Any]) -> None:
    """The same for many claimed jobs that do not recur."""
    if ids:
        done = {"state": "done", "done_at": now(), "last_error": None}
        db.execute(update(Job).where(Job.id.in_(ids)).values(**done))


def is_away(error: Exception) -> bool:
    """The database went away or lets nobody in: that is no fault of a job, and no attempt of it."""
    if not isinstance(error, DBAPIError):
        return False
    state = str(getattr(error.orig, "sqlstate", None) or "08")
    return error.connection_invalidated or state.startswith(("08", "57P", "53300"))


def note_failure(db: Session, job_id: Any, error: Exception) -> None:
    """In a transaction of its own: one more attempt, a longer pause, or the end of trying.

    Only the kind of error is kept: its text may hold what people wrote.
    """
    job = db.get(Job, job_id, with_for_update=True)
    if job is None or job.state != "due":
        return
    job.attempts += 1
    job.last_error = f"{type(error).__name__}" + (f" {error}" if isinstance(error, GiveUp) else "")
    if isinstance(error, GiveUp) or job.attempts >= MAX_ATTEMPTS:
        job.state, job.done_at = "failed", now()
    else:
        job.due_at = now() + min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
    db.flush()


def settle(db: Session) -> None:
    """Set the network's wake-up to its earliest due job.

    Takes the wake-up row first: whoever wrote a job but not yet its wake-up will lower it later. Where
    there is no row to take, one may be on its way: then nothing is removed.
    """
    held = db.scalar(select(WakeUp.due_at).with_for_update())
    earliest = db.scalar(select(func.min(Job.due_at)).where(Job.state == "due"))
    if held is None:
        if earliest is not None:
            db.info["wake"] = earliest
    elif earliest is None:
        db.execute(delete(WakeUp))
    else:
        db.execute(update(WakeUp).values(due_at=earliest))


def put_off(db: Session, ids: list[Any]) -> None:
    """Claimed jobs that could not be tried wait a little; that is no attempt of theirs."""
    if ids:
        db.execute(update(Job).where(Job.id.in_(ids)).values(due_at=now() + UNTRIED_PAUSE))


def retry_failed(db: Session) -> int:
    """Put every failed job back to due; returns how many."""
    done = db.execute(
        update(Job).where(Job.state == "failed").values(state="due", attempts=0, due_at=now(), done_at=None)
    )
    db.info["wake"] = now()
    return int(done.rowcount)  # type: ignore[attr-defined]
