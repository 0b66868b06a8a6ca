"""Groups as everybody may know them, read for print, feeds and search engines.

The one place where what a group keeps to itself is left out. Four statements, however many groups.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from flask import g
from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.orm import Session

from portal.clock import ZONE, now, today
from portal.groups.meetings.queries import Closed, KnownMeeting, closed_on, houses_shown, meetings_shown
from portal.groups.models import Group, GroupTheme, Theme
from portal.groups.public import PublicGroup, PublicMeeting, PublicNetwork, PublicPlace
from portal.groups.rules import GROUP, SAY_GOODBYE, in_public_list, in_public_lists
from portal.groups.visibility import kept_from, shown_contact
from portal.pages import network_url
from portal.profile import profile
from portal.recurrence.expanding import occurrences
from portal.recurrence.pattern import Change, Occurrence, Pattern
from portal.recurrence.wording import sentence

AHEAD = timedelta(days=92)
"""How far meetings in a closed building are named one by one."""
MEETS = ("active", "paused")
"""States of groups that one can go to, now or again later."""
NO_DATES = Pattern("", None, None, None)

_THEME: Any = Theme.__table__.c
_GROUP_THEME: Any = GroupTheme.__table__.c
_PAIRS = (
    select(
        func.array_agg(
            aggregate_order_by(
                array([_THEME.code, _THEME.nl, _THEME.en, _THEME.de]), _THEME.position, _THEME.code
            )
        )
    )
    .join(GroupTheme, _GROUP_THEME.theme_code == _THEME.code)
    .where(_GROUP_THEME.group_id == GROUP.id)
    .scalar_subquery()
)
_GROUPS: Select[Any] = select(
    *(GROUP.id, GROUP.slug, GROUP.name, GROUP.intro, GROUP.audiences, GROUP.audience_note, GROUP.joining),
    *(GROUP.costs, GROUP.contact_name, GROUP.phone, GROUP.phone_note, GROUP.email, GROUP.website),
    *(GROUP.in_person, GROUP.online, GROUP.by_phone, GROUP.place, GROUP.state, GROUP.paused_until),
    *(GROUP.verified_on, GROUP.verified_precision, GROUP.updated_at, GROUP.created_at, GROUP.location_id),
    *(GROUP.meeting_text, GROUP.rrule, GROUP.starts_at, GROUP.ends_at, GROUP.access_note, GROUP.shown_to),
    GROUP.first_names_only,
    _PAIRS.label("themes"),
)


class Changed(NamedTuple):
    """A group and when it was written down."""

    group: PublicGroup
    created_at: datetime
    kept: frozenset[str] = frozenset()
    """The fields that visitors do not see."""


@dataclass(frozen=True, slots=True)
class _Houses:
    """The places of what is being read, and when they are closed."""

    places: Mapping[UUID, PublicPlace]
    closed: Mapping[UUID, list[Closed]]


def public_groups(
    db: Session,
    *,
    locale: str,
    slugs: Collection[str] | None = None,
    theme: str | None = None,
    place: str | None = None,
) -> tuple[PublicNetwork, list[PublicGroup]]:
    """The groups of the network in whose context we are that visitors find, by name.

    `theme` is a code and includes its children, `place` a town. Sentences are in `locale`.
    """
    chosen = [in_public_lists(), GROUP.state.in_(MEETS)]
    if slugs is not None:
        chosen.append(GROUP.slug.in_(slugs))
    if theme:
        chosen.append(_about(theme))
    if place:
        chosen.append(func.lower(GROUP.place) == place.lower())
    rows = db.execute(_GROUPS.where(*chosen).order_by(GROUP.sort_key, GROUP.id)).all()
    groups = _written(db, rows, locale)
    return public_network(db, groups), groups


class _Loaded:
    """A loaded group as `_group` reads a row: the same names, and its themes as the query packs them."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self.themes = [(theme.code, theme.nl, theme.en, theme.de) for theme in group.themes]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._group, name)


def public_group(db: Session, group: Group, *, locale: str) -> PublicGroup | None:
    """A group loaded with its themes, as `public_groups` has it; None when visitors do not find it."""
    if not in_public_list(group) or group.state not in MEETS:
        return None
    row: Any = _Loaded(group)
    return _written(db, [row], locale)[0]


def lately_changed(db: Session, *, locale: str, most: int) -> tuple[PublicNetwork, list[Changed]]:
    """The groups that changed last, newest first; also those that ended and still say goodbye."""
    gone = GROUP.listed & (GROUP.state == "ended") & (GROUP.updated_at > now() - SAY_GOODBYE)
    shown = or_(and_(in_public_lists(), GROUP.state.in_(MEETS)), gone & GROUP.stale_since.is_(None))
    rows = db.execute(_GROUPS.where(shown).order_by(GROUP.updated_at.desc(), GROUP.id).limit(most)).all()
    groups = _written(db, rows, locale)
    found = [
        Changed(group, row.created_at, kept_from("public", row.shown_to))
        for group, row in zip(groups, rows, strict=True)
    ]
    return public_network(db, groups), found


def public_network(db: Session, groups: Sequence[PublicGroup]) -> PublicNetwork:
    """The network as what it lists says it."""
    network, said = g.network, profile(db)
    midnight = datetime.combine(today(), time(), tzinfo=ZONE)
    return PublicNetwork(
        slug=network.slug, name=network.name, locale=network.locale, region=network.region,
        phone=said.phone, email=said.email, url=network_url(network.slug),
        country=said.country, updated_at=max((group.updated_at for group in groups), default=midnight),
    )  # fmt: skip


