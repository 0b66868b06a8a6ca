"""Text as it is compared, sorted and put in addresses: one way of folding for writing and for searching."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable

LONGEST_SLUG = 60
RESERVED_SLUGS = frozenset({"new"})
"""Last parts of addresses below /groups that are pages of their own."""

_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
_BRACKETED = re.compile(r"(?<=\w)\((\w{1,2})\)")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-‐‑–][^\W_]+)+")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: "Suïcide" and "suicide" are the same word."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words of a text in order: "Alzheimer's" is one word, "AD(H)D" is "adhd"."""
    return _WORD.findall(_tidy(text))


def _tidy(text: str) -> str:
    return _BRACKETED.sub(r"\1", _APOSTROPHE.sub("", fold(text)))


def index_words(texts: Iterable[str]) -> list[str]:
    """Each word once, and hyphenated ones also written as one: "burn-out" is found as "burnout"."""
    found: dict[str, None] = {}
    for text in texts:
        tidy = _tidy(text)
        found.update(dict.fromkeys(_WORD.findall(tidy)))
        found.update(dict.fromkeys("".join(_WORD.findall(joined)) for joined in _HYPHENATED.findall(tidy)))
    return list(found)


def haystack(words_in_order: Iterable[str]) -> str:
    """Words between single spaces, so that a space in a pattern means the beginning or end of a word."""
    return f" {' '.join(dict.fromkeys(words_in_order))} "


def sort_key(name: str) -> str:
    """What names are sorted by; never empty."""
    return " ".join(fold(name).split()) or name


def slug(name: str, taken: Container[str] = ()) -> str:
    """An address for a name, unlike any of those taken. It is made once and kept when the name changes."""
    plain = "-".join(re.findall("[a-z0-9]+", _tidy(name)))
    base = plain[:LONGEST_SLUG].rpartition("-")[0] if len(plain) > LONGEST_SLUG and "-" in plain else plain
    base = base[:LONGEST_SLUG] or "group"
    made, number = base, 1
    while made in taken or made in RESERVED_SLUGS:
        number += 1
        made = f"{base}-{number}"
    return made


def identity(*parts: str) -> str:
    """By what a place is recognised, however it was typed: letters and digits only, empty without any."""
    folded = ["".join(_WORD.findall(fold(part))) for part in parts]
    return "|".join(folded) if any(folded) else ""
