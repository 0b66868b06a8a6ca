"""What pages show of imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.groups.almanac import almanac
from portal.groups.models import Group
from portal.imports.models import OUTCOMES, ImportRow, ImportRun
from portal.ledger import Job
from portal.tasks.models import Task

RUNS_PER_PAGE = 20
ROWS_PER_PAGE = 50
_UNSURE = and_(
    ImportRow.outcome != "refused",
    or_(
        ImportRow.remarks.contains([{"severity": "unsure"}]),
        ImportRow.changes.contains([{"kept": True}]),
        ImportRow.changes.contains([{"part": "rivals"}]),
    ),
)
_ASKED = ImportRow.changes.contains([{"asked": True}])
"""The group decides: what the file would change is proposed to it."""
_LEFT_OUT = ImportRow.outcome.in_(["refused", "duplicate"])
VIEWS: dict[str, ColumnElement[bool]] = {
    "all": and_(True),
    "unsure": _UNSURE,
    "left-out": _LEFT_OUT,
    "changed": ImportRow.outcome == "update",
}
"""Selections of rows by their name in the address."""


@dataclass(frozen=True)
class Counts:
    """How many rows of a file have which outcome, and in which selections they are."""

    new: int = 0
    update: int = 0
    same: int = 0
    duplicate: int = 0
    refused: int = 0
    waiting: int = 0
    unsure: int = 0
    asked: int = 0
    """Groups that look after their own page and get a proposal; they are among `update`."""

    @property
    def rows(self) -> int:
        """All rows that hold a group."""
        return self.new + self.update + self.same + self.duplicate + self.refused + self.waiting

    @property
    def written(self) -> int:
        """Rows of which something is written."""
        return self.new + self.update

    @property
    def changed(self) -> int:
        """Groups whose page the file changes at once."""
        return self.update - self.asked

    def of_view(self, name: str) -> int:
        """Rows in one selection."""
        sizes = {"unsure": self.unsure, "left-out": self.refused + self.duplicate, "changed": self.update}
        return sizes.get(name, self.rows)


_RUNS = (
    select(
        ImportRun.id, ImportRun.filename, ImportRun.state, ImportRun.counts, ImportRun.created_at,
        ImportRun.finished_at, func.count().over().label("total"),
    )
    .order_by(ImportRun.created_at.desc(), ImportRun.id.desc())
    .limit(RUNS_PER_PAGE)
)  # fmt: skip


def runs(db: Session, page: int) -> Sequence[Any]:
    """One page of imports, the latest first; each row carries the `total`."""
    return db.execute(_RUNS.offset((page - 1) * RUNS_PER_PAGE)).all()


def counts(db: Session, run_id: UUID) -> Counts:
    """The rows of a run by outcome, in one statement."""
    outcomes = [func.count().filter(ImportRow.outcome == outcome) for outcome in (*OUTCOMES, "")]
    query = select(*outcomes, func.count().filter(_UNSURE), func.count().filter(_ASKED)).where(
        ImportRow.run_id == run_id
    )
    return Counts(*(int(number) for number in db.execute(query).one()))


def rows(db: Session, run_id: UUID, view: str, page: int) -> Sequence[Any]:
    """One page of a selection of rows, in the order of the file, with the group each became."""
    query = (
        select(ImportRow, Group.slug)
        .outerjoin(Group, Group.id == ImportRow.group_id)
        .where(ImportRow.run_id == run_id, VIEWS[view])
        .order_by(ImportRow.line)
    )
    return db.execute(query.limit(ROWS_PER_PAGE).offset((page - 1) * ROWS_PER_PAGE)).all()


def open_doubts(db: Session) -> int:
    """Tasks of the importer that wait for a steward."""
    query = select(func.count()).where(Task.done_at.is_(None), Task.kind.startswith("import"))
    return db.scalar(query) or 0


def theme_name(db: Session, code: str) -> str:
    """A theme's name in the language in force."""
    theme = almanac(db).themes.get(code)
    return theme.name if theme else code


def stuck(db: Session, run_id: UUID) -> bool:
    """No job is left that would go on with the run: it was cut off, or a command is doing it."""
    about = Job.args["run_id"].astext == str(run_id)
    due = exists().where(Job.handler == "imports.advance", Job.state == "due", about)
    return not db.scalar(select(due))
