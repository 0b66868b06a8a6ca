"""From words to what they mean: synonyms as one concept, words by their stem, compounds by their parts.

Pure: no database. The order of words does not matter, nor how often one is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from math import sqrt
from pathlib import Path

from portal.groups.texts import words
from portal.knowledge.stems import stem
from portal.knowledge.synonyms import FILE, IGNORED, SHORTEST_PART, Concept, lexicon

HERE = Path(__file__).parent
TITLE, TEXT = 1.0, 0.4
"""What a meaning counts in the title, in the rest."""
WORD = 0.8
"""How much a word tells that is not in the list of synonyms."""
LEAST_TELLING = 0.6
"""What tells less, or only of the field, finds nothing by itself."""
FIELD = 0.7
"""How much it tells that a text is about a field."""
STRENGTHS = (1.0, WORD, FIELD, LEAST_TELLING, 0.2)
"""All there are: a question is sent in one portion for each, as a text search query knows no weights."""
MOST_MEANINGS = 60
LONGEST_WORD = 40
SHORTEST_REST = 3
"""Letters of a part that nobody knows at least."""
FURTHEST = 9
"""Words at most between the parts of a verb."""
_LINKS = ("", "s", "en", "e", "n", "er")
"""Letters between the parts of a compound."""


@cache
def list_version() -> str:
    """Changes when the same text would come to other meanings."""
    told = b"".join(
        path.read_bytes() for path in (FILE, IGNORED, *(HERE / name for name in ("stems.py", "meaning.py")))
    )
    return sha256(told).hexdigest()[:12]


Meanings = dict[str, Concept]


@dataclass(frozen=True)
class Meaning:
    """A text as it is kept: a text search document, the length of its vector, and what turns its title."""

    document: str
    norm: float
    turns: tuple[str, ...]


@dataclass(frozen=True)
class Portion:
    """Meanings of one strength: a text search query, how many, and their strength."""

    query: str
    number: int
    strength: float


@dataclass(frozen=True)
class Asked:
    """A question as it is looked for."""

    query: str
    """Any of its meanings that tell something; empty when it says nothing yet."""
    portions: tuple[Portion, ...]
    turns: tuple[str, ...]
    norm: float

    @property
    def turning(self) -> str:
        """A query for what turns it, all of it."""
        return " & ".join(f"'{code}'" for code in self.turns)


def meaning(title: str, text: str = "") -> Meaning:
    """What is kept of a thing with this title and text."""
    named, told = _with_fields(meanings(title)), meanings(text)
    parts = [f"'{code}':1A" for code in named] + [f"'{code}':1C" for code in told if code not in named]
    return Meaning(" ".join(parts), norm(named), _turns(named))


def asked(text: str) -> Asked:
    """What is looked for by a question."""
    found = _with_fields(meanings(text))
    portions = tuple(_portion(found, strength) for strength in STRENGTHS)
    telling = [p.query for p in portions if p.query and p.strength >= LEAST_TELLING and p.strength != FIELD]
    return Asked(" | ".join(telling), portions, _turns(found), norm(found))


def meanings(text: str) -> Meanings:
    """What a text says, in the order it is said; long texts up to a point."""
    found: Meanings = {}
    for concept in _concepts([word[:LONGEST_WORD] for word in words(text)]):
        found.setdefault(concept.code, concept)
        if len(found) >= MOST_MEANINGS:
            break
    return found


def _with_fields(found: Meanings) -> Meanings:
    fields = {f"f.{one.field}" for one in found.values() if one.field and one.strength >= LEAST_TELLING}
    return found | {code: Concept(code, FIELD) for code in sorted(fields)}


def norm(found: Meanings) -> float:
    """The length of the vector of these meanings; 1 without any."""
    return sqrt(sum(concept.strength**2 for concept in found.values())) or 1.0


def _turns(found: Meanings) -> tuple[str, ...]:
    return tuple(sorted(concept.code for concept in found.values() if concept.turns))


def _portion(found: Meanings, strength: float) -> Portion:
    codes = [code for code, concept in found.items() if concept.strength == strength]
    return Portion(" | ".join(f"'{code}'" for code in codes), len(codes), strength)


def _concepts(said: list[str]) -> Iterator[Concept]:
    """Phrases before words, longest first."""
    known, stems, at = lexicon(), [stem(word) for word in said], 0
    while at < len(said):
        yield from _in_two(stems, at)
        for length in range(min(known.longest, len(said) - at), 1, -1):
            if concept := known.phrases.get(tuple(stems[at : at + length])):
                yield concept
                at += length
                break
        else:
            if said[at] not in known.ignored:
                yield from _of_word(said[at])
            at += 1


def _in_two(stems: list[str], at: int) -> Iterator[Concept]:
    """Verbs whose first part stands here, and the other later: "we zeggen de huur op"."""
    particles = lexicon().parted.get(stems[at], {})
    for later in stems[at + 1 : at + FURTHEST] if particles else ():
        if concept := particles.get(later):
            yield concept


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> tuple[Concept, ...]:
    """The concept of a word; else those of its parts; else the word itself by its stem."""
    if whole := _named(word):
        return (whole,)
    root = stem(word)
    if root in lexicon().ignored or len(root) < 2 or root.isdigit():
        return ()
    return _parts(word) or (Concept(f"w.{root}", WORD),)


def _named(word: str) -> Concept | None:
    return lexicon().phrases.get((stem(word),))


def _parts(word: str) -> tuple[Concept, ...]:
    """Known parts of a compound; a part nobody knows stays a word of its own."""
    for cut in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        if (head := _named(word[:cut])) and (tail := _tail(word[cut:])):
            return (head, *tail)
    for cut in range(SHORTEST_REST, len(word) - SHORTEST_PART + 1):
        if last := _named(word[cut:]):
            return (Concept(f"w.{stem(word[:cut])}", WORD), last)
    return ()


def _tail(rest: str) -> tuple[Concept, ...]:
    """What follows a known part, if all of it is known."""
    for link in _LINKS:
        end = rest.removeprefix(link)
        if rest.startswith(link) and len(end) >= SHORTEST_PART:
            found = _of_word(end)
            if found and not any(concept.code.startswith("w.") for concept in found):
                return found
    return ()
