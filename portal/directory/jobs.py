"""Copying what became public, or stopped being so, to the national directory."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.directory.queries import publish
from portal.ledger import handler


@handler("directory.publish")
def publish_groups(db: Session, *, items: list[str]) -> None:
    """Bring the national copy of these groups (by id) up to date."""
    publish(db, items)
