"""Messages of visitors to groups, without anybody's address being shown. Their text lives four weeks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase


class Message(Keyed, Dated, NetworkBase):
    """What somebody wrote to a group. `alias` may be any name; the address is only for the answer."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("state in ('held', 'open', 'answered', 'closed', 'erased')", name="state"),
        CheckConstraint("step between 0 and 3", name="step"),
        CheckConstraint("state <> 'erased' or alias || reply_to || text = ''", name="erased_is_empty"),
        Index("ix_message_group_id", "group_id"),
        Index("ix_message_due_at", "due_at", postgresql_where=text("state = 'open'")),
    )
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    alias: Mapped[str] = mapped_column(default="")
    reply_to: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="nl")
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")
    step: Mapped[int] = mapped_column(default=0)
    """Who has it: 0 the contact persons, 1 they were reminded, 2 the stand-in too, 3 the stewards."""
    due_at: Mapped[datetime]
    """When the network's promise runs out."""
    answered_at: Mapped[datetime | None]
    erase_at: Mapped[datetime]


class MessageAnswer(Keyed, Dated, NetworkBase):
    """One answer, from the group or (`by_id` None) from the person who wrote."""

    __tablename__ = "message_answer"
    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    text: Mapped[str]
