"""Meetings of groups for the calendar, as far as each group shows them.

A building that is closed and a group that pauses take meetings away; here they become cancelled ones, so that
who subscribed to a calendar reads that nobody will be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.clock import today
from portal.groups.meetings.models import Closure, Meeting, MeetingChange
from portal.groups.meetings.queries import Closed
from portal.groups.models import Group, GroupContact, GroupTheme, Location
from portal.groups.rules import GROUP, in_public_lists
from portal.groups.visibility import kept_from
from portal.happenings import Asked, Happening, Source, changes
from portal.ics.writing import sequence
from portal.recurrence.expanding import CANCELLED, occurrences
from portal.recurrence.pattern import Change, Pattern

_MEETING: Any = Meeting.__table__.c
_CHANGE: Any = MeetingChange.__table__.c
_CLOSURE: Any = Closure.__table__.c
_PLACE: Any = Location.__table__.c
_CHANGES = select(
    func.json_agg(
        aggregate_order_by(
            func.json_build_array(
                *(_CHANGE.on_date, _CHANGE.kind, _CHANGE.to_date),
                *(_CHANGE.starts_at, _CHANGE.ends_at, _CHANGE.note),
            ),
            _CHANGE.on_date,
        )
    )
).where(_CHANGE.meeting_id == _MEETING.id)
_CLOSURES = select(
    func.json_agg(func.json_build_array(_CLOSURE.from_on, _CLOSURE.until_on, _CLOSURE.note))
).where(_CLOSURE.location_id == _PLACE.id)
_THEMES = select(func.array_agg(GroupTheme.theme_code)).where(GroupTheme.group_id == GROUP.id)
_LINE = (
    *(GROUP.id.label("group_id"), GROUP.slug, GROUP.name, GROUP.neutral_title, GROUP.place.label("town")),
    *(GROUP.state, GROUP.paused_until, GROUP.in_person, GROUP.online, GROUP.shown_to, GROUP.created_at),
    *(GROUP.updated_at, _MEETING.id, _MEETING.rrule, _MEETING.first_on, _MEETING.last_on),
    *(_MEETING.starts_at, _MEETING.ends_at, _MEETING.zone, _MEETING.not_months, _MEETING.mode),
    *(_MEETING.sequence, _PLACE.name.label("venue"), _PLACE.street, _PLACE.postcode, _PLACE.city),
    _CHANGES.correlate(Meeting.__table__).scalar_subquery().label("changes"),
    _CLOSURES.correlate(Location.__table__).scalar_subquery().label("closures"),
    _THEMES.correlate(Group.__table__).scalar_subquery().label("themes"),
    in_public_lists().label("public"),
)


def question(asked: Asked) -> Select[Any]:
    """Every rhythm of the groups that this reader sees: which dates it gives is computed, not asked."""
    own: Any = ~true()
    if asked.person is not None:
        own = exists().where(GroupContact.group_id == GROUP.id, GroupContact.person_id == asked.person.id)
    inside = asked.person is not None and asked.person.is_steward
    seen = true() if inside else or_(in_public_lists(), own)
    here = func.coalesce(_MEETING.location_id, GROUP.location_id) == _PLACE.id
    ended = and_(_MEETING.last_on.is_not(None), _MEETING.last_on < asked.since - timedelta(days=60))
    return (
        select(*_LINE, own.label("own"))
        .select_from(Meeting.__table__.join(Group.__table__, GROUP.id == _MEETING.group_id))
        .outerjoin(Location.__table__, here)
        .where(seen, GROUP.state.in_(("active", "paused")), or_(~ended, _MEETING.last_on.is_(None)))
    )


def read(rows: Sequence[Any], asked: Asked) -> Iterator[Happening]:
    """What each group shows of its meetings."""
    steward = asked.person is not None and asked.person.is_steward
    unnamed = str(_("Appointment"))
    for row in rows:
        shown_to: Mapping[str, str] = row.shown_to or {}
        audience = _audience(shown_to.get("meeting_text", "public"), row)
        reader = "group" if steward or row.own else "network" if asked.person is not None else "public"
        kept = kept_from(reader, shown_to)
        if "meeting_text" not in kept:
            yield _happening(row, audience, kept, asked, unnamed=unnamed)


def _audience(shown_to: str, row: Any) -> str:
    """Who may know when the group meets; what only the group reads is for its own people and the stewards."""
    if shown_to == "group":
        return "network" if row.own else "stewards"
    return shown_to if row.public else "network" if row.own else "stewards"


def _happening(
    row: Any, audience: str, kept: frozenset[str], asked: Asked, *, unnamed: str
) -> Happening:
    here = row.mode == "in-person" or (not row.mode and row.in_person)
    closed = [Closed(_day(a), _day(b), note) for a, b, note in row.closures or () if a] if here else []
    pattern = _off(_pattern(row), row, closed, asked)
    return Happening(
        kind="meeting", id=row.id, audience=audience, title=row.name,
        neutral=row.neutral_title or unnamed, url=f"/groups/{row.slug}",
        made=row.created_at, stamp=row.updated_at, pattern=pattern,
        sequence=row.sequence + sequence(row.created_at, row.updated_at),
        group_id=row.group_id, group=row.name, themes=tuple(row.themes or ()),
        place=_where(row, kept) if here else "", town=row.town or row.city or "",
        online=row.mode == "online" or (not row.mode and row.online),
    )  # fmt: skip


def _where(row: Any, kept: frozenset[str]) -> str:
    parts = [
        "" if "venue" in kept else row.venue,
        "" if "street" in kept else row.street,
        f"{'' if 'postcode' in kept else row.postcode or ''} {row.city or row.town or ''}".strip(),
    ]
    return ", ".join(part for part in parts if part)


def _pattern(row: Any) -> Pattern:
    return Pattern(
        rrule=row.rrule, first_on=row.first_on, last_on=row.last_on, starts_at=row.starts_at,
        ends_at=row.ends_at, zone=row.zone, not_months=tuple(row.not_months or ()),
        changes=changes(row.changes),
    )  # fmt: skip


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


def _off(pattern: Pattern, row: Any, closed: Sequence[Closed], asked: Asked) -> Pattern:
    """With those meetings cancelled that a closed building or a pause takes away."""
    paused = row.state == "paused"
    if not closed and not paused:
        return pattern
    begins = min(asked.since, today())
    gone = {}
    for met in occurrences(pattern, begins, asked.until):
        if met.status == CANCELLED:
            continue
        if any(one.from_on <= met.on and not one.is_over(met.on) for one in closed):
            gone[met.rule_date] = _("The building is closed.")
        elif paused and today() <= met.on and (row.paused_until is None or met.on < row.paused_until):
            gone[met.rule_date] = _("The group is paused for a while.")
    if not gone:
        return pattern
    kept = [change for change in pattern.changes if change.on not in gone]
    rule = {on for on in gone if not any(one.kind == "extra" and one.on == on for one in pattern.changes)}
    return replace(pattern, changes=(*kept, *(Change(on, "cancelled", note=gone[on]) for on in sorted(rule))))


MEETINGS = Source(("meeting",), question, read)
