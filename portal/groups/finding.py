"""A search from question to answer: typing mistakes are forgiven, and there is always a next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.groups.almanac import Almanac, KnownTheme
from portal.groups.catalogue import listed_themes
from portal.groups.indexing import search_config
from portal.groups.queries import PER_PAGE, counts, lines
from portal.groups.search import Term
from portal.groups.spelling import probably_meant
from portal.groups.texts import words
from portal.groups.wishes import Wish


@dataclass(frozen=True)
class Offers:
    """What can be asked instead when nothing was found."""

    drop: list[tuple[str, str, int]] = field(default_factory=list)
    """A word to leave out, the query without it, and how many groups that finds."""
    without_filters: int = 0
    nearby: list[tuple[KnownTheme, int]] = field(default_factory=list)
    online: int = 0


@dataclass(frozen=True)
class Answer:
    """One page of what was found. `wish` is what was looked for in the end."""

    wish: Wish
    rows: Sequence[Row[Any]]
    total: int = 0
    online: int = 0
    page: int = 1
    meant: tuple[tuple[str, str], ...] = ()
    """Words that were replaced: as typed, as looked for."""
    offers: Offers = field(default_factory=Offers)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


def find(db: Session, wish: Wish, book: Almanac) -> Answer:
    """Look for what was wished; a page beyond the end shows the last one."""
    answer = _look(db, wish, book)
    if answer.total:
        return answer
    unsure = () if wish.exact else wish.terms
    meant = {term.word: known for term in unsure if (known := probably_meant(term, book))}
    if meant:
        better = replace(wish, terms=tuple(Term(meant.get(term.word, term.word)) for term in wish.terms))
        answer = replace(_look(db, better, book), meant=tuple(meant.items()))
    return answer if answer.total else replace(answer, offers=_offers(db, answer.wish, book))


def _look(db: Session, wish: Wish, book: Almanac) -> Answer:
    shape, binds, number = wish.shape(), wish.binds(book, search_config()), wish.page
    rows = lines(db, shape, binds, page=number)
    if not rows and number > 1 and (first := lines(db, shape, binds, page=1)):
        number = max(1, -(-first[0].total // PER_PAGE))
        rows = lines(db, shape, binds, page=number) if number > 1 else first
    if not rows:
        return Answer(wish, rows)
    return Answer(wish, rows, rows[0].total, rows[0].online_total, number)


def _offers(db: Session, wish: Wish, book: Almanac) -> Offers:
    why = counts(db, wish.shape(), wish.binds(book, search_config()), wish.without_each_word(book))
    drop = []
    for term, number in zip(wish.terms, why.without_word, strict=len(wish.terms) > 1):
        others = " ".join(other.word for other in wish.terms if other is not term)
        if number:
            drop.append((term.word, others, number))
    without_filters = why.without_filters if wish.filtered else 0
    return Offers(drop, without_filters, _nearby(wish, book), why.online)


def _nearby(wish: Wish, book: Almanac) -> list[tuple[KnownTheme, int]]:
    """Themes with groups around the one that was meant; all parents when we cannot tell which."""
    theme = book.themes.get(wish.theme) or theme_in(wish, book)
    roots = [theme.code for theme in book.themes.values() if not theme.parent]
    family = book.family(theme.parent or theme.code) if theme else roots
    return [(book.themes[code], book.counts[code]) for code in family if book.counts.get(code)]


@cache
def _phrases() -> dict[frozenset[str], str]:
    """Theme codes by the words of each of their names and everyday words."""
    found: dict[frozenset[str], str] = {}
    for theme in listed_themes().values():
        for text in (theme.code, *theme.names.values(), *theme.synonyms):
            found.setdefault(frozenset(words(text)), theme.code)
    return found


def theme_named(wish: Wish, book: Almanac) -> KnownTheme | None:
    """The theme whose name or everyday word is exactly what was typed."""
    return book.themes.get(_phrases().get(frozenset(term.word for term in wish.terms), ""))


def theme_in(wish: Wish, book: Almanac) -> KnownTheme | None:
    """The theme of which most words were typed, among other words."""
    wanted = {term.word for term in wish.terms}
    said = [(len(phrase), code) for phrase, code in _phrases().items() if phrase and phrase <= wanted]
    return book.themes.get(max(said)[1]) if said else None
