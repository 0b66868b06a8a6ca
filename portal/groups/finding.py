"""A search from question to answer: typing mistakes are forgiven, and there is always a next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.groups.almanac import Almanac, KnownTheme
from portal.groups.catalogue import listed_themes
from portal.groups.indexing import search_config
from portal.groups.instead import Instead, instead
from portal.groups.positions import RADII
from portal.groups.queries import NEAR, ONLINE, PER_PAGE, lines
from portal.groups.search import Term
from portal.groups.spelling import probably_meant
from portal.groups.texts import words
from portal.groups.wishes import Wish
from portal.paging import pages_of


@dataclass(frozen=True)
class Offers:
    """What can be asked instead when nothing, or nothing near, was found."""

    drop: list[tuple[str, str, int]] = field(default_factory=list)
    """A word to leave out, the query without it, and how many groups that finds."""
    without_filters: int = 0
    nearby: list[tuple[KnownTheme, int]] = field(default_factory=list)
    online: int = 0
    further: list[Row[Any]] = field(default_factory=list)
    """The nearest groups beyond the distance that was asked."""
    forming: list[Row[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """One page of what was found. `wish` is what was looked for in the end."""

    wish: Wish
    rows: Sequence[Row[Any]]
    total: int = 0
    online: int = 0
    parts: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Around a place: how many are near, online, by phone, and in a town nobody knows."""
    page: int = 1
    meant: tuple[tuple[str, str], ...] = ()
    """Words that were replaced: as typed, as looked for."""
    offers: Offers | None = None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return pages_of(self.total, PER_PAGE)


class Source(NamedTuple):
    """Where is looked: the two statements of a search (`queries.lines`, `instead.instead`)."""

    lines: Callable[..., Sequence[Row[Any]]] = lines
    instead: Callable[..., Instead] = instead


HERE = Source()


def find(db: Session, wish: Wish, book: Almanac, source: Source = HERE) -> Answer:
    """Look for what was wished; a page beyond the end shows the last one."""
    answer = _look(db, wish, book, source)
    if not answer.total:
        answer = _as_meant(db, wish, book, source) or answer
    if not answer.total or (answer.wish.origin and not answer.parts[NEAR]):
        return replace(answer, offers=_offers(db, answer.wish, book, source))
    return answer


def _as_meant(db: Session, wish: Wish, book: Almanac, source: Source) -> Answer | None:
    """What is found with typing mistakes taken away; None without any."""
    unsure = () if wish.exact else wish.terms
    meant = {term.word: known for term in unsure if (known := probably_meant(term, book))}
    if not meant:
        return None
    better = replace(wish, terms=tuple(Term(meant.get(term.word, term.word)) for term in wish.terms))
    return replace(_look(db, better, book, source), meant=tuple(meant.items()))


def _look(db: Session, wish: Wish, book: Almanac, source: Source) -> Answer:
    shape, binds, number = wish.shape(), wish.binds(book, search_config()), wish.page
    rows = source.lines(db, shape, binds, page=number)
    if not rows and number > 1 and (first := source.lines(db, shape, binds, page=1)):
        number = pages_of(first[0].total, PER_PAGE)
        rows = source.lines(db, shape, binds, page=number) if number > 1 else first
    if not rows:
        return Answer(wish, rows)
    one = rows[0]
    if shape.place == "near":
        parts = one.part_0, one.part_1, one.part_2, one.part_3
        return Answer(wish, rows, one.total, parts[ONLINE], parts, number)
    return Answer(wish, rows, one.total, one.online_total, page=number)


def _offers(db: Session, wish: Wish, book: Almanac, source: Source) -> Offers:
    theme = book.themes.get(wish.theme) or theme_in(wish, book)
    known = book.distances(wish.origin) if wish.origin else {}
    more: dict[str, Any] = {
        "about": book.family(theme.parent or theme.code) if theme else [],
        "around": [group for group, km in known.items() if km is not None and km <= RADII[-1]],
        **({"far": list(known), "km": list(known.values())} if known else {}),
    }
    binds = {**wish.binds(book, search_config()), **more}
    why = source.instead(db, wish.shape(), binds, wish.without_each_word(book))
    drop = []
    for term, number in zip(wish.terms, why.without_word, strict=len(wish.terms) > 1):
        others = " ".join(other.word for other in wish.terms if other is not term)
        if number:
            drop.append((term.word, others, number))
    without_filters = why.without_filters if wish.filtered else 0
    return Offers(drop, without_filters, _nearby(theme, book), why.online, why.further, why.forming)


def _nearby(theme: KnownTheme | None, book: Almanac) -> list[tuple[KnownTheme, int]]:
    """Themes with groups around the one that was meant; all parents when we cannot tell which."""
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
