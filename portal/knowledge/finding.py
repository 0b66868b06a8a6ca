"""What the page of the knowledge base shows: everything, or what is like the question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.accounts.models import Person
from portal.knowledge import queries
from portal.knowledge.categories import categories
from portal.knowledge.queries import MOST_FOUND, PER_PAGE, Lines
from portal.knowledge.similar import Reader, similar
from portal.paging import page_in, pages_of

LONGEST_QUESTION = 200


@dataclass(frozen=True)
class Wish:
    """What is asked in the address."""

    q: str = ""
    category: str = ""
    page: int = 1


@dataclass(frozen=True)
class Result:
    """One page of articles."""

    wish: Wish
    rows: Lines
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return pages_of(self.total, PER_PAGE)


def read(args: MultiDict[str, str]) -> Wish:
    """The wish, without what means nothing."""
    category = args.get("category", "")
    q = " ".join(args.get("q", "").split())[:LONGEST_QUESTION]
    return Wish(q, category if category in categories() else "", page_in(args))


def find(db: Session, person: Person | None, wish: Wish) -> Result:
    """What fits the wish: first what means the same, then what holds the very words."""
    if not wish.q:
        return Result(wish, *queries.articles(db, person, category=wish.category, page=wish.page))
    alike = similar(db, wish.q, may_see=_reader(person), kinds=("article",), limit=MOST_FOUND)
    ids = [found.thing_id for found in alike]
    rows = queries.found(db, person, ids, wish.q, category=wish.category)
    start = (wish.page - 1) * PER_PAGE
    return Result(wish, rows[start : start + PER_PAGE], len(rows))


def _reader(person: Any) -> Reader:
    """Wide enough: what this person may not read, `queries.found` leaves out."""
    return Reader(("public",) if person is None else ("public", "network"))
