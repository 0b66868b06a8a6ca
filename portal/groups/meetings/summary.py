"""A group's own row says in short what its first meeting says: the list and the search read it there.

Two ways lead in. The form of the page and an import write the group's columns: `rows_follow`. Entering
meetings writes their rows: `summary_follows`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.clock import ZONE
from portal.groups.meetings.models import Meeting
from portal.groups.models import Group
from portal.recurrence.wording import sentence

SUMMARY = ("meeting_text", "rrule", "starts_at", "ends_at")
"""The columns of a group that repeat its first meeting."""


def first_meeting(db: Session, group: Group) -> Meeting | None:
    """The group's first meeting with its changes."""
    query = select(Meeting).where(Meeting.group_id == group.id).order_by(Meeting.position, Meeting.id)
    return db.scalars(query.options(selectinload(Meeting.changes)).limit(1)).first()


def rows_follow(db: Session, group: Group, changed: Collection[str], *, first_on: date | None = None) -> None:
    """The columns named in `changed` were written: the first meeting says the same from now on.

    Another rule makes what was known about the old one worthless: its first and last date, the months left
    out, the single meetings that were changed. A rule that counts weeks and has no `first_on` gives no dates
    until somebody says the first: nothing is guessed.
    """
    if not set(SUMMARY).intersection(changed):
        return
    first = first_meeting(db, group)
    if not (group.meeting_text or group.rrule or group.starts_at):
        if first is not None:
            db.delete(first)
            db.flush()
            summary_follows(db, group)
        return
    if first is None:
        first = Meeting(group_id=group.id, text=group.meeting_text, zone=ZONE.key, sequence=0, changes=[])
        db.add(first)
    before = _facts(first)
    if "meeting_text" in changed:
        first.text = group.meeting_text
    if group.rrule != first.rrule:
        first.rrule, first.first_on, first.last_on = group.rrule, None, None
        first.not_months, first.changes = [], []
    first.first_on = first.first_on or first_on
    first.starts_at, first.ends_at = group.starts_at, group.ends_at
    if before != _facts(first):
        first.sequence += 1
    db.flush()


def summary_follows(db: Session, group: Group) -> list[str]:
    """Meetings were written: the group's columns say in short what the first one says. Names what changed."""
    first = first_meeting(db, group)
    said: dict[str, object] = dict.fromkeys(SUMMARY, "") | {"starts_at": None, "ends_at": None}
    if first is not None:
        hours = {"starts_at": first.starts_at, "ends_at": first.ends_at}
        said = {"meeting_text": first.text or in_short(first), "rrule": first.rrule, **hours}
    changed = [name for name in SUMMARY if getattr(group, name) != said[name]]
    for name in changed:
        setattr(group, name, said[name])
    db.flush()
    return changed


def in_short(meeting: Meeting) -> str:
    """The rule as a sentence in the network's language, without the hours: they have columns of their own."""
    if not meeting.rrule:
        return ""
    return sentence(replace(meeting.pattern, starts_at=None, ends_at=None, changes=()), g.network.locale)


def _facts(meeting: Meeting) -> tuple[object, ...]:
    return meeting.text, meeting.rrule, meeting.first_on, meeting.starts_at, meeting.ends_at
