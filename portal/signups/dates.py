"""The dates of a sign-up as a file for one's calendar. It gives nothing away to who looks over a shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from flask_babel import gettext as _
from icalendar import Calendar, Event

from portal.extensions import kernel
from portal.trainings.models import Training, TrainingSession


def calendar(
    training: Training, sessions: Sequence[TrainingSession], *, method: str = "PUBLISH", link: str = ""
) -> str:
    """The sessions, or (method CANCEL) that they are off. In the language in force.

    Each date keeps its id whoever writes the file, and a later file is known by its number: a calendar
    program changes what it has instead of writing it twice. Nobody is named.
    """
    file = Calendar()
    file.add("prodid", "-//portal//trainings//")
    file.add("version", "2.0")
    file.add("method", method)
    for session in sessions:
        file.add_component(_event(training, session, off=method == "CANCEL", link=link))
    return str(file.to_ical().decode())


def _event(training: Training, session: TrainingSession, *, off: bool, link: str) -> Event:
    event = Event()
    event.add("uid", f"{session.id}@{kernel().settings.base_domain}")
    changed = training.changed_at.astimezone(UTC)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", int((changed - training.created_at).total_seconds() // 60) + off)
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", _("Training"))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if session.place:
        event.add("location", session.place)
    if link:
        event.add("url", link)
    return event
