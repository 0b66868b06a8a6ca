"""From what somebody types in "town or postcode" to a point, or to towns of our groups that no list has."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.geo.names import key
from portal.geo.places import Place, find
from portal.groups.almanac import Almanac, town_key

Locate = Callable[[str], Place | None]
"""Where a place or postcode is (`portal.geo.queries.origin` with the network's own country)."""


def understand(place: str, book: Almanac, locate: Locate) -> tuple[Place | None, tuple[str, ...]]:
    """The point that is meant; else the towns of groups that are called so; else neither.

    A name that is only guessed gives way to a town where there are groups: its beginning may have been typed.
    """
    point = locate(place)
    if point and (point.postcode or key(point.name).startswith(key(place))):
        return point, ()
    towns = _towns(place, book)
    own = next((found for town in towns if (found := find(town, book.country))), None)
    if own or point:
        return own or point, ()
    return None, towns


def _towns(place: str, book: Almanac) -> tuple[str, ...]:
    """Towns as they are stored: by name, the beginning of one, a postcode, or with a typing mistake."""
    wanted = town_key(place)
    digits = "".join(character for character in wanted if character.isdecimal())
    if by_postcode := book.postcodes.get(digits[:5]) or book.postcodes.get(digits[:4]):
        keys = sorted(by_postcode)
    elif wanted in book.towns:
        keys = [wanted]
    else:
        starting = [key for key in book.towns if len(wanted) > 2 and key.startswith(wanted)]
        keys = starting or _like(wanted, book)
    return tuple(spelling for key in keys for spelling in book.towns[key])


def _like(wanted: str, book: Almanac) -> list[str]:
    if len(wanted) < 4:
        return []
    mistakes = 1 if len(wanted) < 8 else 2
    best = process.extractOne(wanted, list(book.towns), scorer=OSA.distance, score_cutoff=mistakes)
    return [best[0]] if best else []
