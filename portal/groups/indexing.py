"""What search reads of a group: its folded words, and a document with weights.

A is the name; B the themes and their parents, with everyday words in three languages; C where and for whom;
D the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import ARRAY, Row, Text, Uuid, bindparam, cast, column, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.groups.models import Group, GroupTheme, Location, Theme
from portal.groups.search import MARK
from portal.groups.texts import haystack, index_words, sort_key
from portal.groups.visibility import kept_from

CONFIGS = {"nl": "dutch", "de": "german", "en": "english"}
"""Text search configurations by the network's language."""

AUDIENCE_WORDS = {
    "relatives": "naasten familie mantelzorgers relatives family carers angehorige",
    "parents": "ouders vader moeder parents eltern",
    "partners": "partners echtgenoten partner",
    "women": "vrouwen women frauen",
    "men": "mannen men manner",
    "young": "jongeren jong young jugendliche junge",
    "older": "ouderen senioren older seniors altere senioren",
}
FORMAT_WORDS = {"online": "online videobellen zoom", "by_phone": "telefonisch telefoon phone telefon"}

MAY_BE_KEPT = ("venue", "street", "intro", "audience_note", "meeting_text")
"""What is left out when the group keeps it: nobody finds a group by what they may not read."""
_GROUP: Any = Group.__table__
_PLACE: Any = Location.__table__.c
_READ = (
    select(
        *(_GROUP.c[name] for name in ("id", "name", "intro", "audiences", "audience_note", "meeting_text")),
        *(_GROUP.c.online, _GROUP.c.by_phone, _GROUP.c.place, _GROUP.c.shown_to),
        *(_PLACE.name.label("venue"), _PLACE.street, _PLACE.city),
    )
    .outerjoin(Location.__table__, _PLACE.id == _GROUP.c.location_id)
    .where(_GROUP.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
)
_PAIRS = (
    select(GroupTheme.group_id, Theme.code, Theme.parent)
    .join(Theme, Theme.code == GroupTheme.theme_code)
    .where(GroupTheme.group_id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(Theme.position)
)
_THEMES = select(Theme.code, Theme.nl, Theme.en, Theme.de, Theme.synonyms).where(
    Theme.code == func.any(bindparam("codes", type_=ARRAY(Text)))
)
_NEW = ("sort_key", "words", "a", "b", "c", "d")
_FRESH = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid)), *(bindparam(name, type_=ARRAY(Text)) for name in _NEW))
    .table_valued(column("id", Uuid), *(column(name, Text) for name in _NEW), name="fresh")
    .render_derived()
)


def _document() -> Any:
    config = cast(bindparam("config", type_=Text), REGCONFIG)
    whole: Any = None
    for name in "abcd":
        part = func.setweight(func.to_tsvector(config, _FRESH.c[name]), literal_column(f"'{name.upper()}'"))
        whole = part if whole is None else whole.op("||")(part)
    return whole


_WRITE = (
    update(_GROUP)
    .where(_GROUP.c.id == _FRESH.c.id)
    .values(sort_key=_FRESH.c.sort_key, words=_FRESH.c.words, document=_document())
)


def search_config() -> str:
    """The text search configuration of the network in whose context we are."""
    return CONFIGS.get(g.network.locale, "simple") if "network" in g else "simple"


def reindex(db: Session, group: Group) -> None:
    """Bring what search knows of a group up to date. The group, its themes and its place are flushed."""
    for new in reindex_all(db, [group.id]):
        set_committed_value(group, "words", new["words"])
        set_committed_value(group, "sort_key", new["sort_key"])


def reindex_all(db: Session, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The same for many groups, in four statements; returns what was written."""
    rows = db.execute(_READ, {"ids": list(ids)}).all()
    if not rows:
        return []
    themes = _theme_texts(db, ids)
    fresh = [_entry(row, themes.get(row.id, ())) for row in rows]
    values = {name: [entry[name] for entry in fresh] for name in ("id", *_NEW)}
    db.execute(_WRITE, {"config": search_config(), "ids": values.pop("id"), **values})
    return fresh


def _theme_texts(db: Session, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Names and everyday words of each group's themes and of their parents."""
    codes: dict[UUID, dict[str, None]] = {}
    for group_id, code, parent in db.execute(_PAIRS, {"ids": list(ids)}):
        codes.setdefault(group_id, {}).update(dict.fromkeys((code, parent or code)))
    wanted = {code for found in codes.values() for code in found}
    rows = db.execute(_THEMES, {"codes": list(wanted)})
    texts = {code: [code, *names, *synonyms] for code, *names, synonyms in rows}
    return {group_id: [text for code in found for text in texts[code]] for group_id, found in codes.items()}


def _entry(row: Row[*tuple[Any, ...]], theme_texts: Collection[str]) -> dict[str, Any]:
    formats = [words for field, words in FORMAT_WORDS.items() if getattr(row, field)]
    audiences = [AUDIENCE_WORDS.get(audience, "") for audience in row.audiences]
    kept = kept_from("public", row.shown_to)
    told = {name: "" if name in kept else getattr(row, name) or "" for name in MAY_BE_KEPT}
    place = [row.place or "", told["venue"], told["street"], row.city or ""]
    parts = {
        "a": index_words([row.name]),
        "b": index_words(theme_texts),
        "c": index_words([*place, *audiences, *formats]),
    }
    found = haystack(word for words in parts.values() for word in words)
    parts["d"] = index_words([told["intro"], told["audience_note"], told["meeting_text"]])
    parts["a"] += _names_in_capitals([row.name])
    parts["b"] += _names_in_capitals(theme_texts)
    written = {name: " ".join(words) for name, words in parts.items()}
    return {"id": row.id, "sort_key": sort_key(row.name), "words": found, **written}


def _names_in_capitals(texts: Iterable[str]) -> list[str]:
    """ "NA" and "ME" with a mark; "na" and "me" are ordinary words."""
    return [name.lower() + MARK for text in texts for name in re.findall(r"\b[A-Z]{2}\b", text)]
