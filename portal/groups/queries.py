"""Lists of groups, as columns. A statement is built once per shape and kept; the rest is bound parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY
from sqlalchemy.orm import Session

from portal.groups.models import GroupTheme, Location
from portal.groups.rules import GROUP, in_public_lists

PER_PAGE = 20
MODES = {"in-person": GROUP.in_person, "online": GROUP.online, "phone": GROUP.by_phone}
_LOCATION: Any = Location.__table__
_GROUP_THEME: Any = GroupTheme.__table__.c


class Shape(NamedTuple):
    """What makes one statement differ from another."""

    words: bool = False
    theme: bool = False
    place: bool = False
    day: bool = False
    mode: str = ""
    audience: bool = False


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


def filters(shape: Shape) -> list[ColumnElement[bool]]:
    """One condition for each filter that was chosen."""
    found: list[ColumnElement[bool]] = []
    if shape.theme:
        found.append(_any_theme())
    if shape.place:
        found.append(GROUP.place == func.any(bindparam("places", type_=ARRAY(Text))))
    if shape.day:
        told = func.coalesce(GROUP.shown_to["meeting_text"].astext, "public") == "public"
        found.append(and_(told, GROUP.rrule.regexp_match(bindparam("day", type_=Text))))
    if shape.mode:
        found.append(MODES[shape.mode])
    if shape.audience:
        found.append(bindparam("audience", type_=Text) == func.any(GROUP.audiences))
    return found


_LINE = (
    *(GROUP.slug, GROUP.name, GROUP.meeting_text, GROUP.starts_at, GROUP.ends_at, GROUP.place),
    *(_LOCATION.c.name.label("venue"), GROUP.in_person, GROUP.online, GROUP.by_phone, GROUP.state),
    *(GROUP.verified_on, GROUP.verified_precision, GROUP.shown_to),
    func.count().over().label("total"),
    func.count().filter(GROUP.online).over().label("online_total"),
)


@cache
def _lines(shape: Shape) -> Select[Any]:
    by_rank, by_words = ([_rank()], [holds("words")]) if shape.words else ([], [])
    return (
        select(*_LINE)
        .outerjoin(_LOCATION, _LOCATION.c.id == GROUP.location_id)
        .where(in_public_lists(), *by_words, *filters(shape))
        .order_by(*by_rank, GROUP.sort_key, GROUP.id)
        .limit(literal_column(str(PER_PAGE)))
        .offset(bindparam("offset"))
    )


def lines(db: Session, shape: Shape, binds: Mapping[str, Any], *, page: int) -> Sequence[Row[Any]]:
    """One page of the public list; every row carries `total` and `online_total` of the whole list."""
    return db.execute(_lines(shape), {**binds, "offset": (page - 1) * PER_PAGE}).all()


class Counts(NamedTuple):
    """What would have been found with less asked."""

    online: int
    without_filters: int
    without_word: list[int]
    """With the filters and all words but this one, for each word."""


@cache
def _counts(shape: Shape, terms: int) -> Select[Any]:
    words = [holds("words")] if shape.words else []
    others = [[holds(f"without_{number}"), *filters(shape)] for number in range(terms)]
    wanted = ([GROUP.online], words, *others)
    columns: list[Any] = [func.count().filter(and_(True, *conditions)) for conditions in wanted]
    return select(*columns).where(in_public_lists())


def counts(db: Session, shape: Shape, binds: Mapping[str, Any], without: Sequence[str]) -> Counts:
    """Why nothing was found; `without` are the queries that leave out one word each."""
    more = {f"without_{number}": query for number, query in enumerate(without)}
    online, without_filters, *rest = db.execute(_counts(shape, len(without)), {**binds, **more}).one()
    return Counts(online, without_filters, list(rest))
