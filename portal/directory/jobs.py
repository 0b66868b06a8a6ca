"""Copying what became public, or stopped being so, to the national directory."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.directory.publishing import publish, publish_all
from portal.ledger import handler


@handler("directory.publish")
def publish_groups(db: Session, *, items: list[str]) -> None:
    """Bring the national copy of these groups (by id) up to date."""
    publish(db, items)


@handler("directory.refresh", every=timedelta(days=1))
def refresh(db: Session) -> None:
    """Bring all copies up to date: buildings close and open by the calendar, promises change."""
    publish_all(db)
