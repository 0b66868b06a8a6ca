"""Files that hang on something else, kept in the network's own schema beside what they belong to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase

MOST_FILES = 5
"""Of one thing."""


class Attachment(Keyed, Dated, NetworkBase):
    """One file. What it hangs on is named by kind and id: a key into many tables cannot be a foreign key.

    `slot` is its place among the files of the thing; because a place is taken once, two requests that come
    together cannot pass the limit. The bytes are ours: what was sent was written anew (`remaking_child.py`).
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("media_type in ('application/pdf', 'image/jpeg', 'image/png')", name="media_type"),
        CheckConstraint("slot between 0 and 4", name="slot"),
        CheckConstraint("size = octet_length(data)", name="size"),
        Index("uq_attachment_owner_kind_owner_id_slot", "owner_kind", "owner_id", "slot", unique=True),
    )
    owner_kind: Mapped[str]
    owner_id: Mapped[UUID]
    slot: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    """In pixels; None for a PDF."""
    digest: Mapped[bytes]
    """SHA-256 of what was sent, so that the same file sent twice counts once."""
    data: Mapped[bytes] = mapped_column(deferred=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    @property
    def is_picture(self) -> bool:
        """A page can show it; of anything else it shows the name."""
        return self.media_type != "application/pdf"
