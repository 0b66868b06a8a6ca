"""The network's own entries as happenings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.calendar.models import KINDS, CalendarEntry, EntryChange
from portal.calendar.rules import reads_link
from portal.groups.models import Group, GroupTheme
from portal.groups.rules import GROUP, in_public_lists
from portal.happenings import Asked, Happening, Source, changes
from portal.i18n import language
from portal.recurrence.expanding import wall, zone_named
from portal.recurrence.pattern import Change, Pattern

_ENTRY: Any = CalendarEntry.__table__.c
_CHANGE: Any = EntryChange.__table__.c
_DAY = timedelta(days=1)
LONGEST = timedelta(days=60)
"""An entry that began before the window can reach into it by this much."""
_CHANGES = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_array(
                    *(_CHANGE.on_date, _CHANGE.kind, _CHANGE.to_date),
                    *(_CHANGE.starts_at, _CHANGE.ends_at, _CHANGE.note),
                ),
                _CHANGE.on_date,
            )
        )
    )
    .where(_CHANGE.entry_id == _ENTRY.id)
    .correlate(CalendarEntry.__table__)
    .scalar_subquery()
)
_THEMES = select(func.array_agg(GroupTheme.theme_code)).where(GroupTheme.group_id == _ENTRY.group_id)
_COPIED = (
    *("id", "kind", "title", "text", "group_id", "place", "online_link", "link_for", "visibility", "rrule"),
    *("first_on", "last_on", "days", "starts_at", "ends_at", "zone", "not_months", "sequence", "reason"),
    *("created_at", "changed_at"),
)


def may_fall(since: date, until: date) -> ColumnElement[bool]:
    """An entry may have a date that lies, or reaches, into these days."""
    moved = select(_CHANGE.entry_id).where(_CHANGE.to_date >= since, _CHANGE.to_date < until)
    ended = func.coalesce(_ENTRY.last_on, case((_ENTRY.rrule == "", _ENTRY.first_on)))
    going_on = or_(ended.is_(None), ended > since - LONGEST)
    return or_((_ENTRY.first_on < until) & going_on, _ENTRY.id.in_(moved))


def question(asked: Asked) -> Select[Any]:
    """All that may have a date in the window; who sees which, the calendar's rule says of all happenings."""
    return (
        select(
            *(_ENTRY[name] for name in _COPIED),
            *(_CHANGES.label("changes"), GROUP.name.label("group"), in_public_lists().label("group_public")),
            _ENTRY.cancelled_at.is_not(None).label("cancelled"),
            _THEMES.correlate(CalendarEntry.__table__).scalar_subquery().label("themes"),
        )
        .outerjoin_from(CalendarEntry.__table__, Group.__table__, GROUP.id == _ENTRY.group_id)
        .where(may_fall(asked.since, asked.until))
    )


def read(rows: Sequence[Any], asked: Asked) -> Iterator[Happening]:
    """A group that visitors do not find is not named to them. The language is looked up once for all."""
    locale = language()
    for row in rows:
        named = row.group_id is not None and (row.group_public or asked.person is not None)
        about: dict[str, Any] = {"group": row.group if named else "", "themes": row.themes or ()}
        yield happening(row, changes(row.changes), asked.person, locale=locale, **about)


def happening(
    row: Any, otherwise: tuple[Change, ...], person: Any, *,
    group: str = "", themes: Sequence[str] = (), locale: str = "",
) -> Happening:  # fmt: skip
    """One entry, from its row or the entry itself, for this reader."""
    cancelled = row.cancelled if hasattr(row, "cancelled") else row.cancelled_at is not None
    facts: dict[str, Any] = {
        "kind": row.kind, "id": row.id, "audience": row.visibility, "title": row.title,
        "neutral": _neutral(row.kind, locale or language()), "url": f"/calendar/entries/{row.id}",
        "made": row.created_at,
        "stamp": row.changed_at, "sequence": row.sequence, "text": row.text, "place": row.place,
        "group_id": row.group_id if group else None, "group": group, "themes": tuple(themes) if group else (),
        "online": bool(row.online_link), "cancelled": cancelled, "reason": row.reason,
        "link": row.online_link if reads_link(row.link_for, person) else "",
    }  # fmt: skip
    if not row.rrule:
        return Happening(**facts, **_once(row))
    pattern = Pattern(
        rrule=row.rrule, first_on=row.first_on, last_on=row.last_on, starts_at=row.starts_at,
        ends_at=row.ends_at, zone=row.zone, not_months=tuple(row.not_months or ()), changes=otherwise,
    )  # fmt: skip
    return Happening(**facts, pattern=pattern, days=row.days)


@lru_cache(maxsize=100)
def _neutral(kind: str, _language: str) -> str:
    """What says nothing to who looks over a shoulder; a feed asks it for every entry."""
    words = {"exchange": _("Exchange"), "consultation": _("Consultation"), "kitchen_visit": _("Visit")}
    return str(words.get(kind) or _("Appointment"))


def _once(row: Any) -> dict[str, Any]:
    """From when until when, in moments or in whole days. What is once is moved by changing it."""
    last = row.first_on + _DAY * (row.days - 1)
    if row.starts_at is None:
        return {"starts": row.first_on, "ends": last}
    zone = zone_named(row.zone)
    starts = wall(row.first_on, row.starts_at, zone)
    if row.ends_at is None:
        return {"starts": starts}
    past_midnight = row.days == 1 and row.ends_at <= row.starts_at
    ends = wall(last + _DAY if past_midnight else last, row.ends_at, zone)
    return {"starts": starts, "ends": max(starts, ends)}


ENTRIES = Source(KINDS, question, read)
