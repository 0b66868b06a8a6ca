"""What a group's history is told: by every deed that changes something visible, in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.groups.models import Group
from portal.groups.snapshot import Change

NOTED: list[Callable[[Session, Group, Person | None, str, Mapping[str, Change]], None]] = []
"""Called with a group, who did it, in which role (contact, steward, import, "" for the system), and what each
field was and became: for whoever keeps a history."""


def note(db: Session, group: Group, *, by: Person | None, role: str, fields: Mapping[str, Change]) -> None:
    """Let those who keep a history know what fields were and became; nothing when there are none."""
    for keep in NOTED if fields else ():
        keep(db, group, by, role, fields)
