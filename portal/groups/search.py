"""From what people type to a text search query: every word by its stem, its beginning, or as part of another.

PostgreSQL stems Dutch and German but does not split their compounds, so longer words are looked up among the
words this network uses. Words hold letters and digits only, which makes them harmless inside a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from portal.groups.texts import words

LONGEST_QUERY = 200
MOST_TERMS = 8
SHORTEST_PART = 4
LETTERS_BEFORE = 3
"""A word of this many letters is looked for inside words that have so many before it: "rouw" is found in
"partnerrouw", not in "vrouw"."""
MOST_COMPOUNDS = 40
MOST_ROOTS = 2_000
"""For which the answer is kept."""
MARK = "0"
"""Names of two capitals (NA, ME) are words that a language may ignore: they are indexed with a mark too."""

GROUP_ENDINGS = ("groepen", "groep", "gruppen", "gruppe", "groups", "group")
IGNORED = frozenset((Path(__file__).parent / "data" / "ignored_words.txt").read_text("utf-8").split())
"""Words that say nothing of a group, in our three languages, folded."""


class Vocabulary:
    """Known words, each once; those with a part in common are found by looking through one long text."""

    __slots__ = ("_found", "_text", "words")

    def __init__(self, known: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(known))
        self._text = "\n".join(("", *self.words, ""))
        self._found: dict[str, tuple[str, ...]] = {}

    def has(self, part: str) -> bool:
        """Some word holds these letters."""
        return part in self._text

    def compounds(self, root: str) -> tuple[str, ...]:
        """Words that hold the root behind some other letters."""
        found = self._found.get(root)
        if found is None:
            if len(self._found) >= MOST_ROOTS:
                self._found.clear()
            found = self._found[root] = tuple(islice(self._compounds(root), MOST_COMPOUNDS))
        return found

    def _compounds(self, root: str) -> Iterator[str]:
        text, at = self._text, self._text.find(root)
        while at >= 0:
            start = text.rfind("\n", 0, at) + 1
            if at - start >= LETTERS_BEFORE:
                end = text.find("\n", at)
                yield text[start:end]
                at = text.find(root, end)
            else:
                at = text.find(root, at + 1)


@dataclass(frozen=True)
class Term:
    """One word to look for, folded."""

    word: str

    @property
    def root(self) -> str:
        """The word without an ending of the plural."""
        word = self.word
        if len(word) > 6 and word.endswith("en"):
            cut = word[:-2]
            return cut[:-1] if cut[-1] == cut[-2] and cut[-1] not in "aeiou" else cut
        if len(word) > SHORTEST_PART and word.endswith("s") and not word.endswith("ss"):
            return word[:-1]
        return word

    def in_compounds(self, known: Vocabulary) -> tuple[str, ...]:
        """The known words of which this word is a part, but not the beginning."""
        return known.compounds(self.root) if len(self.root) >= SHORTEST_PART else ()

    def written(self, known: Vocabulary, weight: str = "") -> str:
        """This word as a text search query, in the parts of a document with `weight` (A, B) or all."""
        if len(self.word) <= 2:
            return f"{_lexeme(self.word + MARK, weight)} | {_lexeme(self.word, weight)}"
        beginnings = [_lexeme(word, "*" + weight) for word in dict.fromkeys((self.word, self.root))]
        return " | ".join([*beginnings, *(_lexeme(word, weight) for word in self.in_compounds(known))])


def _lexeme(word: str, flags: str) -> str:
    return f"'{word}':{flags}" if flags else f"'{word}'"


def all_of(terms: Sequence[Term], known: Vocabulary, weight: str = "") -> str:
    """A query for documents that hold every word."""
    return " & ".join(f"({term.written(known, weight)})" for term in terms)


def any_of(terms: Sequence[Term], known: Vocabulary, weight: str) -> str:
    """A query for documents that hold one of the words in the parts with `weight`."""
    return " | ".join(term.written(known, weight) for term in terms)


def terms(text: str) -> list[Term]:
    """The words that matter: those that say nothing are left out, unless they stand in capitals (NA, ME)."""
    text = text[:LONGEST_QUERY]
    shouted = [] if text.isupper() else [raw for raw in text.split() if raw.isupper()]
    capitals = {word for raw in shouted for word in words(raw)}
    typed = words(text)
    kept = [word for word in typed if word not in IGNORED or (word in capitals and len(word) > 1)]
    if not kept and len(typed) == 1 and len(typed[0]) == 2:
        kept = typed
    return [Term(word) for word in dict.fromkeys(map(_without_group, kept))][:MOST_TERMS]


def _without_group(word: str) -> str:
    """ "rouwgroep" looks for "rouw"."""
    for ending in GROUP_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_PART:
            return word.removesuffix(ending)
    return word
