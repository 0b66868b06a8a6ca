"""What looks like a name, an address, a phone number, a mail address or an account in a text.

It finds what it can and never all: that is why people see a preview before a text goes anywhere. Pure: the
names that are known here are handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
KINDS = ("mail", "account", "phone", "address", "group", "name")
SHORTEST = 3
"""Letters of a name that is looked for."""
FEWEST_DIGITS, MOST_DIGITS = 9, 15
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_WORD = rf"[{_CAPITAL}][\w'’-]*"
_BETWEEN = r"(?:(?:van|de|der|den|von|zu|zur|ter|ten|te|la|le|el|op|in|'t)\s+)*"
_STREET = (
    "straat|weg|laan|plein|dijk|gracht|kade|singel|hof|steeg|markt|pad|dreef|plantsoen|park|baan|wal|"
    "straße|strasse|str\\.|platz|allee|gasse|ufer|damm"
)
_LONG_NAME = rf"(?:{_WORD}\s+(?:(?:van|de|den|der)\s+){{0,2}}){{0,2}}"
_TITLES = (
    r"[Mm]evrouw|[Mm]eneer|[Dd]e [Hh]eer|[Dd]hr\.?|[Mm]e?vr?\.|[Mm]w\.?|"
    r"Herrn?|Frau|[Dd]rs?\.|[Mm]rs?\.?|[Mm]s\."
)
_PATTERNS = (
    ("mail", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")),
    ("account", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("phone", re.compile(r"(?<![\w/.,-])(?:\+|\(?0)[\d\s().\-/]{7,20}\d(?!\w)")),
    ("address", re.compile(rf"\b{_LONG_NAME}{_WORD}(?:{_STREET})\s+\d{{1,4}}(?: ?[a-zA-Z])?\b")),
    ("address", re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b(?! ?\d)")),
)
_TITLED = re.compile(rf"\b(?:{_TITLES})\s+({_BETWEEN}{_WORD}(?:\s+{_WORD})?)")
_NAME = re.compile(rf"\b{_WORD}")
_SURNAME = re.compile(rf"\s+{_BETWEEN}{_WORD}")
_BEFORE_A_SENTENCE = " \t\r\"'“”‘’(*•-–#"
_LOOK_BACK = 20
USUAL = frozenset((DATA / "usual_capitals.txt").read_text(encoding="utf-8").split())
"""Words that begin with a capital and name nobody."""


class Mark(NamedTuple):
    """A piece of a text. `sure`: it is to be taken out unless somebody says that it may stay."""

    start: int
    end: int
    kind: str
    sure: bool = True


@dataclass(frozen=True)
class Known:
    """Names that this network knows. With `nouns` any noun has a capital, as in German."""

    groups: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    """First names and surnames, each by itself."""
    others: tuple[str, ...] = ()
    """Whatever else is known to name somebody or some place in this text."""
    nouns: bool = False


def known(
    groups: Iterable[str], people: Iterable[str], others: Iterable[str] = (), *, nouns: bool = False
) -> Known:
    """From names as they are written down."""
    parts = {part for name in people for part in re.findall(_NAME, name) if len(part) >= SHORTEST}
    return Known(_longest_first(groups), frozenset(parts) - USUAL, _longest_first(others), nouns)


def _longest_first(names: Iterable[str]) -> tuple[str, ...]:
    fit = {name.strip() for name in names if len(name.strip()) >= SHORTEST}
    return tuple(sorted(fit, key=lambda name: (-len(name), name)))


def marks(text: str, known: Known) -> list[Mark]:
    """What looks like it names somebody, in the order of the text; what is sure before what may be."""
    found: list[Mark] = []
    for mark in _all(text, known):
        if all(mark.end <= other.start or mark.start >= other.end for other in found):
            found.append(mark)
    return sorted(found)


def _all(text: str, known: Known) -> Iterator[Mark]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            digits = sum(sign.isdigit() for sign in match[0])
            if kind != "phone" or FEWEST_DIGITS <= digits <= MOST_DIGITS:
                yield Mark(*match.span(), kind)
    yield from _whole(text, "group", known.groups)
    yield from _whole(text, "name", known.others)
    for match in _TITLED.finditer(text):
        yield Mark(*match.span(1), "name")
    yield from _people(text, known)
    if not known.nouns:
        yield from _capitals(text)


def _whole(text: str, kind: str, names: Sequence[str]) -> Iterator[Mark]:
    """Whole names; one of a single word only as it is written, as it may be an ordinary word."""
    for name in names:
        flags = re.IGNORECASE if " " in name else 0
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags):
            yield Mark(*match.span(), kind)


def _people(text: str, known: Known) -> Iterator[Mark]:
    for match in _NAME.finditer(text):
        if match[0] in known.people or match[0] in first_names():
            surname = _SURNAME.match(text, match.end())
            yield Mark(match.start(), surname.end() if surname else match.end(), "name")


def _capitals(text: str) -> Iterator[Mark]:
    """Words with a capital in the middle of a sentence: a town, an organisation, or somebody."""
    for match in _NAME.finditer(text):
        word = match[0]
        if len(word) < SHORTEST or word in USUAL or sum(sign.isupper() for sign in word) > 1:
            continue
        if not _begins_a_sentence(text[max(0, match.start() - _LOOK_BACK) : match.start()]):
            yield Mark(*match.span(), "name", sure=False)


def _begins_a_sentence(before: str) -> bool:
    said = before.rstrip(_BEFORE_A_SENTENCE)
    return not said or said[-1] in ".!?:…\n)"


@cache
def first_names() -> frozenset[str]:
    """Usual first names, where they are not ordinary words too."""
    return frozenset((DATA / "first_names.txt").read_text(encoding="utf-8").split())


def without(text: str, found: Iterable[Mark], instead: Callable[[str], str]) -> str:
    """The text with the sure ones replaced by a word for their kind."""
    parts, at = [], 0
    for mark in found:
        if mark.sure:
            parts += [text[at : mark.start], instead(mark.kind)]
            at = mark.end
    return "".join([*parts, text[at:]])


def pieces(text: str, found: Sequence[Mark]) -> list[tuple[str, Mark | None]]:
    """The text cut at its marks, for a page that shows them."""
    edges = sorted({0, len(text), *(at for mark in found for at in (mark.start, mark.end))})
    begins = {mark.start: mark for mark in found}
    return [(text[start:end], begins.get(start)) for start, end in pairwise(edges)]
