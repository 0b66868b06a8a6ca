"""People who want to be told when a group in formation begins."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase

PURPOSES = ("begin", "help")
"""To be mailed when the group begins; to be mailed when there are enough people, and help to start it."""


class Interest(Keyed, Dated, NetworkBase):
    """One person's interest, with the moment of consent. It is deleted on `expires_on`, or when asked."""

    __tablename__ = "interest"
    __table_args__ = (Index("uq_interest_group_id_email", "group_id", "email", unique=True),)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    alias: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    locale: Mapped[str] = mapped_column(default="nl")
    purposes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """What the person agreed to, each by its own tick: keys of PURPOSES."""
    consented_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When the address was proved by the link in the mail."""
    told_at: Mapped[datetime | None]
    expires_on: Mapped[date]
