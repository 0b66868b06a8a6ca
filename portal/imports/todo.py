"""Doubts of the importer on the stewards' to-do list: each once, and not again when a steward ticked it off.

A task's key holds a hash of what stood in the file. Another text in the same cell is another doubt; the doubt
about the old text then closes by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.clock import now
from portal.imports.matching import among
from portal.imports.models import ImportRow
from portal.imports.planning import Plan
from portal.imports.reading.remarks import Remark, Severity
from portal.imports.wording import ThemeName, difference, notice
from portal.tables import new_id
from portal.tasks.models import Task

KIND = "import"
DOUBLES = "import.double"
"""Doubts about a row that is not imported because another row is about the same group."""


@dataclass(frozen=True)
class Doubt:
    """A task as it should stand."""

    kind: str
    key: str
    sentence: str
    original: str
    group_id: UUID | None


def doubts_of(plan: Plan, group_id: UUID | None, theme_name: ThemeName) -> Iterator[Doubt]:
    """What a steward has to decide about a row; `group_id` is the group the row is about."""
    row = plan.match.row
    kind = DOUBLES if plan.outcome == "duplicate" else KIND
    about = f"import:{group_id or row.identity}"
    for column, remarks in _unsure(row, whole_row_only=kind == DOUBLES).items():
        told = remarks[0].original if column else (row.values if kind == DOUBLES else "")
        key = f"{about}:{column or 'row'}:{_hash([told, *(remark.code for remark in remarks)])}"
        sentence = " ".join(notice(remark, theme_name).whole for remark in remarks)
        yield Doubt(kind, key, sentence, remarks[0].original, group_id)
    for change in row.changes:
        if change.get("kept") or change["part"] == "rivals":
            key = f"{about}:{change['part']}:{_hash(change.get('file') or change['names'])}"
            yield Doubt(kind, key, difference(change, theme_name).whole, "", group_id)


def _unsure(row: ImportRow, *, whole_row_only: bool) -> dict[str, list[Remark]]:
    """What the reader was not sure of, by field; "" is the row as a whole."""
    found: defaultdict[str, list[Remark]] = defaultdict(list)
    for stored in row.remarks:
        if stored["severity"] == Severity.UNSURE and not (whole_row_only and stored["field"]):
            found[stored["field"]].append(Remark.from_json(stored))
    return found


def _hash(told: object) -> str:
    return blake2b(repr(told).encode("utf-8", "replace"), digest_size=6).hexdigest()


def put_on_list(
    db: Session, doubts: Iterable[Doubt], groups: Collection[UUID], columns: Collection[str]
) -> None:
    """Bring the tasks up to date.

    `groups` had tasks before; doubts about them in these `columns` to which the file no longer gives rise are
    closed.
    """
    wanted = {doubt.key: doubt for doubt in doubts}
    known = _known(db, groups, [doubt.key for doubt in wanted.values() if doubt.group_id is None])
    decided = {task.key for task in known if task.done_at is None or task.done_by is not None}
    _open(db, [doubt for key, doubt in wanted.items() if key not in decided])
    open_ones = [task for task in known if task.kind == KIND and task.done_at is None]
    settled = [task.id for task in open_ones if task.key not in wanted and task.key.split(":")[2] in columns]
    if settled:
        db.execute(update(Task).where(Task.id.in_(settled)).values(done_at=now()))


def _known(db: Session, groups: Collection[UUID], keys: Collection[str]) -> Sequence[Any]:
    if not groups and not keys:
        return []
    mine = or_(among(Task.group_id, groups), among(Task.key, keys))
    columns = (Task.id, Task.kind, Task.key, Task.done_at, Task.done_by)
    return db.execute(select(*columns).where(Task.kind.in_([KIND, DOUBLES]), mine)).all()


def _open(db: Session, doubts: Sequence[Doubt]) -> None:
    """As `tasks.actions.open_task`, for many at once."""
    if doubts:
        opened = [{"id": new_id(), "created_at": now(), **vars(doubt)} for doubt in doubts]
        wish = insert(Task.__table__)  # type: ignore[arg-type]
        once = wish.on_conflict_do_nothing(index_elements=[Task.key], index_where=Task.done_at.is_(None))
        db.execute(once, opened)
