"""The stewards' list: every group, with what visitors do not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.groups.almanac import Almanac
from portal.groups.indexing import search_config
from portal.groups.models import STATES, GroupContact
from portal.groups.queries import Shape, filters, holds
from portal.groups.rules import GROUP
from portal.groups.search import LONGEST_QUERY, Term, all_of, terms
from portal.groups.spelling import known_words
from portal.paging import page_in, pages_of

PER_PAGE = 40
_PERSON: Any = Person.__table__.c
_CONTACT: Any = GroupContact.__table__.c

VIEWS: dict[str, ColumnElement[bool]] = {
    **{state: GROUP.state == state for state in STATES},
    "unlisted": GROUP.listed.is_(False),
    "unchecked": GROUP.verified_on.is_(None),
    "without_contact": GROUP.id.not_in(select(_CONTACT.group_id)),
    "one_person": GROUP.id.in_(
        select(_CONTACT.group_id).group_by(_CONTACT.group_id).having(func.count() == literal_column("1"))
    ),
}
"""What a steward can narrow the list to."""


class StewardShape(NamedTuple):
    """What makes one statement differ from another."""

    words: bool = False
    theme: bool = False
    view: str = ""


@dataclass(frozen=True)
class StewardWish:
    """One question to the stewards' list."""

    q: str = ""
    theme: str = ""
    view: str = ""
    page: int = 1
    terms: tuple[Term, ...] = ()

    @classmethod
    def read(cls, args: Mapping[str, str], book: Almanac) -> StewardWish:
        """Understand an address; what is unknown is left out."""
        q = " ".join(args.get("q", "")[:LONGEST_QUERY].split())
        theme, view = args.get("theme", ""), args.get("view", "")
        return cls(
            q=q,
            theme=theme if theme in book.themes else "",
            view=view if view in VIEWS else "",
            page=page_in(args),
            terms=tuple(terms(q)),
        )

    def query(self, page: int) -> str:
        """The part of an address behind the question mark, for another page."""
        values = {"q": self.q, "theme": self.theme, "view": self.view, "page": page}
        return urlencode({name: value for name, value in values.items() if value})


_NAMES = (
    select(func.string_agg(func.coalesce(func.nullif(_PERSON.name, ""), _PERSON.email), ", "))
    .select_from(GroupContact.__table__)
    .join(Person.__table__, _PERSON.id == _CONTACT.person_id)
    .where(_CONTACT.group_id == GROUP.id)
    .scalar_subquery()
)


@cache
def _statement(shape: StewardShape) -> Select[Any]:
    conditions = filters(Shape(theme=shape.theme))
    if shape.words:
        note = GROUP.network_note.icontains(bindparam("note"), autoescape=False)
        conditions.append(or_(holds("words"), note))
    if shape.view:
        conditions.append(VIEWS[shape.view])
    return (
        select(
            *(GROUP.slug, GROUP.name, GROUP.place, GROUP.state, GROUP.listed, GROUP.network_note),
            *(GROUP.verified_on, GROUP.verified_precision, _NAMES.label("contacts")),
            func.count().over().label("total"),
        )
        .where(*conditions)
        .order_by(GROUP.sort_key, GROUP.id)
        .limit(literal_column(str(PER_PAGE)))
        .offset(bindparam("offset"))
    )


class StewardAnswer(NamedTuple):
    """One page of the list."""

    rows: Sequence[Row[Any]]
    total: int
    page: int
    pages: int


def look(db: Session, wish: StewardWish, book: Almanac) -> StewardAnswer:
    """The groups that fit; a page beyond the end shows the last one."""
    binds: dict[str, Any] = {"themes": book.family(wish.theme)} if wish.theme else {}
    if wish.terms:
        words = all_of(wish.terms, known_words(book))
        binds |= {"config": search_config(), "words": words, "note": _escaped(wish.q)}
    statement = _statement(StewardShape(bool(wish.terms), bool(wish.theme), wish.view))
    number = wish.page
    rows = db.execute(statement, {**binds, "offset": (number - 1) * PER_PAGE}).all()
    if not rows and number > 1 and (first := db.execute(statement, {**binds, "offset": 0}).all()):
        number = pages_of(first[0].total, PER_PAGE)
        rows = db.execute(statement, {**binds, "offset": (number - 1) * PER_PAGE}).all()
    total = rows[0].total if rows else 0
    return StewardAnswer(rows, total, number if rows else 1, pages_of(total, PER_PAGE))


def _escaped(text: str) -> str:
    """Text as it stands inside a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
