"""Where towns lie: found by name, however it is typed, and how far apart they are.

The gazetteer is a file of ours (data/README.md). It is read once in a process, when the first name is asked.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Protocol, TypeVar

from flask_babel import lazy_gettext as _l
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from portal.geo.names import Heard, head, key, keys, readings

FILE = Path(__file__).parent / "data" / "places.csv"
ATTRIBUTION = _l("Place names and positions: GeoNames, licence CC BY 4.0.")
"""Must stand on every page that shows a distance or a map."""
SOURCE_URL = "https://www.geonames.org/"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"

EARTH_KM = 6371.0088
SHORTEST = 4
"""Letters a name must have before it is taken for a mistyped one."""
ALIKE = 0.9
"""Jaro-Winkler similarity that a name with more than one mistake must have."""
KNOWN_ABROAD = 30_000
"""People a place in another country must have to be what somebody mistyped."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a name: a town, or a postcode (then `postcode` says which)."""

    name: str
    country: str
    lat: float
    lon: float
    population: int = 0
    region: str = ""
    postcode: str = ""


class Point(Protocol):
    """What has a position, in degrees (WGS 84)."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


class MaybePoint(Protocol):
    """What may have a position."""

    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...


Item = TypeVar("Item", bound=MaybePoint)


class Gazetteer:
    """All places, as the lines of their file; a line becomes a Place when it is asked for."""

    __slots__ = ("_full", "_lines", "_short")

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()[1:]
        self._full: dict[str, int | tuple[int, ...]] = {}
        self._short: dict[str, int | tuple[int, ...]] = {}
        """Numbers of lines by key; most keys have one, and a bare number takes a third of a tuple."""
        for number, line in enumerate(self._lines):
            name, names, _ = line.split(",", 2)
            for spelling in (name, *names.split("|")) if names else (name,):
                for one in keys(spelling):
                    _add(self._full, one, number)
            if short := head(name):
                for one in keys(short):
                    _add(self._short, one, number)

    def place(self, number: int) -> Place:
        """The place of a line."""
        name, _, country, region, lat, lon, population = next(csv.reader([self._lines[number]]))
        return Place(name, country, float(lat), float(lon), int(population), region)

    def places(self) -> Iterator[Place]:
        """Every place, in the order of the file."""
        return map(self.place, range(len(self._lines)))

    def called(self, one: str) -> list[tuple[bool, Place]]:
        """The places of a key, and whether that is only a short form of their name."""
        full, short = _numbers(self._full.get(one, ())), _numbers(self._short.get(one, ()))
        found = [(False, self.place(number)) for number in full]
        return found + [(True, self.place(number)) for number in short if number not in full]

    def like(self, one: str, mistakes: int) -> list[tuple[int, str]]:
        """Keys with at most so many letters typed wrong, left out, added or swapped; nearest first."""
        near: dict[str, int] = {}
        for known in (self._full, self._short):
            for other, wrong, _ in process.extract(
                one, known.keys(), scorer=OSA.distance, score_cutoff=mistakes, limit=None
            ):
                near[other] = int(wrong)
        return sorted((wrong, other) for other, wrong in near.items())

    def beginning(self, one: str) -> list[str]:
        """Keys that go on where this one ends."""
        return [other for other in self._full if other.startswith(one)]


def _add(index: dict[str, int | tuple[int, ...]], one: str, number: int) -> None:
    before = index.get(one)
    if before is None:
        index[one] = number
    elif number not in (numbers := _numbers(before)):
        index[one] = (*numbers, number)


def _numbers(found: int | tuple[int, ...]) -> tuple[int, ...]:
    return (found,) if isinstance(found, int) else found


@cache
def gazetteer() -> Gazetteer:
    """The places, read when first needed."""
    return Gazetteer(FILE.read_text(encoding="utf-8"))


def find(text: str, country: str | None = None) -> Place | None:
    """The place that was meant, or None: `country` (NL, BE, DE) is where a name common to several is sought.

    As it is written first; else with letters typed wrong.
    """
    book = gazetteer()
    meant = readings(text)
    for heard in meant:
        fit = [(short, place) for short, place in book.called(heard.key) if _lies_there(place, heard)]
        if fit:
            return min(fit, key=lambda pair: _rank(pair[1], country, short=pair[0]))[1]
    return next((place for heard in meant if (place := _mistyped(book, heard, country))), None)


def suggestions(text: str, country: str | None = None, limit: int = 5) -> list[Place]:
    """Places whose name begins like this, else those that resemble it, likeliest first: "did you mean"."""
    book, one = gazetteer(), key(text)
    if len(one) < 2:
        return []
    near = [(0, other) for other in book.beginning(one)] or [
        (wrong, other)
        for wrong, other in book.like(one, _mistakes(one) + 1)
        if JaroWinkler.similarity(one, other) >= ALIKE
    ]
    found = [
        (wrong, _rank(place, country, short=short), place)
        for wrong, other in near
        for short, place in book.called(other)
    ]
    ranked = sorted(found, key=lambda entry: entry[:2])
    return list(dict.fromkeys(place for _, _, place in ranked))[:limit]


def _lies_there(place: Place, heard: Heard) -> bool:
    return heard.region in ("", place.region) and heard.country in ("", place.country)


def _mistakes(one: str) -> int:
    if len(one) < SHORTEST:
        return 0
    return 1 if len(one) < 6 else 2 if len(one) < 10 else 3


def _mistyped(book: Gazetteer, heard: Heard, country: str | None) -> Place | None:
    mistakes = _mistakes(heard.key)
    if not mistakes:
        return None
    fit = [
        (wrong, _rank(place, country, short=short), place)
        for wrong, other in book.like(heard.key, mistakes)
        if wrong <= 1 or JaroWinkler.similarity(heard.key, other) >= ALIKE
        for short, place in book.called(other)
        if _lies_there(place, heard)
        and (country in (None, place.country) or place.population >= KNOWN_ABROAD)
    ]
    return min(fit, key=lambda entry: entry[:2])[2] if fit else None


def _rank(place: Place, country: str | None, *, short: bool) -> tuple[bool, bool, int, str, float]:
    """The likelier the smaller: in one's own country, called so in full, with many people."""
    return (bool(country) and place.country != country, short, -place.population, place.name, place.lat)


def distance_km(one: Point, other: Point) -> float:
    """As the crow flies, in kilometres (haversine on a sphere: at most half a percent off)."""
    south, north = radians(one.lat), radians(other.lat)
    half = sin((north - south) / 2) ** 2
    half += cos(south) * cos(north) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


@dataclass(frozen=True, slots=True)
class _At:
    lat: float
    lon: float


def within(origin: Point, km: float, items: Iterable[Item]) -> list[tuple[float, Item]]:
    """The items at most so far away with their distance, nearest first; none without a position."""
    found = []
    for item in items:
        if item.lat is None or item.lon is None:
            continue
        far = distance_km(origin, _At(item.lat, item.lon))
        if far <= km:
            found.append((far, item))
    return sorted(found, key=lambda pair: pair[0])
