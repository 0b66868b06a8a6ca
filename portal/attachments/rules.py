"""Who sees a file: whoever sees what it hangs on. Who takes it away: who put it there, and the stewards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy import false as nothing

from portal.access import Permission, allows, seen_by, visible
from portal.attachments.hooks import FILES, Kind
from portal.attachments.models import Attachment


@visible(Attachment)
def visible_attachments(person: Any) -> Select[Any]:
    """Files of everything this person can see, by the rule of each kind of thing."""
    return select(Attachment).where(or_(nothing(), *(_of(kind, person) for kind in FILES.values())))


def _of(kind: Kind, person: Any) -> ColumnElement[bool]:
    things = seen_by(kind.model, person).subquery()
    return and_(Attachment.owner_kind == kind.name, Attachment.owner_id.in_(select(things.c.id)))


@allows(Permission.ATTACHMENT_SEE)
def reads(person: Any, attachment: Any) -> bool:
    """Whoever can see it at all, signed in."""
    return person is not None and attachment is not None


@allows(Permission.ATTACHMENT_REMOVE)
def removes(person: Any, attachment: Any) -> bool:
    """Its sender and the stewards. A feature whose things are changed by others asks its own rule first."""
    if person is None or attachment is None:
        return False
    return bool(person.is_steward) or attachment.by_id == person.id
