"""When nothing, or nothing near, was found: one statement tells why, and what else there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Integer,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from portal.groups.models import GroupTheme, Location
from portal.groups.queries import FAR, LINE, Shape, filters, holds
from portal.groups.rules import GROUP, in_public_lists

MOST = 3
"""Groups of each kind."""
NEXT, FORMING = range(2)
_LOCATION: Any = Location.__table__.c
_GROUP_THEME: Any = GroupTheme.__table__.c


class Instead(NamedTuple):
    """Why nothing was found, and what there is: groups further away (with `km`), groups in formation."""

    online: int
    without_filters: int
    without_word: list[int]
    """With the filters and all words but this one, for each word."""
    further: list[Row[Any]]
    forming: list[Row[Any]]


def _reasons(shape: Shape, terms: int) -> Select[Any]:
    """How many there would be with less asked."""
    words = [holds("words")] if shape.words else []
    others = [[holds(f"without_{number}"), *filters(shape)] for number in range(terms)]
    wanted = ([GROUP.online], words, *others)
    columns: list[Any] = [
        func.count().filter(and_(True, *conditions)).label(f"reason_{number}")
        for number, conditions in enumerate(wanted)
    ]
    return select(*columns).where(in_public_lists())


def _suitable() -> ColumnElement[bool]:
    """About that, or around there; any when neither was asked."""
    about = bindparam("about", type_=ARRAY(Text))
    around = bindparam("around", type_=ARRAY(Uuid))
    themed = exists(
        select(literal_column("1")).where(
            _GROUP_THEME.group_id == GROUP.id, _GROUP_THEME.theme_code == func.any(about)
        )
    )
    nothing = func.cardinality(about) + func.cardinality(around) == 0
    return or_(nothing, GROUP.id == func.any(around), themed)


def _forming() -> Select[Any]:
    more = literal_column(str(FORMING), Integer).label("kind"), literal_column("0.0", Double).label("km")
    query: Select[Any] = select(*LINE, *more).outerjoin(Location.__table__, _LOCATION.id == GROUP.location_id)
    return query.where(in_public_lists(), GROUP.state == "forming", _suitable()).order_by(GROUP.sort_key)


def _further(shape: Shape) -> Select[Any]:
    """The nearest of all that fit but for the distance."""
    kind = literal_column(str(NEXT), Integer).label("kind")
    words = [holds("words")] if shape.words else []
    query: Select[Any] = select(*LINE, kind, FAR.c.km).join(FAR, FAR.c.id == GROUP.id)
    query = query.outerjoin(Location.__table__, _LOCATION.id == GROUP.location_id)
    fits = filters(shape._replace(place=""))
    return query.where(in_public_lists(), FAR.c.km.is_not(None), *words, *fits).order_by(FAR.c.km)


@cache
def _statement(shape: Shape, terms: int) -> Select[Any]:
    kinds = [_forming(), *([_further(shape)] if shape.place == "near" else [])]
    reasons = _reasons(shape, terms).subquery("reasons")
    found = union_all(*(select(kind.limit(MOST).subquery()) for kind in kinds)).subquery("found")
    joined = select(reasons, found).select_from(reasons.outerjoin(found, literal_column("true")))
    return joined.order_by(found.c.kind, found.c.km, found.c.name)


def instead(db: Session, shape: Shape, binds: Mapping[str, Any], without: Sequence[str]) -> Instead:
    """Look around; `without` are the queries that leave out one word each.

    `binds` holds besides those of the shape: `about` (theme codes), `around` (groups for which somebody could
    wait), and around a place the distances of all groups.
    """
    more = {f"without_{number}": query for number, query in enumerate(without)}
    rows = db.execute(_statement(shape, len(without)), {**binds, **more}).all()
    online, without_filters, *rest = rows[0][: 2 + len(without)]
    further, forming = ([row for row in rows if row.kind == kind] for kind in (NEXT, FORMING))
    return Instead(online, without_filters, list(rest), further, forming)
