"""Going on with a file in the background, and forgetting old ones."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.imports import actions
from portal.imports.models import ImportRun
from portal.ledger import handler


@handler("imports.advance")
def advance(db: Session, *, run_id: str) -> None:
    """One slice of a run; the next is another job, so that a run which was cut off goes on where it was."""
    run = db.get(ImportRun, UUID(run_id))
    if run is not None and actions.advance(db, run):
        actions.in_background(db, run)


@handler("imports.forget", every=timedelta(hours=6))
def forget(db: Session) -> None:
    """Uploads that nobody imported, and old reports."""
    actions.forget_old(db)
