"""The base of every table that a network owns.

Tables carry no schema: the login role of the network has its own schema as search_path.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tenants.keys import uuid7 as new_id
from tenants.registry import NAMING


def utcnow() -> datetime:
    """The present moment, with its zone."""
    return datetime.now(UTC)


__all__ = ["Dated", "Keyed", "NetworkBase", "new_id", "utcnow"]


class NetworkBase(DeclarativeBase):
    """Tables of one network."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True), bytes: LargeBinary}  # noqa: RUF012


class Keyed:
    """A table whose key is a UUIDv7 made in Python: time-ordered, unguessable enough, no sequence."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class Dated:
    """Remembers when a row was made."""

    created_at: Mapped[datetime] = mapped_column(default=utcnow)
