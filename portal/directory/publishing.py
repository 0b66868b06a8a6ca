"""Copying the public side of groups to the national directory. Runs in the network's own login."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    Double,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.orm import Session

from portal.clock import today
from portal.directory.models import PublishedGroup
from portal.groups.meetings.models import Closure, Meeting
from portal.groups.models import Group, GroupTheme, Location
from portal.groups.positions import by_postcode, spot
from portal.groups.rules import GROUP, in_public_lists
from portal.groups.wishes import DAYS, PARTS_OF_DAY
from portal.profile import NetworkProfile, profile

_COPIED = (
    *("group_id", "slug", "name", "place", "themes", "meeting", "formats", "audiences", "verified_on"),
    *("words", "document", "sort_key", "lat", "lon", "slots", "starts_at", "ends_at", "joining", "step_free"),
    *("closed_from", "closed_until", "verified_precision", "promise_hours", "published_at"),
)
_PUBLISHED: Any = PublishedGroup.__table__
_LOCATION: Any = Location.__table__.c
_MEETING: Any = Meeting.__table__.c
_CLOSURE: Any = Closure.__table__.c
_BY_DAY = re.compile(r"BYDAY=([^;]*)")
_WANTED = GROUP.id == func.any(bindparam("ids", type_=ARRAY(Uuid)))
_SHOWN = and_(in_public_lists(), GROUP.state == "active")
"""What the country may find: groups that meet now."""
_SEEN = (
    select(
        *(GROUP.id, GROUP.place, _LOCATION.city, GROUP.in_person, GROUP.rrule, GROUP.starts_at),
        *(_LOCATION.lat, _LOCATION.lon, by_postcode().label("coded"), GROUP.shown_to),
    )
    .outerjoin(Location.__table__, _LOCATION.id == GROUP.location_id)
    .where(_WANTED, _SHOWN)
)
_MEETINGS = select(_MEETING.group_id, _MEETING.rrule, _MEETING.starts_at).where(
    _MEETING.group_id == func.any(bindparam("ids", type_=ARRAY(Uuid)))
)
_FRESH = (
    func.unnest(
        bindparam("fresh", type_=ARRAY(Uuid)),
        *(bindparam(name, type_=ARRAY(Double)) for name in ("lats", "lons")),
        bindparam("slots", type_=ARRAY(Text)),
    )
    .table_valued(
        column("id", Uuid), column("lat", Double), column("lon", Double), column("slots", Text), name="fresh"
    )
    .render_derived()
)


def publish(db: Session, ids: Sequence[str | UUID]) -> None:
    """Bring the national copy of these groups up to date; take away what is not public.

    Row security lets a network touch its own rows only.
    """
    wanted = {"ids": [UUID(str(id)) for id in ids]}
    shown = select(GROUP.id).where(_WANTED, _SHOWN)
    theirs = PublishedGroup.group_id == func.any(bindparam("ids", type_=ARRAY(Uuid)))
    gone = delete(PublishedGroup).where(theirs, PublishedGroup.group_id.not_in(shown))
    db.execute(gone, wanted, execution_options={"synchronize_session": False})
    country = profile(db).country
    rows = db.execute(_SEEN, {**wanted, "country": country}).all()
    times: dict[UUID, list[tuple[str, time | None]]] = defaultdict(list)
    for group_id, rrule, starts_at in db.execute(_MEETINGS, wanted):
        times[group_id].append((rrule, starts_at))
    places = [_position(row, country) for row in rows]
    fresh = {
        "fresh": [row.id for row in rows],
        "lats": [place[0] if place else None for place in places],
        "lons": [place[1] if place else None for place in places],
        "slots": [" ".join(_slots(row, times[row.id])) for row in rows],
    }
    copy = insert(_PUBLISHED).from_select(list(_COPIED), _public_rows())
    changed = {name: copy.excluded[name] for name in _COPIED[1:]}
    write = copy.on_conflict_do_update(index_elements=["role", "group_id"], set_=changed)
    db.execute(write, {**fresh, "today": today()})


def publish_all(db: Session) -> None:
    """The same for every group, and away with the copies of those that were removed."""
    publish(db, db.scalars(select(Group.id)).all())
    db.execute(
        delete(PublishedGroup).where(PublishedGroup.group_id.not_in(select(Group.id))),
        execution_options={"synchronize_session": False},
    )


def _position(row: Any, country: str) -> tuple[float, float] | None:
    if not row.in_person:
        return None
    place = spot(row.place or row.city or "", row.lat, row.lon, row.coded, row.shown_to)
    return place.position(country)


def _slots(row: Any, meetings: Iterable[tuple[str, time | None]]) -> list[str]:
    """When the group meets, unless it keeps that to itself."""
    if row.shown_to.get("meeting_text", "public") != "public":
        return []
    found: dict[str, None] = {}
    for rrule, starts_at in ((row.rrule, row.starts_at), *meetings):
        parts = [
            name for name, (since, until) in PARTS_OF_DAY.items() if starts_at and since <= starts_at <= until
        ]
        days = _days(rrule)
        both = [f"{day}-{part}" for day in days for part in parts]
        found.update(dict.fromkeys([*days, *parts, *both]))
    return list(found)


def _parts(moment: time | None) -> list[str]:
    return [part for part, (since, until) in PARTS_OF_DAY.items() if moment and since <= moment <= until]


def _days(rrule: str) -> list[str]:
    if "FREQ=DAILY" in rrule:
        return list(DAYS)
    named = _BY_DAY.search(rrule)
    return [day for day in DAYS if named and day.upper() in named[1]]


def _formats() -> Any:
    parts = [(GROUP.in_person, "in_person"), (GROUP.online, "online"), (GROUP.by_phone, "by_phone")]
    found = array([case((flag, name)) for flag, name in parts])
    return func.array_remove(cast(found, ARRAY(Text)), None)


def _closure(day: Any) -> Any:
    """Of the closure of its building that is going on or comes next."""
    until = or_(_CLOSURE.until_on.is_(None), _CLOSURE.until_on > bindparam("today", type_=Date))
    query = select(day).where(_CLOSURE.location_id == GROUP.location_id, until)
    return query.order_by(_CLOSURE.from_on).limit(1).scalar_subquery()


def _public_rows() -> Select[Any]:
    themes = select(func.array_agg(GroupTheme.theme_code)).where(GroupTheme.group_id == GROUP.id)
    told = func.coalesce(GROUP.shown_to["meeting_text"].astext, "public") == "public"
    return (
        select(
            *(GROUP.id, GROUP.slug, GROUP.name),
            func.coalesce(func.nullif(GROUP.place, ""), _LOCATION.city, ""),
            func.coalesce(themes.scalar_subquery(), cast(array([]), ARRAY(Text))),
            *(case((told, GROUP.meeting_text), else_=""), _formats(), GROUP.audiences, GROUP.verified_on),
            *(GROUP.words, func.coalesce(GROUP.document, func.to_tsvector("")), GROUP.sort_key),
            *(_FRESH.c.lat, _FRESH.c.lon, func.string_to_array(_FRESH.c.slots, " ")),
            *(case((told, GROUP.starts_at)), case((told, GROUP.ends_at)), GROUP.joining, _LOCATION.step_free),
            *(_closure(_CLOSURE.from_on), _closure(_CLOSURE.until_on), GROUP.verified_precision),
            *(func.coalesce(select(NetworkProfile.promise_hours).scalar_subquery(), 24), func.now()),
        )
        .select_from(Group.__table__.join(_FRESH, _FRESH.c.id == GROUP.id))
        .outerjoin(Location.__table__, _LOCATION.id == GROUP.location_id)
    )
