"""Lists of groups, as columns. A statement is built once per shape and kept; the rest is bound parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Double,
    Row,
    Select,
    Text,
    Time,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY
from sqlalchemy.orm import Session

from portal.groups.meetings.models import Closure, Meeting
from portal.groups.models import GroupTheme, Location
from portal.groups.rules import GROUP, in_public_lists

PER_PAGE = 20
MODES = {"in-person": GROUP.in_person, "online": GROUP.online, "phone": GROUP.by_phone}
_LOCATION: Any = Location.__table__
_GROUP_THEME: Any = GroupTheme.__table__.c
_MEETING: Any = Meeting.__table__.c
_CLOSURE: Any = Closure.__table__.c
NEAR, ONLINE, BY_PHONE, SOMEWHERE = range(4)
"""Parts of a list that was asked around a place, in their order."""


class Shape(NamedTuple):
    """What makes one statement differ from another."""

    words: bool = False
    theme: bool = False
    place: str = ""
    """ "near" somewhere by distance, "town" by the name of a town nobody else knows, or ""."""
    day: bool = False
    part: bool = False
    mode: str = ""
    audience: bool = False
    access: bool = False
    open: bool = False


def holds(query: str) -> ColumnElement[bool]:
    """The group's document matches the bound query, which is parsed once and not for every row."""
    config = cast(bindparam("config", type_=Text), REGCONFIG)
    parsed = func.to_tsquery(config, bindparam(query, type_=Text), type_=TSQUERY)
    return GROUP.document.op("@@", return_type=Boolean())(select(parsed).scalar_subquery())  # type: ignore[no-any-return]


def _rank() -> ColumnElement[int]:
    """Name before theme before the rest."""
    return case((holds("name_all"), 0), (holds("name_any"), 1), (holds("theme_any"), 2), else_=3)


def _any_theme() -> ColumnElement[bool]:
    wanted = _GROUP_THEME.theme_code == func.any(bindparam("themes", type_=ARRAY(Text)))
    return exists(select(literal_column("1")).where(_GROUP_THEME.group_id == GROUP.id, wanted))


def at_times(columns: Any, shape: Shape) -> ColumnElement[bool]:
    """A meeting (or the group's own columns) is on that day, in that part of the day."""
    found = []
    if shape.day:
        found.append(columns.rrule.regexp_match(bindparam("day", type_=Text)))
    if shape.part:
        found.append(
            columns.starts_at.between(bindparam("since", type_=Time), bindparam("until", type_=Time))
        )
    return and_(*found)


def _meets(shape: Shape) -> ColumnElement[bool]:
    """One of its meetings fits, and the group does not keep to itself when it meets."""
    others = exists(
        select(literal_column("1")).where(_MEETING.group_id == GROUP.id, at_times(_MEETING, shape))
    )
    told = func.coalesce(GROUP.shown_to["meeting_text"].astext, "public") == "public"
    return and_(told, or_(at_times(GROUP, shape), others))


def _step_free() -> ColumnElement[bool]:
    return GROUP.location_id.in_(select(_LOCATION.c.id).where(_LOCATION.c.step_free))  # type: ignore[no-any-return]


def _open_now() -> ColumnElement[bool]:
    """One can come now: it takes people, it is not paused, and its building is not closed today."""
    today = bindparam("today", type_=Date)
    until = or_(_CLOSURE.until_on.is_(None), _CLOSURE.until_on > today)
    closed = exists(
        select(literal_column("1")).where(
            _CLOSURE.location_id == GROUP.location_id, _CLOSURE.from_on <= today, until
        )
    )
    return and_(GROUP.joining.in_(["open", "intake"]), GROUP.state == "active", ~closed)


def _around(shape: Shape) -> ColumnElement[bool]:
    """In person and near enough, or somewhere else without having to go there."""
    near = GROUP.id == func.any(bindparam("near", type_=ARRAY(Uuid)))
    return near if shape.mode == "in-person" else or_(near, GROUP.online, GROUP.by_phone)


def filters(shape: Shape) -> list[ColumnElement[bool]]:
    """One condition for each filter that was chosen."""
    found: list[ColumnElement[bool]] = []
    if shape.theme:
        found.append(_any_theme())
    if shape.place == "near":
        found.append(_around(shape))
    if shape.place == "town":
        found.append(GROUP.place == func.any(bindparam("places", type_=ARRAY(Text))))
    if shape.day or shape.part:
        found.append(_meets(shape))
    if shape.mode:
        found.append(MODES[shape.mode])
    if shape.audience:
        found.append(bindparam("audience", type_=Text) == func.any(GROUP.audiences))
    if shape.access:
        found.append(_step_free())
    if shape.open:
        found.append(_open_now())
    return found


FAR = (
    func.unnest(bindparam("far", type_=ARRAY(Uuid)), bindparam("km", type_=ARRAY(Double)))
    .table_valued(column("id", Uuid), column("km", Double), name="far")
    .render_derived()
)
"""How far groups are; a distance may be missing."""

LINE = (
    *(GROUP.slug, GROUP.name, GROUP.meeting_text, GROUP.starts_at, GROUP.ends_at, GROUP.place),
    *(_LOCATION.c.name.label("venue"), GROUP.in_person, GROUP.online, GROUP.by_phone, GROUP.state),
    *(GROUP.verified_on, GROUP.verified_precision, GROUP.shown_to, GROUP.id),
)
"""What stands in one line of a list."""
_TOTALS = (
    func.count().over().label("total"),
    func.count().filter(GROUP.online).over().label("online_total"),
)
_PART = case(
    (FAR.c.km.is_not(None), NEAR), (GROUP.online, ONLINE), (GROUP.by_phone, BY_PHONE), else_=SOMEWHERE
)
_PARTS = (
    *(FAR.c.km, _PART.label("part"), func.count().over().label("total")),
    *(func.count().filter(_PART.in_([number])).over().label(f"part_{number}") for number in range(4)),
)


@cache
def _lines(shape: Shape) -> Select[Any]:
    by_rank, by_words = ([_rank()], [holds("words")]) if shape.words else ([], [])
    near = shape.place == "near"
    query = select(*LINE, *(_PARTS if near else _TOTALS)).outerjoin(
        _LOCATION, _LOCATION.c.id == GROUP.location_id
    )
    query = query.outerjoin(FAR, FAR.c.id == GROUP.id) if near else query
    by_distance = ([_PART], [FAR.c.km]) if near else ([], [])
    return (
        query.where(in_public_lists(), *by_words, *filters(shape))
        .order_by(*by_distance[0], *by_rank, *by_distance[1], GROUP.sort_key, GROUP.id)
        .limit(literal_column(str(PER_PAGE)))
        .offset(bindparam("offset"))
    )


def lines(db: Session, shape: Shape, binds: Mapping[str, Any], *, page: int) -> Sequence[Row[Any]]:
    """One page of the public list. Every row carries `total` and `online_total` of the whole list.

    Around a place, instead of the latter: its `km`, its `part`, and how many each part has (`part_0` and on).
    """
    return db.execute(_lines(shape), {**binds, "offset": (page - 1) * PER_PAGE}).all()
