"""What happens to trainings: made, changed, published, closed, decided about, cancelled, over.

Every deed takes the training's row first, so that deeds about one training come in turn with those of people
who sign up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, time
from typing import Any
from uuid import UUID, uuid5

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, func, inspect, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.attachments.actions import remove_of
from portal.audit import record
from portal.clock import ZONE, now
from portal.errors import Refused
from portal.ledger import announce_public_change, enqueue
from portal.recurrence.expanding import wall
from portal.tables import new_id
from portal.tasks.actions import close_tasks
from portal.trainings.hooks import spread
from portal.trainings.models import COMING, SIGNING, Training, TrainingDate, TrainingSession
from portal.trainings.rules import MATERIALS

MORNING = time(8)
"""When stewards are asked on the day of a decision."""
AT_ONCE = 100
_FACTS = tuple(column.key for column in inspect(Training).column_attrs)


PATIENCE = "9s"
"""How long a deed waits for a training's row, in the database's words. A newsletter brings many people to one
training at once, and each waits for all before them; below the longest time of a statement (10 s)."""


def wait_long(db: Session) -> None:
    """In this transaction a row that others hold is waited for longer than is usual elsewhere."""
    if db.info.get("patient") is None or db.info["patient"] is not db.get_transaction():
        db.execute(select(func.set_config("lock_timeout", PATIENCE, True)))
        db.info["patient"] = db.get_transaction()


def lock(db: Session, training: Training) -> None:
    """From here on whoever else does something with this training waits; its columns are read anew."""
    wait_long(db)
    db.refresh(training, _FACTS, with_for_update=True)


def make(db: Session, *, by: Person, values: Mapping[str, Any], key: UUID | None = None) -> Training:
    """A draft, which only stewards see. The same form (`key`) sent again makes no second one."""
    own = {"id": uuid5(key, f"{by.id}\n{values['title']}")} if key else {"id": new_id()}
    row = own | dict(values) | {"by_id": by.id}
    wish = insert(Training).values(**row).on_conflict_do_nothing(index_elements=[Training.id])
    if db.scalar(wish.returning(Training.id)) is not None:
        record(db, "training.made", on=row["id"], by=by.id)
    db.flush()
    return db.get_one(Training, row["id"])


def change(db: Session, training: Training, *, by: Person, values: Mapping[str, Any]) -> None:
    """Say it otherwise. With more or fewer places those who wait hear of it. Raises Refused."""
    lock(db, training)
    changed = [name for name, value in values.items() if getattr(training, name) != value]
    if not changed:
        return
    wished = dict(values)
    _check_places(training, wished.get("capacity", training.capacity))
    if "by_session" in changed:
        _change_way(db, training, by_session=wished["by_session"], capacity=wished["capacity"])
    for name in changed:
        setattr(training, name, values[name])
    training.changed_at = now()
    training.version += 1
    db.flush()
    announce_public_change(db)
    record(db, "training.changed", on=training.id, by=by.id, fields=changed)
    if "decide_on" in changed:
        plan_decision(db, training)
    if {"capacity", "per_group", "per_group_until"} & set(changed):
        spread(db, training, "capacity", by=by)


def _check_places(training: Training, capacity: int) -> None:
    if capacity < training.taken:
        raise Refused(
            ngettext(
                "%(num)d place is given or held. There cannot be fewer than that: take somebody off first.",
                "%(num)d places are given or held. There cannot be fewer than that: take somebody off first.",
                training.taken,
            )
        )


def _change_way(db: Session, training: Training, *, by_session: bool, capacity: int) -> None:
    """From now on one signs up for single sessions, or for all: only as long as nobody has."""
    of_this = TrainingSession.training_id == training.id
    taken = db.scalar(select(func.coalesce(func.sum(TrainingSession.taken), 0)).where(of_this))
    if training.taken or taken:
        raise Refused(_("People have signed up already. What one signs up for cannot change any more."))
    places = update(TrainingSession).where(of_this).values(capacity=capacity if by_session else 0)
    db.execute(places.execution_options(synchronize_session="fetch"))


def publish(db: Session, training: Training, *, by: Person) -> None:
    """Others see it, and can sign up within the window. Raises Refused without dates to come.

    Several days to choose from will do (`dates.py`).
    """
    lock(db, training)
    if training.state != "draft":
        return
    day = select(TrainingDate.id).where(
        TrainingDate.training_id == training.id, TrainingDate.starts_at > now()
    )
    open_days = training.starts_at is None and db.scalar(day.limit(1)) is not None
    if not open_days and (training.starts_at is None or training.begun(now())):
        raise Refused(_("Add a session that is to come first. Then people know when it is."))
    _move(db, training, "open", by=by)
    plan_decision(db, training)


def close(db: Session, training: Training, *, by: Person) -> None:
    """Nobody can sign up any more; who waits still moves up."""
    lock(db, training)
    if training.state in SIGNING:
        _move(db, training, "closed", by=by, news="closed")


def reopen(db: Session, training: Training, *, by: Person) -> None:
    """People can sign up again."""
    lock(db, training)
    if training.state == "closed":
        _move(db, training, "confirmed" if training.confirmed_at else "open", by=by, news="reopened")


def confirm(db: Session, training: Training, *, by: Person) -> None:
    """It goes ahead; who signed up hears of it. Twice is once. Raises Refused when it is over."""
    lock(db, training)
    if training.confirmed_at is not None and training.state in COMING:
        return
    if training.state not in COMING:
        raise Refused(_("This training is not to come any more. Nothing was changed."))
    training.confirmed_at = now()
    _move(db, training, "closed" if training.state == "closed" else "confirmed", by=by, news="confirmed")
    close_tasks(db, task_key(training))


def cancel(db: Session, training: Training, *, by: Person, reason: str) -> None:
    """It does not take place; who signed up or waits hears why. Twice is once. Raises Refused when over."""
    lock(db, training)
    if training.state == "cancelled":
        return
    if training.state not in COMING:
        raise Refused(_("This training is not to come any more. Nothing was changed."))
    training.cancelled_at, training.cancel_reason = now(), reason
    _move(db, training, "cancelled", by=by, news="cancelled")
    close_tasks(db, task_key(training))


def finish(db: Session, training: Training) -> None:
    """The last session is over."""
    lock(db, training)
    if training.state in COMING and training.ends_at is not None and training.ends_at <= now():
        _move(db, training, "done", by=None, news="done")
        close_tasks(db, task_key(training))


def finish_all(db: Session) -> None:
    """What is over says so."""
    over = select(Training).where(Training.state.in_(COMING), Training.ends_at <= now())
    query = over.order_by(Training.ends_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    for training in db.scalars(query).all():
        finish(db, training)


def remove(db: Session, training: Training, *, by: Person) -> None:
    """A draft that nobody needs. Raises Refused for what others have seen."""
    lock(db, training)
    if training.state != "draft":
        raise Refused(_("Others have seen this training. Cancel it instead."))
    record(db, "training.removed", on=training.id, by=by.id)
    remove_of(db, MATERIALS.name, training.id)
    gone = delete(Training).where(Training.id == training.id)
    db.execute(gone.execution_options(synchronize_session=False))


def plan_decision(db: Session, training: Training) -> None:
    """Stewards are asked in the morning of the day on which they decide."""
    day = training.decide_on
    if training.state in COMING and training.confirmed_at is None and day is not None:
        key = f"trainings.decide:{training.id}:{day.isoformat()}"
        due = wall(day, MORNING, ZONE).astimezone(UTC)
        enqueue(db, "trainings.decide", key=key, due=due, training_id=str(training.id), day=day.isoformat())


def task_key(training: Training) -> str:
    """What stands on the stewards' list until they have decided."""
    return f"training.decide:{training.id}"


def settle(db: Session, training: Training) -> None:
    """Its first and last moment, from its sessions. The row is held."""
    ends = select(func.min(TrainingSession.starts_at), func.max(TrainingSession.ends_at))
    first, last = db.execute(ends.where(TrainingSession.training_id == training.id)).one()
    training.starts_at, training.ends_at = first, last
    training.changed_at = now()
    db.flush()
    announce_public_change(db)


def _move(db: Session, training: Training, state: str, *, by: Person | None, news: str = "") -> None:
    training.state, training.changed_at = state, now()
    db.flush()
    announce_public_change(db)
    record(db, f"training.{news or 'published'}", on=training.id, by=by.id if by else None)
    if news:
        spread(db, training, news, by=by)
