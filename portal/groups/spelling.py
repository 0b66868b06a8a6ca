"""Typing mistakes: the word of this network that was probably meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from portal.groups.almanac import Almanac
from portal.groups.catalogue import listed_themes
from portal.groups.indexing import AUDIENCE_WORDS
from portal.groups.search import IGNORED, Term, Vocabulary
from portal.groups.texts import words

SHORTEST = 4
LONGEST = 40
ALIKE = 0.9
"""Jaro-Winkler similarity that a word with more than one mistake must have."""
LONGEST_ENDING = 4
SHORTEST_HEAD = 6
"""Letters of an inflection at most, of the last part of a compound at least."""


@cache
def _theme_words() -> tuple[str, ...]:
    """The words of all listed themes: names before synonyms, as the more likely ones."""
    themes = listed_themes().values()
    texts = [name for theme in themes for name in theme.names.values()]
    texts += [synonym for theme in themes for synonym in theme.synonyms]
    return tuple(dict.fromkeys(word for text in (*texts, *AUDIENCE_WORDS.values()) for word in words(text)))


def known_words(book: Almanac) -> Vocabulary:
    """Words of this network: of all themes, and of the names and towns of its groups."""
    if not book.known:
        book.known.append(Vocabulary((*_theme_words(), *book.written)))
    return book.known[0]


def probably_meant(term: Term, book: Almanac) -> str | None:
    """The word that was meant by one that nobody uses here, or None: it is known, or nothing is close."""
    known = known_words(book)
    if not SHORTEST <= len(term.word) <= LONGEST or known.has(term.root):
        return None
    fit = [word for word in known.words if SHORTEST <= len(word) <= LONGEST and word not in IGNORED]
    return closest(term.word, fit)


def closest(word: str, known: Sequence[str]) -> str | None:
    """By letters typed wrong, left out, added or swapped; else a word it is a form or a kind of."""
    mistakes = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
    best = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=mistakes)
    if best and (best[1] <= 1 or JaroWinkler.similarity(word, best[0]) >= ALIKE):
        return str(best[0])
    return max((other for other in known if _form_or_kind(word, other)), key=len, default=None)


def _form_or_kind(word: str, known: str) -> bool:
    """ "rouwende" is a form of "rouw", "jeugddepressie" a kind of "depressie"."""
    if word.startswith(known):
        return len(word) - len(known) <= LONGEST_ENDING
    return len(known) >= SHORTEST_HEAD and word.endswith(known)
