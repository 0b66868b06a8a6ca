"""Questions alike: what was asked or answered before, in other words. One statement ranks them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    Float,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy import literal_column as raw
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from portal.knowledge.indexing import AUDIENCES, KINDS, QuestionText
from portal.knowledge.meaning import STRENGTHS, TEXT, TITLE, asked

LONGEST_QUESTION = 2_000
"""Letters of a question that are read."""
FITS = 0.45
"""What scores less is not alike: then nothing is found."""
ANOTHER_TURN = 0.5
"""What is left of the score of another question about the same subject (`Concept.turns`)."""
SAME_CATEGORY = 0.05
"""Added when the category that was chosen is the same."""
_RANK_UNIT = 1.64493406685
"""`ts_rank` divides by this and by the number of words asked; we want the plain sum."""


@dataclass(frozen=True)
class Found:
    """One article or request that is like the question."""

    kind: str
    thing_id: UUID
    title: str
    score: float
    """From FITS to a little over 1."""
    category: str
    region: str
    dated: date | None
    helped: int
    """How many groups it helped."""


@dataclass(frozen=True)
class Reader:
    """What somebody may find. `groups`: those whose own requests they may read besides."""

    audiences: tuple[str, ...] = ("public",)
    groups: tuple[UUID, ...] = ()


def reader(person: Any, groups: Collection[UUID] = ()) -> Reader:
    """What a person may find who speaks or asks for these groups; without any, what is public."""
    if person is not None and person.is_steward:
        return Reader(AUDIENCES)
    if person is not None and groups:
        return Reader(("public", "network"), tuple(groups))
    return Reader()


def similar(
    db: Session,
    text: str,
    *,
    may_see: Reader,
    category: str | None = None,
    limit: int = 5,
    kinds: Collection[str] = KINDS,
    without: UUID | None = None,
) -> list[Found]:
    """What is most like the text, best first; nothing when nothing fits. `without`: the thing itself."""
    question = asked(text[:LONGEST_QUESTION])
    if not question.query:
        return []
    binds: dict[str, Any] = {
        "any": question.query,
        "norm": question.norm,
        "category": category or "",
        "without": without,
        "audiences": list(may_see.audiences),
        "groups": list(may_see.groups),
        "kinds": list(kinds),
        "limit": limit,
        "fits": FITS,
        "turns": list(question.turns),
        "turning": question.turning,
    }
    for number, portion in enumerate(question.portions):
        binds[f"query_{number}"] = portion.query
        binds[f"factor_{number}"] = portion.strength**2 * portion.number * _RANK_UNIT
    return [Found(**row) for row in db.execute(_statement(), binds).mappings()]


_TABLE: Any = QuestionText.__table__.c
_SHOWN = ("kind", "thing_id", "title", "category", "region", "dated", "helped")
_WEIGHTS: Any = raw(f"'{{0,{TEXT},0,{TITLE}}}'::real[]")


def _query(name: str) -> Any:
    """A bound query, parsed once and not for every row."""
    return select(cast(bindparam(name, type_=Text), TSQUERY)).scalar_subquery()


def _holds(query: str) -> Any:
    return _TABLE.document.op("@@", return_type=Boolean())(_query(query))


@cache
def _statement() -> Select[Any]:
    alike: Any = sum(
        bindparam(f"factor_{number}", type_=Float)
        * func.ts_rank(_WEIGHTS, _TABLE.document, _query(f"query_{number}"))
        for number in range(len(STRENGTHS))
    ) / (_TABLE.norm * bindparam("norm", type_=Float))
    turned = and_(
        _TABLE.turns.op("<@", return_type=Boolean())(bindparam("turns", type_=ARRAY(Text))),
        or_(bindparam("turning", type_=Text) == "", _holds("turning")),
    )
    same = case((turned, 1), else_=ANOTHER_TURN)
    bonus = case((_TABLE.category == bindparam("category", type_=Text), SAME_CATEGORY), else_=0)
    readable = or_(
        _TABLE.audience == func.any(bindparam("audiences", type_=ARRAY(Text))),
        _TABLE.group_id == func.any(bindparam("groups", type_=ARRAY(Uuid))),
    )
    ranked = (
        select(*(_TABLE[name] for name in _SHOWN), (alike * same + bonus).label("score"))
        .where(_holds("any"), readable)
        .where(_TABLE.kind == func.any(bindparam("kinds", type_=ARRAY(Text))))
        .where(_TABLE.thing_id.is_distinct_from(bindparam("without", type_=Uuid)))
        .subquery("ranked")
    )
    return (
        select(ranked)
        .where(ranked.c.score >= bindparam("fits", type_=Float))
        .order_by(ranked.c.score.desc(), ranked.c.dated.desc().nulls_last(), ranked.c.thing_id)
        .limit(bindparam("limit"))
    )
