"""What networks published: one row a group, in the control plane, under row-level security."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, DateTime, Double, Index, Text, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from tenants.registry import ControlBase


class PublishedGroup(ControlBase):
    """A group as the whole country may find it. Holds nothing a visitor of its page could not see."""

    __tablename__ = "published_group"
    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="position"),
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
    lat: Mapped[float | None] = mapped_column(Double)
    lon: Mapped[float | None] = mapped_column(Double)
    """Where it meets in person: the place, its postcode or its town, whichever may be known."""
    slots: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """When it meets: days ("tu"), parts of the day ("evening"), and both ("tu-evening")."""
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    joining: Mapped[str] = mapped_column(Text, server_default="")
    step_free: Mapped[bool | None]
    closed_from: Mapped[date | None]
    closed_until: Mapped[date | None]
    """Its building is closed from a day until the day it opens again (None: nobody knows)."""
    verified_precision: Mapped[str] = mapped_column(Text, server_default="day")
    promise_hours: Mapped[int] = mapped_column(server_default="24")
    """Within which its network promises an answer."""
    published_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), index=True
    )
