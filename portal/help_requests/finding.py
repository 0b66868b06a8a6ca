"""Keeping requests findable for who is about to ask the same, and finding what is like a text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from portal.clock import ZONE
from portal.help_requests.models import HelpRequest
from portal.knowledge import indexing
from portal.knowledge.similar import Found, similar
from portal.knowledge.suggestions import reader_of

KIND = "request"
SHOWN = 5
"""Earlier questions and answers shown before posting."""


def keep_findable(db: Session, request: HelpRequest) -> None:
    """As it is now."""
    indexing.put(
        db,
        kind=KIND,
        thing_id=request.id,
        title=request.title,
        text=request.text,
        category=request.category,
        audience=request.visibility,
        group_id=request.group_id,
        region=g.network.region or "",
        dated=request.created_at.astimezone(ZONE).date(),
    )


def note_helped(db: Session, request: HelpRequest, groups: int) -> None:
    """So many groups said that it helped them too."""
    indexing.note_helped(db, request.id, groups)


def forget(db: Session, request: HelpRequest) -> None:
    """Withdrawn, merged, or over without an answer: it helps nobody to find it."""
    indexing.remove(db, KIND, request.id)


def alike(
    db: Session,
    person: Any,
    text: str,
    *,
    category: str | None = None,
    kinds: tuple[str, ...] = indexing.KINDS,
    without: UUID | None = None,
    limit: int = SHOWN,
) -> list[Found]:
    """Earlier questions and articles like this text that the person may read, best first."""
    may_see = reader_of(db, person)
    return similar(db, text, may_see=may_see, category=category, kinds=kinds, without=without, limit=limit)
