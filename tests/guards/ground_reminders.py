"""What is planted of mails and reminders (see ground.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.clock import now
from portal.mail import Mail
from portal.reminders.models import Reminder, ReminderChoice
from portal.tables import new_id
from tests import cast


def reminders(word: str, person_id: UUID) -> Iterator[object]:
    """A mail whose subject holds the network's word, a reminder that is planned, and one not sent."""
    mail = {"recipient": "x@people.example", "subject": f"{word}mail", "message_id": f"<{new_id()}>"}
    yield Mail(template="reminder", person_id=person_id, body_text="", body_html="", sent_at=now(), **mail)
    soon, before = now() + timedelta(days=1), now() - timedelta(days=1)
    yield _reminder(person_id, due_at=soon, at=soon)
    yield _reminder(person_id, due_at=before, at=before, state="skipped", reason="too_late", settled_at=now())


def _reminder(person_id: UUID, **more: Any) -> Reminder:
    return Reminder(key=str(new_id()), kind="meeting", thing_id=new_id(), person_id=person_id, **more)


def remind(db: Any, number: int) -> None:
    """The same once more for ada, and one more of her choices."""
    ada = cast.person(db, "ada", steward=True).id
    db.add_all(reminders(f"number{number}", ada))
    kind = ("training", "meeting", "room_key")[number % 3]
    db.add(ReminderChoice(who=ada.hex, kind=kind, way="2", person_id=ada))
