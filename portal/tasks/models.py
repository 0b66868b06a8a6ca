"""What waits for a steward, so that no job falls between two chairs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase


class Task(Keyed, Dated, NetworkBase):
    """One thing to look at, with the sentence that says what and the group it is about."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_open", "created_at", postgresql_where=text("done_at is null")),
        Index("uq_task_key", "key", unique=True, postgresql_where=text("done_at is null")),
    )
    kind: Mapped[str]
    key: Mapped[str]
    sentence: Mapped[str]
    original: Mapped[str] = mapped_column(default="")
    group_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), index=True
    )
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
