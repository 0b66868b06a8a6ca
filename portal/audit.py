"""Who did what to which thing, and when. Names of fields, never their contents.

A network's own login may add and read these rows; it may not change or remove them.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, Index, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.tables import Dated, Keyed, NetworkBase


class AuditEntry(Keyed, Dated, NetworkBase):
    """One deed. `person_id` is empty for the system and for visitors."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_thing", "thing_id", "created_at"),)
    action: Mapped[str]
    thing_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)


def record(
    db: Session, action: str, *, on: UUID | None, by: UUID | None, fields: Iterable[str] = ()
) -> AuditEntry:
    """Write down a deed in the transaction that does it. `action` reads "noun.past-verb"."""
    entry = AuditEntry(action=action, thing_id=on, person_id=by, fields=sorted(fields))
    db.add(entry)
    return entry
