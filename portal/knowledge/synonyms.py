"""The project's own list of words that mean the same in practical questions, in three languages."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.groups.texts import words
from portal.knowledge.stems import stem

FILE = Path(__file__).parent / "data" / "synonyms.csv"
IGNORED = Path(__file__).parent / "data" / "ignored_words.txt"
PARTED = "…"
LONGEST_PARTICLE = 4
"""Longer words that say nothing are known in all their forms."""
SHORTEST_PART = 4
"""Letters of a part of a compound at least, for parts to be looked for."""


@dataclass(frozen=True)
class Concept:
    """What several words mean. `strength`: how much it tells of a question, from 0 to 1."""

    code: str
    strength: float
    turns: bool = False
    """It makes another question of the same subject: to hire a room, to give notice of it."""
    field: str = ""
    """What it has to do with: two concepts of one field are a little alike."""


@dataclass(frozen=True)
class Lexicon:
    """Concepts by the stems of their words and phrases."""

    phrases: dict[tuple[str, ...], Concept]
    longest: int
    """Words of the longest phrase."""
    parted: dict[str, dict[str, Concept]]
    """Verbs that are written in two: the stem of the first part, and what follows later ("zeggen … op")."""
    ignored: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The whole list; a word stands in it once."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found: dict[tuple[str, ...], Concept] = {}
    parted: dict[str, dict[str, Concept]] = {}
    for row in rows:
        concept = Concept(row["code"], float(row["strength"]), bool(row["turns"]), row["field"])
        for text in (text for language in ("nl", "en", "de") for text in row[language].split("|")):
            stems = tuple(stem(word) for word in words(text))
            if PARTED in text:
                parted.setdefault(stems[0], {})[stems[1]] = concept
            elif stems:
                found.setdefault(stems, concept)
    listed = IGNORED.read_text("utf-8").split()
    ignored = frozenset(listed) | {stem(word) for word in listed if len(word) > LONGEST_PARTICLE}
    return Lexicon(found, max(map(len, found)), parted, ignored)
