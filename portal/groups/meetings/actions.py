"""What people do with a group's meetings: enter, change and remove them, and change a single one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import ZONE, today
from portal.errors import Refused
from portal.groups.actions import note_change
from portal.groups.meetings.models import Meeting, MeetingChange
from portal.groups.meetings.summary import summary_follows
from portal.groups.meetings.telling import date_fact, rhythm_fact
from portal.groups.models import Group, Location
from portal.groups.places import FIELDS, drop_if_unused, place_for
from portal.recurrence.pattern import Pattern
from portal.recurrence.stepping import gives

MOST_MEETINGS = 10
"""Rhythms of one group."""
MOST_CHANGES = 60
"""Single meetings of one rhythm that are otherwise, those of the past left out."""
FLAGS = {"in-person": "in_person", "online": "online", "phone": "by_phone"}
"""What a group does that has such a meeting."""

Fact = tuple[str, dict[str, Any] | None, dict[str, Any] | None]
"""A line of the group's history: what it is about, what was, what is."""


@dataclass(frozen=True)
class Entered:
    """A meeting as people entered it. `place` names another place than the group's (see `place_for`)."""

    pattern: Pattern
    text: str = ""
    mode: str = ""
    place: Mapping[str, str] = field(default_factory=dict)


def add(db: Session, group: Group, entered: Entered, *, by: Person) -> Meeting:
    """One more rhythm in which the group meets. Raises Refused when there are many already."""
    db.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    count, last = db.execute(
        select(func.count(), func.max(Meeting.position)).where(Meeting.group_id == group.id)
    ).one()
    if count >= MOST_MEETINGS:
        raise Refused(_("More than %(most)d regular meetings do not fit here.", most=MOST_MEETINGS))
    meeting = Meeting(group_id=group.id, position=0 if last is None else last + 1, zone=ZONE.key, changes=[])
    meeting.sequence = 0
    _write(db, group, meeting, entered)
    db.add(meeting)
    _done(db, group, meeting, by=by, action="meeting.added", fact=("meeting", None, _rhythm(db, meeting)))
    return meeting


def change(db: Session, group: Group, meeting: Meeting, entered: Entered, *, by: Person) -> None:
    """The rhythm is another. Single meetings that were changed stay so if the new rhythm has their date."""
    before, was = meeting.location_id, _rhythm(db, meeting)
    _write(db, group, meeting, entered)
    bare = entered.pattern
    meeting.changes = [one for one in meeting.changes if one.kind == "extra" or gives(bare, one.on_date)]
    meeting.sequence += 1
    db.flush()
    if before is not None and before != meeting.location_id:
        drop_if_unused(db, before)
    fact = ("meeting", was, _rhythm(db, meeting))
    _done(db, group, meeting, by=by, action="meeting.changed", fact=fact)


def remove(db: Session, group: Group, meeting: Meeting, *, by: Person) -> None:
    """The group does not meet in this rhythm any more."""
    place, was = meeting.location_id, _rhythm(db, meeting)
    db.delete(meeting)
    db.flush()
    if place is not None:
        drop_if_unused(db, place)
    _done(db, group, meeting, by=by, action="meeting.removed", fact=("meeting", was, None))


def cancel(db: Session, group: Group, meeting: Meeting, on: date, *, by: Person, note: str = "") -> None:
    """One meeting does not take place. Raises Refused when there is none on that day."""
    _of_the_rule(meeting, on)
    fact = _set(db, meeting, on, "cancelled", note=note)
    _done(db, group, meeting, by=by, action="meeting.date_cancelled", fact=fact)


def move(
    db: Session, group: Group, meeting: Meeting, on: date, *, by: Person, to: date,
    starts_at: time | None = None, ends_at: time | None = None, note: str = "",
) -> None:  # fmt: skip
    """One meeting is on another day, or at another time. Raises Refused."""
    _of_the_rule(meeting, on)
    if to < today():
        raise Refused(_("That day has passed. Choose today or a later day."))
    if to != on and (gives(meeting.pattern, to) or any(_falls_on(one, to, on) for one in meeting.changes)):
        raise Refused(_("The group already meets on that day. Choose another one."))
    if to == on and starts_at in (None, meeting.starts_at) and ends_at in (None, meeting.ends_at):
        raise Refused(_("This is the usual day and time. Choose another day or another time."))
    fact = _set(db, meeting, on, "moved", to_date=to, starts_at=starts_at, ends_at=ends_at, note=note)
    _done(db, group, meeting, by=by, action="meeting.date_moved", fact=fact)


