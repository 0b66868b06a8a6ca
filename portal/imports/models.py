"""An uploaded spreadsheet on its way into the directory, and what it left behind."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase

RUN_STATES = ("uploaded", "checking", "checked", "importing", "done", "failed")
OUTCOMES = ("new", "update", "same", "duplicate", "refused")


class ImportRun(Keyed, Dated, NetworkBase):
    """One file: its bytes until it is done, how its columns are read, and how far we are.

    `total` and `done` count lines of the file while it is read, rows while they are written.
    `skipped` counts lines that hold no group; `counts` are the rows by outcome, kept when the rows are gone.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(
            "state in ('uploaded', 'checking', 'checked', 'importing', 'done', 'failed')", name="state"
        ),
    )
    filename: Mapped[str]
    data: Mapped[bytes | None] = mapped_column(deferred=True)
    header_line: Mapped[int | None]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    locale: Mapped[str] = mapped_column(default="nl")
    state: Mapped[str] = mapped_column(default="uploaded")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    failure: Mapped[str] = mapped_column(default="")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    finished_at: Mapped[datetime | None]

    @property
    def underway(self) -> bool:
        """Work is being done on it in the background."""
        return self.state in ("checking", "importing")


class ImportRow(NetworkBase):
    """One row of the file: what was understood, what was not, and what becomes of it.

    `outcome` is empty until the row was compared with the groups there are. `changes` says of each part of
    the page what it says and what the file says; with `kept` the page stays as it is.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint("outcome in ('', 'new', 'update', 'same', 'duplicate', 'refused')", name="outcome"),
    )
    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    imported: Mapped[bool] = mapped_column(default=False)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="SET NULL"))


class GroupSource(NetworkBase):
    """What the last import wrote on a group's page, as a hash for each part.

    With it a later import can tell who changed what: the file, or somebody on the page.
    """

    __tablename__ = "group_source"
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), primary_key=True
    )
    marks: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
