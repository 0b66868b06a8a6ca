"""What a group is about: the words of a list matched with the catalogue of themes.

A name or a synonym in any of the three languages is an answer. Anything less exact (a typing mistake, a theme
inside a longer text) is a suggestion that a person accepts or not.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from portal.imports.reading.remarks import Finding, note, unsure
from portal.imports.reading.text import fold, says_nothing, squeeze

LANGUAGES = ("nl", "en", "de")
CATALOGUE_FILE = Path(__file__).parents[2] / "groups" / "data" / "themes.csv"
_PARTS = re.compile(r"\s*[,;/|+&\n]\s*|\s+(?:en|and|und|of|or|oder)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
CLOSE = 84
"""From this likeness (of 100) a word with the same first letter may be a typing mistake: "autsime" is 86."""
SHORTEST = 4
"""Shorter words (NA, MS, ME) are only ever matched as a whole cell."""


@dataclass(frozen=True)
class ThemeEntry:
    """One theme of the catalogue."""

    code: str
    parent: str | None
    nl: str
    en: str
    de: str
    synonyms: tuple[str, ...] = ()

    def name(self, locale: str) -> str:
        """The name in a language; Dutch when there is none."""
        return {"en": self.en, "de": self.de}.get(locale, self.nl)


@dataclass(frozen=True)
class ThemeMatch:
    """Certain themes in the order of the text, and suggestions for what is uncertain."""

    codes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Index:
    """Folded words to codes; a word of two themes keeps both."""

    names: dict[str, set[str]] = field(default_factory=dict)
    synonyms: dict[str, set[str]] = field(default_factory=dict)
    phrases: dict[str, set[str]] = field(default_factory=dict)


class Catalogue:
    """All themes, ready for matching."""

    def __init__(self, entries: Iterable[ThemeEntry]) -> None:
        self.entries = {entry.code: entry for entry in entries}
        self._index = _Index()
        for entry in self.entries.values():
            for word in (entry.nl, entry.en, entry.de):
                _add(self._index.names, word, entry.code)
                self._index.phrases.setdefault(fold(word), set()).add(entry.code)
            for word in entry.synonyms:
                _add(self._index.synonyms, word, entry.code)
                self._index.phrases.setdefault(fold(word), set()).add(entry.code)
        self._long = [phrase for phrase in self._index.phrases if len(phrase) >= SHORTEST]
        self._squeezed = {squeeze(phrase): phrase for phrase in self._long}
        self._words = sorted(self._long, key=len, reverse=True)

    def name(self, code: str, locale: str) -> str:
        """The name of a theme, or the code itself when it is not in the catalogue."""
        entry = self.entries.get(code)
        return entry.name(locale) if entry else code

    def exact(self, text: str) -> tuple[tuple[str, ...], bool]:
        """Codes of which the text is a name or else a synonym, and whether it was a name."""
        key = squeeze(text)
        if found := self._index.names.get(key):
            return tuple(sorted(found)), True
        return tuple(sorted(self._index.synonyms.get(key, ()))), False

    def match(self, text: str) -> ThemeMatch:
        """The themes of a theme cell."""
        if not text or self._nothing(text):
            return ThemeMatch()
        whole = self._certain(text)
        if whole.codes or whole.findings:
            return whole
        parts = [part for part in _PARTS.split(_BRACKETS.sub(r"/ \1 /", text)) if part]
        if len(parts) > 1:
            return self._several(text, parts)
        return self._uncertain(text)

    def within(self, text: str) -> tuple[str, ...]:
        """Themes named by whole words somewhere in a text, longest first; no theme inside another one."""
        rest, codes = f" {fold(text)} ", []
        for phrase in self._words:
            if f" {phrase} " in rest:
                rest = rest.replace(f" {phrase} ", " | ")
                codes += sorted(self._index.phrases[phrase])
        return tuple(dict.fromkeys(codes))

    def close(self, text: str) -> tuple[str, ...]:
        """Themes whose name differs by a typing mistake."""
        key = squeeze(text)
        if len(key) < SHORTEST:
            return ()
        found = process.extract(key, self._squeezed.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=3)
        hits = [hit for hit, *_ in found if hit[0] == key[0]]
        codes = [code for hit in hits for code in sorted(self._index.phrases[self._squeezed[hit]])]
        return tuple(dict.fromkeys(codes))

    def _nothing(self, text: str) -> bool:
        return says_nothing(text) and not self.exact(text)[0]

    def _certain(self, text: str) -> ThemeMatch:
        codes, by_name = self.exact(text)
        if len(codes) > 1:
            return ThemeMatch((), codes, (unsure("theme.ambiguous", ", ".join(codes)),))
        if codes and not by_name:
            return ThemeMatch(codes, (), (note("theme.synonym", codes[0]),))
        return ThemeMatch(codes)

    def _several(self, text: str, parts: Sequence[str]) -> ThemeMatch:
        """A cell with more than one theme: all certain when each part is a name or a synonym."""
        found = [self.exact(part)[0] for part in parts]
        codes = tuple(dict.fromkeys(code for part in found if len(part) == 1 for code in part))
        if codes and all(len(part) == 1 for part in found):
            return ThemeMatch(codes, (), (note("theme.several", ", ".join(codes)),) if len(codes) > 1 else ())
        rest = self._uncertain(text)
        suggestions = tuple(code for code in rest.suggestions if code not in codes)
        if codes:
            return ThemeMatch(codes, suggestions, (unsure("theme.partly", ", ".join(codes)),))
        return rest

    def _uncertain(self, text: str) -> ThemeMatch:
        suggestions = (self.within(text) or self.close(text) or self._close_words(text))[:3]
        if not suggestions:
            return ThemeMatch((), (), (unsure("theme.unknown"),))
        return ThemeMatch((), suggestions, (_suggestion("theme.close", suggestions),))

    def _close_words(self, text: str) -> tuple[str, ...]:
        long = [word for word in fold(text).split() if len(word) > SHORTEST]
        return tuple(dict.fromkeys(code for word in long[:6] for code in self.close(word)))


def _suggestion(code: str, suggestions: tuple[str, ...]) -> Finding:
    return unsure(code, suggests=("theme", suggestions[0]))


def _add(index: dict[str, set[str]], word: str, code: str) -> None:
    for key in {squeeze(word), squeeze(word.translate(_UMLAUTS))}:
        if key:
            index.setdefault(key, set()).add(code)


def load_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """The catalogue that comes with the portal."""
    with path.open(encoding="utf-8", newline="") as lines:
        return Catalogue(
            ThemeEntry(row["code"], row["parent"] or None, row["nl"], row["en"], row["de"], _synonyms(row))
            for row in csv.DictReader(lines)
        )


def _synonyms(row: dict[str, str]) -> tuple[str, ...]:
    words = (word for language in LANGUAGES for word in row[f"synonyms_{language}"].split("|"))
    return tuple(dict.fromkeys(word for word in words if word))