def _about(theme: str) -> ColumnElement[bool]:
    family = select(_THEME.code).where(or_(_THEME.code == theme, _THEME.parent == theme))
    return exists().where(_GROUP_THEME.group_id == GROUP.id, _GROUP_THEME.theme_code.in_(family))


def _written(db: Session, rows: Sequence[Row[Any]], locale: str) -> list[PublicGroup]:
    meetings = meetings_shown(db, [row.id for row in rows])
    wanted = {one.location_id for found in meetings.values() for one in found}
    houses = _houses(db, (wanted | {row.location_id for row in rows}) - {None})
    return [_group(row, meetings.get(row.id, []), houses, locale) for row in rows]


def _houses(db: Session, ids: Collection[UUID | None]) -> _Houses:
    places: dict[UUID, PublicPlace] = {}
    closed: dict[UUID, list[Closed]] = {}
    for house in houses_shown(db, [one for one in ids if one is not None]):
        places[house.place.id] = house.place
        closed[house.place.id] = [one for one in house.closed if not one.is_over(today())]
    return _Houses(places, closed)


def _of_row(row: Row[Any], locale: str) -> list[KnownMeeting]:
    """What a group that has no meetings of its own in the table says of them, if anything."""
    if not (row.meeting_text or row.rrule or row.starts_at or row.location_id):
        return []
    pattern = Pattern(row.rrule, None, row.starts_at, row.ends_at)
    text = row.meeting_text or (sentence(pattern, locale) if row.rrule or row.starts_at else "")
    return [KnownMeeting(uuid5(row.id, "meeting"), row.id, text, pattern, "", row.location_id, 0)]


def _group(row: Row[Any], meetings: Sequence[KnownMeeting], houses: _Houses, locale: str) -> PublicGroup:
    kept = kept_from("public", row.shown_to)

    def said(name: str) -> str:
        return "" if name in kept else str(getattr(row, name))

    language = ("nl", "en", "de").index(locale) + 1
    held = [one._replace(text=one.text or sentence(one.pattern, locale)) for one in meetings]
    return PublicGroup(
        id=row.id, slug=row.slug, name=row.name, intro=said("intro"),
        themes=tuple((names[0], names[language]) for names in row.themes or ()),
        audiences=tuple(row.audiences), audience_note=said("audience_note"), joining=row.joining,
        costs=said("costs"), contact_name=said("contact_name") and shown_contact(row), phone=said("phone"),
        phone_note=said("phone_note"), email=said("email"), website=said("website"),
        in_person=row.in_person, online=row.online, by_phone=row.by_phone, place=row.place,
        state=row.state, paused_until=row.paused_until, verified_on=row.verified_on,
        verified_precision=row.verified_precision, updated_at=row.updated_at,
        url=network_url(g.network.slug, f"/groups/{row.slug}"),
        meetings=tuple(_meeting(row, one, houses, kept) for one in held or _of_row(row, locale)),
    )  # fmt: skip


def _meeting(row: Row[Any], known: KnownMeeting, houses: _Houses, kept: frozenset[str]) -> PublicMeeting:
    ways = {"in-person": row.in_person, "online": row.online, "phone": row.by_phone}
    if known.mode:
        ways = {name: name == known.mode for name in ways}
    house = houses.places.get(known.location_id) if known.location_id and ways["in-person"] else None
    pattern, text = known.pattern, known.text
    if house is not None:
        pattern = _without_closed(pattern, houses.closed.get(house.id, []))
    if "meeting_text" in kept:
        pattern, text = NO_DATES, ""
    place = _place(house, row, kept) if house is not None else None
    return PublicMeeting(known.id, pattern, text, place, ways["in-person"], ways["online"], ways["phone"])


def _place(house: PublicPlace, row: Row[Any], kept: frozenset[str]) -> PublicPlace:
    """The place as this group shows it. A hidden address has an id of its own: the usual one would lead
    to a group that meets there and hides nothing.
    """
    notes = "" if "access_note" in kept else ". ".join(filter(None, (row.access_note, house.access_note)))
    shown = replace(house, access_note=notes, directions="" if "directions" in kept else house.directions)
    hidden = kept & {"venue", "street", "postcode"}
    if not hidden:
        return shown
    return replace(
        shown,
        id=uuid5(row.id, f"at:{house.id}"),
        name="" if "venue" in kept else shown.name,
        street="" if "street" in kept else shown.street,
        postcode="" if "postcode" in kept else shown.postcode,
        directions="",
        lat=None,
        lon=None,
    )


def _without_closed(pattern: Pattern, closed: Sequence[Closed]) -> Pattern:
    """The pattern with the meetings cancelled that fall on days on which the building is closed."""
    day = today()
    shut = [
        (occurrence, found)
        for occurrence in (occurrences(pattern, day, day + AHEAD) if closed else ())
        if (found := closed_on(occurrence, closed))
    ]
    if not shut:
        return pattern
    dates = {occurrence.rule_date for occurrence, _ in shut}
    open_ones = [change for change in pattern.changes if change.on not in dates]
    return replace(pattern, changes=(*open_ones, *_cancelled(pattern, shut)))


def _cancelled(pattern: Pattern, shut: Sequence[tuple[Occurrence, Closed]]) -> list[Change]:
    extra = {change.on for change in pattern.changes if change.kind == "extra"}
    return [
        Change(occurrence.rule_date, "cancelled", note=found.note)
        for occurrence, found in shut
        if occurrence.rule_date not in extra
    ]
