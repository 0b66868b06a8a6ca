"""The dates of a sign-up as a file for one's calendar. It gives nothing away to who looks over a shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from flask_babel import gettext as _

from portal.extensions import kernel
from portal.ics import writing
from portal.trainings.models import Training, TrainingSession


def calendar(
    training: Training, sessions: Sequence[TrainingSession], *, method: str = "PUBLISH", link: str = ""
) -> str:
    """The sessions, or (method CANCEL) that they are off. In the language in force.

    Each date keeps its id whoever writes the file, and a later file is known by its number: a calendar
    program changes what it has instead of writing it twice. Nobody is named.
    """
    events = [_event(training, session, off=method == "CANCEL", link=link) for session in sessions]
    return writing.calendar(events, method=method).decode()


def _event(training: Training, session: TrainingSession, *, off: bool, link: str) -> writing.Event:
    return writing.Event(
        uid=f"{session.id}@{kernel().settings.base_domain}", summary=_("Training"),
        stamp=training.changed_at, sequence=writing.sequence(training.created_at, training.changed_at) + off,
        starts=session.starts_at.astimezone(UTC), ends=session.ends_at.astimezone(UTC), cancelled=off,
        place=session.place, url=link,
    )  # fmt: skip
