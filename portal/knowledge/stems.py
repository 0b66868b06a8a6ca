"""Words without their endings, for Dutch and German together: all forms of a word come to one stem.

"betalen", "betaalt", "betaald" and "betaling" do; so do "zaal", "zalen" and "zaaltje".
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORTEST = 3
"""Letters that are left at least."""
LONGEST_KEPT = 5
"""Shorter words keep a last t or d: "beeld" is not "bel"."""
_SMALL = ("etjes", "etje", "tjes", "tje", "pjes", "pje", "jes", "je")
_INFLECTED = ("ingen", "ing", "ung", "heden", "heid", "lijk", "en", "e", "s")
_DOUBLE = re.compile(r"([a-z])\1")
_FINAL = str.maketrans("vz", "fs")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a folded word."""
    if len(word) <= SHORTEST or not word.isalpha():
        return word
    left = _cut(word, _SMALL) or word
    for _ in range(3):
        left = _cut(left, _INFLECTED) or left
    if left.startswith("ge") and left[-1] in "td" and len(left) > 5:
        left = left[2:-1]
    elif len(left) > LONGEST_KEPT and left[-1] in "td":
        left = left.rstrip("td")
    left = _DOUBLE.sub(r"\1", left)
    return left[:-1] + left[-1].translate(_FINAL)


def _cut(word: str, endings: tuple[str, ...]) -> str:
    """The word without the first of these endings that leaves enough; empty without any."""
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST and not word.endswith("ss"):
            return word[: -len(ending)]
    return ""