def add_extra(
    db: Session, group: Group, meeting: Meeting, on: date, *, by: Person,
    starts_at: time | None = None, ends_at: time | None = None, note: str = "",
) -> None:  # fmt: skip
    """A meeting besides the rule. Raises Refused."""
    if on < today():
        raise Refused(_("That day has passed. Choose today or a later day."))
    if gives(meeting.pattern, on) or any(_falls_on(one, on) for one in meeting.changes):
        raise Refused(_("The group already meets on that day. Choose another one."))
    fact = _set(db, meeting, on, "extra", starts_at=starts_at, ends_at=ends_at, note=note)
    _done(db, group, meeting, by=by, action="meeting.date_added", fact=fact)


def undo(db: Session, group: Group, meeting: Meeting, on: date, *, by: Person) -> None:
    """The meeting of this day is as usual again; an extra one is not held."""
    found = next((one for one in meeting.changes if one.on_date == on), None)
    if found is not None:
        fact: Fact = ("meeting_date", date_fact(found, on), date_fact(None, on))
        if found.kind == "extra":
            fact = ("meeting_date", date_fact(found, on), None)
        meeting.changes = [one for one in meeting.changes if one is not found]
        meeting.sequence += 1
        _done(db, group, meeting, by=by, action="meeting.date_restored", fact=fact)


def _write(db: Session, group: Group, meeting: Meeting, entered: Entered) -> None:
    pattern = entered.pattern
    meeting.rrule, meeting.first_on, meeting.last_on = pattern.rrule, pattern.first_on, pattern.last_on
    meeting.starts_at, meeting.ends_at = pattern.starts_at, pattern.ends_at
    meeting.not_months, meeting.text, meeting.mode = list(pattern.not_months), entered.text, entered.mode
    address: dict[str, Any] = {name: entered.place.get(name, "") for name in FIELDS}
    place = place_for(db, **address)
    meeting.location_id = place.id if place is not None and place.id != group.location_id else None
    if entered.mode:
        setattr(group, FLAGS[entered.mode], True)


def _of_the_rule(meeting: Meeting, on: date) -> None:
    if on < today() or not gives(meeting.pattern, on):
        raise Refused(_("There is no meeting on that day that can be cancelled or moved."))


def _falls_on(one: MeetingChange, day: date, besides: date | None = None) -> bool:
    """Another changed meeting is held on this day."""
    return one.on_date != besides and one.kind != "cancelled" and (one.to_date or one.on_date) == day


def _rhythm(db: Session, meeting: Meeting) -> dict[str, Any]:
    place = db.get(Location, meeting.location_id) if meeting.location_id else None
    return rhythm_fact(meeting, place)


def _set(db: Session, meeting: Meeting, on: date, kind: str, **facts: Any) -> Fact:
    """Write what is otherwise on this day, in turn with whoever else changes this rhythm.

    Returns what it was and what it is now, for the group's history.
    """
    db.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    db.refresh(meeting, ["changes"])
    found = next((one for one in meeting.changes if one.on_date == on), None)
    was = None if found is None and kind == "extra" else date_fact(found, on)
    if found is None:
        if sum(one.on_date >= today() for one in meeting.changes) >= MOST_CHANGES:
            raise Refused(
                _("So many single meetings are changed already. Change the regular meetings instead.")
            )
        found = MeetingChange(on_date=on)
        meeting.changes.append(found)
    usual: dict[str, Any] = {"to_date": None, "starts_at": None, "ends_at": None, "note": ""}
    for name, value in {**usual, "kind": kind, **facts}.items():
        setattr(found, name, value)
    meeting.sequence += 1
    return "meeting_date", was, date_fact(found, on)


def _done(db: Session, group: Group, meeting: Meeting, *, by: Person, action: str, fact: Fact) -> None:
    db.flush()
    summary_follows(db, group)
    record(db, action, on=meeting.id, by=by.id)
    name, was, became = fact
    facts = {name: (was, became)} if was != became else {}
    note_change(db, group, by=by, fields=["meeting_text"], facts=facts)
