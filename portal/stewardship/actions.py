"""What stewards change about their network."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.ledger import announce_public_change
from portal.profile import NetworkProfile


def change_settings(db: Session, profile: NetworkProfile, *, by: Person, **values: Any) -> None:
    """Save the network's own words and promises; they are public at once."""
    changed = [name for name, value in values.items() if getattr(profile, name) != value]
    for name in changed:
        setattr(profile, name, values[name])
    if changed:
        record(db, "settings.changed", on=None, by=by.id, fields=changed)
        announce_public_change(db)
        db.flush()
