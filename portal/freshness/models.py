"""Every time a group was found still correct: the proof behind "checked on"."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase

HOW = ("self", "phone", "visit", "mail", "steward")
"""The group itself, or a steward who called, went there, wrote, or did not say how."""


class GroupCheck(Keyed, Dated, NetworkBase):
    """One check: when, how, and by whom if by somebody signed in."""

    __tablename__ = "group_check"
    __table_args__ = (
        CheckConstraint("how in ('self', 'phone', 'visit', 'mail', 'steward')", name="how"),
        Index("ix_group_check_group_id_on_date", "group_id", "on_date"),
    )
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    on_date: Mapped[date]
    how: Mapped[str]
    in_time: Mapped[bool]
    """Before the group was overdue."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
