"""The almanac of the whole country: themes, towns and words of what networks published, kept per process."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from portal.directory import queries
from portal.groups.almanac import Almanac, KnownTheme, town_key
from portal.groups.catalogue import listed_themes
from portal.groups.texts import words

PATIENCE = 100
"""Reading it takes at most this part of the time: it is kept for so many times as long as that took."""


@dataclass(frozen=True)
class _Kept:
    newest: Any
    until: float
    """By the monotonic clock; before that it is not read again."""
    book: Almanac


_kept: list[_Kept] = []
_lock = Lock()


def national_almanac(control: Session) -> Almanac:
    """What is known now; read again after something was published, though not all the time."""
    newest = queries.newest(control)
    with _lock:
        known = _kept[-1] if _kept else None
    if known and (known.newest == newest or time.monotonic() < known.until):
        return known.book
    began = time.monotonic()
    book = _read(control)
    now = time.monotonic()
    with _lock:
        _kept[:] = [_Kept(newest, now + (now - began) * PATIENCE, book)]
    return book


def forget() -> None:
    """Read it anew at the next search."""
    with _lock:
        _kept.clear()


def _read(control: Session) -> Almanac:
    themes = {
        code: KnownTheme(code, theme.parent or "", theme.names) for code, theme in listed_themes().items()
    }
    counts: Counter[str] = Counter()
    towns: dict[str, tuple[str, ...]] = {}
    written: dict[str, None] = {}
    for name, place, codes in queries.vocabulary(control):
        own = [themes[code] for code in codes if code in themes]
        counts.update({"", *(theme.code for theme in own), *(theme.parent or theme.code for theme in own)})
        written.update(dict.fromkeys(map(sys.intern, words(f"{name} {place}"))))
        if key := town_key(place):
            towns[key] = tuple(dict.fromkeys((*towns.get(key, ()), place)))
    return Almanac(themes, counts, towns, {}, tuple(written))
