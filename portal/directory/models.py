"""What networks published: one row a group, in the control plane, under row-level security."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Index, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from tenants.registry import ControlBase


class PublishedGroup(ControlBase):
    """A group as the whole country may find it. Holds nothing a visitor of its page could not see."""

    __tablename__ = "published_group"
    __table_args__ = (
        Index("ix_published_group_document", "document", postgresql_using="gin"),
        {"schema": "shared"},
    )
    role: Mapped[str] = mapped_column(Text, primary_key=True, server_default=text("current_user"))
    group_id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    meeting: Mapped[str] = mapped_column(Text)
    formats: Mapped[list[str]] = mapped_column(ARRAY(Text))
    audiences: Mapped[list[str]] = mapped_column(ARRAY(Text))
    verified_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(TSVECTOR, deferred=True)
    sort_key: Mapped[str] = mapped_column(Text, index=True)
