"""The starter articles in a network: drafts that groups can read and nobody has checked for the region."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert, Text, Uuid, and_, cast, column, func, literal, select, values
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, insert

from portal.knowledge.indexing import QuestionText
from portal.knowledge.meaning import list_version, meaning
from portal.knowledge.models import Article
from portal.knowledge.starters import WRITTEN_ON, starters

_ARTICLE: Any = Article.__table__
_INDEX: Any = QuestionText.__table__
_USUAL = {
    column.name: column.default.arg
    for column in _ARTICLE.columns
    if column.default is not None and column.default.is_scalar
}


def articles() -> Insert:
    """Those that are not there yet. What a steward changed or retired stays as it is."""
    rows = [
        {
            **_USUAL,
            "id": one.id,
            "title": one.title,
            "text": one.text,
            "category": one.category,
            "sources": "\n".join(one.sources),
            "visibility": "network",
            "state": "draft",
            "origin": "starter",
            "origin_key": one.key,
            "created_at": func.now(),
            "updated_at": func.now(),
        }
        for one in starters()
    ]
    return insert(_ARTICLE).values(rows).on_conflict_do_nothing()


def findable() -> Insert:
    """What a question is compared with, for those of them that are still as they were planted."""
    names = ("thing_id", "category", "title", "document", "norm", "turns")
    found = [(one, meaning(one.title, one.text)) for one in starters()]
    told = values(*(column(name, Text) for name in names), name="told").data(
        [
            (str(one.id), one.category, one.title, known.document, str(known.norm), _array(known.turns))
            for one, known in found
        ]
    )
    key = cast(told.c.thing_id, Uuid)
    untouched = and_(
        *(_ARTICLE.c.id == key, _ARTICLE.c.origin == "starter", _ARTICLE.c.state == "draft"),
        *(_ARTICLE.c.version == 1, _ARTICLE.c.stale_since.is_(None)),
    )
    return (
        insert(_INDEX)
        .from_select(
            [*names, "kind", "audience", "region", "dated", "helped", "written"],
            select(
                *(key, told.c.category, told.c.title, cast(told.c.document, TSVECTOR)),
                *(cast(told.c.norm, _INDEX.c.norm.type), cast(told.c.turns, ARRAY(Text))),
                *(literal("article"), literal("network"), literal(""), literal(WRITTEN_ON), literal(0)),
                literal(list_version()),
            ).join_from(told, _ARTICLE, untouched),
        )
        .on_conflict_do_nothing()
    )


def _array(codes: tuple[str, ...]) -> str:
    return "{" + ",".join(f'"{code}"' for code in codes) + "}"
