"""Hanging files on something, and taking them off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import Integer, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.attachments.checking import Ready
from portal.attachments.hooks import FILES
from portal.attachments.models import MOST_FILES, Attachment
from portal.audit import record
from portal.errors import Refused
from portal.tables import new_id

MOST_BYTES = 2_000_000_000
"""Of all files of one network together."""


def attach(db: Session, kind: str, owner_id: UUID, files: Sequence[Ready], *, by: Person) -> None:
    """Hang files that `checking.prepare` made ready on a thing; the same file hangs there once.

    Raises Refused when the thing or the network has no room for them.
    """
    if not files:
        return
    there = select(Attachment.digest).where(Attachment.owner_kind == kind, Attachment.owner_id == owner_id)
    known = set(db.scalars(there))
    fresh = {file.digest: file for file in files if file.digest not in known}
    if int(db.scalar(select(func.coalesce(func.sum(Attachment.size), 0))) or 0) > MOST_BYTES:
        raise Refused(_("This network has no room for more files. Ask its stewards to remove some."))
    for file in fresh.values():
        _hang(db, kind, owner_id, file, by)
    db.flush()


def _hang(db: Session, kind: str, owner_id: UUID, file: Ready, by: Person) -> None:
    """In the first free place. Who comes at the same moment took it: then in the next."""
    key = new_id()
    values = {
        "id": key, "owner_kind": kind, "owner_id": owner_id, "name": file.name, "media_type": file.media_type,
        "size": len(file.data), "width": file.width, "height": file.height, "digest": file.digest,
        "data": file.data, "by_id": by.id,
    }  # fmt: skip
    for _attempt in range(MOST_FILES):
        place = db.scalar(_free_place(kind, owner_id))
        if place is None:
            break
        wish = insert(Attachment).values(**values, slot=place).on_conflict_do_nothing()
        if db.scalar(wish.returning(Attachment.id)) is not None:
            record(db, "attachment.added", on=key, by=by.id)
            return
    raise Refused(_("These are too many files. Remove one first, then add the other."))


def _free_place(kind: str, owner_id: UUID) -> Any:
    places = select(func.generate_series(0, FILES[kind].most - 1, type_=Integer).label("place")).subquery()
    taken = select(Attachment.id).where(
        Attachment.owner_kind == kind, Attachment.owner_id == owner_id, Attachment.slot == places.c.place
    )
    return select(func.min(places.c.place)).where(~taken.exists())


def remove(db: Session, attachment: Attachment, *, by: Person) -> None:
    """Take one file off. Nothing of it stays but that it was removed."""
    record(db, "attachment.removed", on=attachment.id, by=by.id)
    db.delete(attachment)
    db.flush()


def remove_of(db: Session, kind: str, owner_id: UUID) -> None:
    """The thing itself goes, and its files with it."""
    gone = delete(Attachment).where(Attachment.owner_kind == kind, Attachment.owner_id == owner_id)
    db.execute(gone.execution_options(synchronize_session=False))


def sweep(db: Session) -> None:
    """Files whose thing is no longer there, whichever way it went."""
    for kind in FILES.values():
        model: Any = kind.model
        lost = ~select(model.id).where(model.id == Attachment.owner_id).exists()
        gone = delete(Attachment).where(Attachment.owner_kind == kind.name, lost)
        db.execute(gone.execution_options(synchronize_session=False))
