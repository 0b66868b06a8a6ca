"""Searching what all networks published. Columns only: these rows become lines on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Double,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY
from sqlalchemy.orm import Session

from portal.directory.models import PublishedGroup
from portal.geo.places import EARTH_KM
from portal.groups.indexing import CONFIGS
from portal.groups.instead import MOST, Instead
from portal.groups.queries import BY_PHONE, NEAR, ONLINE, PER_PAGE, SOMEWHERE, Shape
from tenants.registry import Network, NetworkState

_GROUP: Any = PublishedGroup.__table__.c
_NETWORK: Any = Network.__table__.c
_OPEN = and_(_NETWORK.role == _GROUP.role, _NETWORK.state == NetworkState.ACTIVE)
_BOTH: Any = PublishedGroup.__table__.join(Network.__table__, _OPEN)
_FORMATS = {"in-person": "in_person", "online": "online", "phone": "by_phone"}
KM_PER_DEGREE = 111.0
"""A little less than a degree of latitude is, so that a box around a circle holds all of it."""


def _has(column: Any, text: str) -> ColumnElement[bool]:
    return literal_column(f"'{text}'", Text) == func.any(column)


_AT_DISTANCE, _BY_PHONE = _has(_GROUP.formats, "online"), _has(_GROUP.formats, "by_phone")


def holds(query: str) -> ColumnElement[bool]:
    """The document matches the bound query in one of the languages of our networks."""
    text = bindparam(query, type_=Text)
    parsed: Any = None
    for config in CONFIGS.values():
        one = func.to_tsquery(cast(literal_column(f"'{config}'"), REGCONFIG), text, type_=TSQUERY)
        parsed = one if parsed is None else parsed.op("||")(one)
    return _GROUP.document.op("@@", return_type=Boolean())(select(parsed).scalar_subquery())  # type: ignore[no-any-return]


def _km() -> ColumnElement[float]:
    """How far a group is from the bound point, as `portal.geo.places.distance_km` has it."""
    lat, lon = (bindparam(name, type_=Double) for name in ("lat", "lon"))
    north = func.power(func.sin(func.radians(_GROUP.lat - lat) / 2), 2)
    east = func.power(func.sin(func.radians(_GROUP.lon - lon) / 2), 2)
    half = north + func.cos(func.radians(lat)) * func.cos(func.radians(_GROUP.lat)) * east
    return 2 * EARTH_KM * func.asin(func.least(1.0, func.sqrt(half)))


_KM: Any = _km()
_WITHIN = bindparam("within", type_=Double)
_IN_REACH = func.coalesce(_KM <= _WITHIN, literal_column("false"))
_PART: Any = case((_IN_REACH, NEAR), (_AT_DISTANCE, ONLINE), (_BY_PHONE, BY_PHONE), else_=SOMEWHERE)


def _around(shape: Shape) -> ColumnElement[bool]:
    """In a box around the circle first, which is quickly told; or somewhere without having to go there."""
    lat = bindparam("lat", type_=Double)
    near = and_(_GROUP.lat.between(lat - _WITHIN / KM_PER_DEGREE, lat + _WITHIN / KM_PER_DEGREE), _IN_REACH)
    return near if shape.mode == "in-person" else or_(_AT_DISTANCE, _BY_PHONE, near)


def _open_now() -> ColumnElement[bool]:
    today = bindparam("today", type_=Date)
    closed = and_(
        _GROUP.closed_from <= today, or_(_GROUP.closed_until.is_(None), _GROUP.closed_until > today)
    )
    return and_(
        _GROUP.joining.in_(["open", "intake"]), func.coalesce(closed, literal_column("false")).is_(False)
    )


def filters(shape: Shape) -> list[ColumnElement[bool]]:
    """One condition for each filter that was chosen."""
    found: list[ColumnElement[bool]] = []
    if shape.theme:
        found.append(_GROUP.themes.op("&&", return_type=Boolean())(bindparam("themes", type_=ARRAY(Text))))
    if shape.place == "near":
        found.append(_around(shape))
    if shape.place == "town":
        found.append(_GROUP.place == func.any(bindparam("places", type_=ARRAY(Text))))
    if shape.day or shape.part:
        found.append(bindparam("slot", type_=Text) == func.any(_GROUP.slots))
    if shape.mode:
        found.append(_has(_GROUP.formats, _FORMATS[shape.mode]))
    if shape.audience:
        found.append(bindparam("audience", type_=Text) == func.any(_GROUP.audiences))
    if shape.access:
        found.append(_GROUP.step_free)
    if shape.open:
        found.append(_open_now())
    return found


_LINE = (
    *(
        _GROUP.slug,
        _GROUP.name,
        _GROUP.place,
        _GROUP.themes,
        _GROUP.meeting,
        _GROUP.starts_at,
        _GROUP.ends_at,
    ),
    *(
        _GROUP.formats,
        _GROUP.verified_on,
        _GROUP.verified_precision,
        _GROUP.promise_hours,
        _GROUP.lat,
        _GROUP.lon,
    ),
    *(_NETWORK.slug.label("network_slug"), _NETWORK.name.label("network_name")),
)
_TOTALS = (
    func.count().over().label("total"),
    func.count().filter(_AT_DISTANCE).over().label("online_total"),
)
_PARTS = (
    *(case((_IN_REACH, _KM)).label("km"), _PART.label("part"), func.count().over().label("total")),
    *(func.count().filter(number == _PART).over().label(f"part_{number}") for number in range(4)),
)


def _rank() -> ColumnElement[int]:
    """Name before theme before the rest."""
    return case((holds("name_all"), 0), (holds("name_any"), 1), (holds("theme_any"), 2), else_=3)


@cache
def _lines(shape: Shape) -> Select[Any]:
    by_rank, by_words = ([_rank()], [holds("words")]) if shape.words else ([], [])
    near = shape.place == "near"
    by_part, by_distance = ([_PART], [case((_IN_REACH, _KM))]) if near else ([], [])
    return (
        select(*_LINE, *(_PARTS if near else _TOTALS))
        .select_from(_BOTH)
        .where(*by_words, *filters(shape))
        .order_by(*by_part, *by_rank, *by_distance, _GROUP.sort_key, _GROUP.group_id)
        .limit(literal_column(str(PER_PAGE)))
        .offset(bindparam("offset"))
    )


def lines(control: Session, shape: Shape, binds: Mapping[str, Any], *, page: int) -> Sequence[Row[Any]]:
    """One page of what was found, as `portal.groups.queries.lines`."""
    return control.execute(_lines(shape), {**binds, "offset": (page - 1) * PER_PAGE}).all()


@cache
def _instead(shape: Shape, terms: int) -> Select[Any]:
    words = [holds("words")] if shape.words else []
    others = [[holds(f"without_{number}"), *filters(shape)] for number in range(terms)]
    wanted = ([_AT_DISTANCE], words, *others)
    columns: list[Any] = [
        func.count().filter(and_(True, *conditions)).label(f"reason_{number}")
        for number, conditions in enumerate(wanted)
    ]
    reasons = select(*columns).select_from(_BOTH).subquery("reasons")
    fits = filters(shape._replace(place="")) if shape.place == "near" else [literal_column("false")]
    nearest: Select[Any] = select(*_LINE, _KM.label("km"))
    nearest = nearest.select_from(_BOTH).where(_GROUP.lat.is_not(None), *words, *fits)
    found = nearest.order_by(_KM).limit(MOST).subquery("found")
    joined = select(reasons, found).select_from(reasons.outerjoin(found, literal_column("true")))
    return joined.order_by(found.c.km)


def instead(control: Session, shape: Shape, binds: Mapping[str, Any], without: Sequence[str]) -> Instead:
    """Why nothing (near) was found and what is further away, as `portal.groups.instead.instead`."""
    more = {"lat": None, "lon": None, **{f"without_{number}": query for number, query in enumerate(without)}}
    rows = control.execute(_instead(shape, len(without)), {**more, **binds}).all()
    online, without_filters, *rest = rows[0][: 2 + len(without)]
    return Instead(online, without_filters, list(rest), [row for row in rows if row.slug], [])


def counts(control: Session) -> dict[str, int]:
    """How many groups each open network published, by slug."""
    rows = control.execute(
        select(_NETWORK.slug, func.count().label("groups")).select_from(_BOTH).group_by(_NETWORK.slug)
    )
    return {row.slug: row.groups for row in rows}


_VOCABULARY = select(_GROUP.name, _GROUP.place, _GROUP.themes)
_NEWEST = select(func.max(_GROUP.published_at))


def newest(control: Session) -> Any:
    """When something was last published; None when nothing is."""
    return control.scalar(_NEWEST)


def vocabulary(control: Session) -> Sequence[tuple[str, str, list[str]]]:
    """Name, town and themes of every published group."""
    return control.execute(_VOCABULARY).all()
