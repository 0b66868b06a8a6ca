"""What hangs on things, without the bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.attachments.models import Attachment

_LINE = select(
    *(Attachment.id, Attachment.owner_id, Attachment.name, Attachment.media_type, Attachment.size),
    *(Attachment.width, Attachment.height, Attachment.by_id),
).order_by(Attachment.created_at, Attachment.id)

Files = Sequence[Row[*tuple[Any, ...]]]


def files_of(db: Session, kind: str, owner_id: UUID) -> Files:
    """The files of one thing, oldest first (id, name, media_type, size, width, height, by_id)."""
    return db.execute(_LINE.where(Attachment.owner_kind == kind, Attachment.owner_id == owner_id)).all()


def files_of_each(db: Session, kind: str, owner_ids: Iterable[UUID]) -> dict[UUID, Files]:
    """The same for the things of a list, in one statement; things without files are left out."""
    found: dict[UUID, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    wanted = _LINE.where(Attachment.owner_kind == kind, Attachment.owner_id.in_(list(owner_ids)))
    for row in db.execute(wanted):
        found[row.owner_id].append(row)
    return dict(found)
