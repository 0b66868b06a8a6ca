"""What visitors could see change on the pages of groups, read from the history that each group keeps.

Which fields changed is told, never what they were: what a group took away is not to be read elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.groups.sentences import FIELDS
from portal.groups.visibility import CAN_BE_KEPT
from portal.house.models import GroupChange

SEEN = CAN_BE_KEPT | {
    *("name", "themes", "audiences", "in_person", "online", "by_phone", "place", "joining", "state"),
    *("starts_at", "ends_at", "word_for_contact", "word_for_participant", "house_rules", "elsewhere"),
    *("paused_until", "meeting", "meeting_date"),
}
"""The fields of a history that stand on a page everybody can read."""
WITH = dict.fromkeys(("starts_at", "ends_at", "meeting", "meeting_date"), "meeting_text")
"""What is kept from visitors together with another field."""


class Noted(NamedTuple):
    """A change that visitors could see: when, of which fields, and the state it led to ("" for the same)."""

    at: datetime
    fields: tuple[str, ...]
    state: str


def public_history(db: Session, kept: Mapping[UUID, frozenset[str]], *, most: int) -> dict[UUID, list[Noted]]:
    """The newest changes of these groups, without the fields that each keeps (`kept`); one statement."""
    query = (
        select(GroupChange.group_id, GroupChange.created_at, GroupChange.fields)
        .where(GroupChange.group_id.in_(list(kept)))
        .order_by(GroupChange.created_at.desc(), GroupChange.id.desc())
        .limit(most)
    )
    found: dict[UUID, list[Noted]] = {}
    for group_id, at, fields in db.execute(query) if kept else ():
        if names := _seen(fields, kept[group_id]):
            state = str(fields["state"][1]) if "state" in fields else ""
            found.setdefault(group_id, []).append(Noted(at, names, state))
    return found


def _seen(fields: Mapping[str, Any], kept: frozenset[str]) -> tuple[str, ...]:
    """In the order of the form."""
    seen = [name for name in FIELDS if name in fields and name in SEEN]
    return tuple(name for name in seen if WITH.get(name, name) not in kept)
