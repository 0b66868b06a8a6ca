"""Reads the postal files of GeoNames: one postcode a line, twelve columns between tabs, or the .zip of one.

The columns are country, postcode, place, three times a name and a code of a region, latitude, longitude and
accuracy (https://download.geonames.org/export/zip/readme.txt).
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from portal.geo.postcodes import COUNTRIES, stored

COLUMNS = (11, 12)
"""The last one, accuracy, may be missing."""
LONGEST_LINE = 10_000
"""Bytes; what is longer is no line of a list."""
MOST_BYTES = 2_000_000_000
"""Unpacked; the file of the whole world has some 150 MB."""
MOST_OUTSIDE = 0.01
"""Share of lines that may lie outside their country: the source has a few wrong points, never many."""
BOXES = {
    "NL": (50.7, 53.7, 3.2, 7.3),
    "BE": (49.4, 51.6, 2.5, 6.5),
    "DE": (47.2, 55.2, 5.8, 15.1),
}
"""South, north, west and east of each country, in degrees."""

_OTHER_KINDS = (
    (b"%PDF-", "is a PDF"),
    (b"\xd0\xcf\x11\xe0", "is a document or workbook of an old Office"),
    (b"\x1f\x8b", "is packed with gzip; unpack it first"),
    (b"<", "is a web page"),
    (b"\xff\xfe", "is text in UTF-16; GeoNames writes UTF-8"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
)


class UnreadablePostalFile(Exception):
    """Why a file cannot be used, as the end of a sentence that begins with its name."""


class PostalRow(NamedTuple):
    """One line that will be used."""

    country: str
    code: str
    lat: float
    lon: float
    place: str


@dataclass
class Reading:
    """A file on its way through; counts what it passes over."""

    only: str | None = None
    lines: int = 0
    used: Counter[str] = field(default_factory=Counter)
    other_countries: int = 0
    without_position: int = 0
    outside: int = 0

    def rows(self, file: BinaryIO) -> Iterator[PostalRow]:
        """The lines of our countries; raises UnreadablePostalFile at the first that cannot be right."""
        wanted = (self.only,) if self.only else COUNTRIES
        for raw in iter(partial(file.readline, LONGEST_LINE), b""):
            self.lines += 1
            if not raw.strip():
                continue
            row = self._row(raw, wanted)
            if row is not None:
                self.used[row.country] += 1
                yield row
        self._judge(wanted)

    def _row(self, raw: bytes, wanted: tuple[str, ...]) -> PostalRow | None:
        try:
            cells = raw.decode("utf-8-sig" if self.lines == 1 else "utf-8").rstrip("\r\n").split("\t")
        except UnicodeDecodeError:
            raise self._fault("is not text in UTF-8") from None
        if len(cells) not in COLUMNS:
            raise self._fault(f"has {len(cells)} columns between tabs, not 12")
        country = cells[0].upper()
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise self._fault(f"begins with {cells[0][:20]!r}, not with a country such as NL")
        if country not in wanted:
            self.other_countries += 1
            return None
        code = stored(country, cells[1])
        if code is None or not cells[2].strip() or "\x00" in cells[2]:
            raise self._fault(f"has {cells[1][:20]!r} {cells[2][:40]!r}, not a postcode and a place")
        return self._placed(country, code, cells)

    def _placed(self, country: str, code: str, cells: list[str]) -> PostalRow | None:
        if not cells[9].strip() and not cells[10].strip():
            self.without_position += 1
            return None
        lat, lon = self._degrees(cells[9], 90, "latitude"), self._degrees(cells[10], 180, "longitude")
        south, north, west, east = BOXES[country]
        if not (south <= lat <= north and west <= lon <= east):
            self.outside += 1
            return None
        return PostalRow(country, code, lat, lon, cells[2].strip())

    def _degrees(self, cell: str, most: int, name: str) -> float:
        try:
            degrees = float(cell)
        except ValueError:
            raise self._fault(f"has {cell[:20]!r} as {name}, which is no number") from None
        if not -most <= degrees <= most:
            raise self._fault(f"has the {name} {cell[:20]}, which is not between -{most} and {most}")
        return degrees

    def _fault(self, what: str) -> UnreadablePostalFile:
        return UnreadablePostalFile(f"cannot be used: line {self.lines} {what}.")

    def _judge(self, wanted: tuple[str, ...]) -> None:
        if self.outside > MOST_OUTSIDE * (self.used.total() + self.outside):
            raise UnreadablePostalFile(
                f"cannot be used: {self.outside} postcodes lie outside their country; are latitude and"
                " longitude the wrong way round?"
            )
        if not self.used:
            raise UnreadablePostalFile(f"has no postcodes with a position of {' or '.join(wanted)}.")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The text of a postal file, from its .zip when it is one. Raises UnreadablePostalFile."""
    with path.open("rb") as file:
        start = file.read(512)
        file.seek(0)
        if not start.strip():
            raise UnreadablePostalFile("is empty.")
        for mark, sentence in _OTHER_KINDS:
            if start.lstrip().startswith(mark):
                raise UnreadablePostalFile(f"{sentence}, not a postal file of GeoNames.")
        if not start.startswith(b"PK"):
            yield file
            return
        try:
            with zipfile.ZipFile(file) as archive, archive.open(_text_in(archive)) as text:
                yield io.BufferedReader(cast("io.RawIOBase", text))
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as broken:
            raise UnreadablePostalFile("is a .zip that cannot be unpacked; fetch it again.") from broken


def _text_in(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one list in the archive, beside GeoNames' readme."""
    found = [
        member
        for member in archive.infolist()
        if member.filename.lower().endswith((".txt", ".csv")) and "readme" not in member.filename.lower()
    ]
    if len(found) != 1:
        raise UnreadablePostalFile(f"is a .zip with {len(found)} lists in it, not with one.")
    if found[0].file_size > MOST_BYTES:
        raise UnreadablePostalFile("is a .zip that unpacks to more than 2 GB.")
    return found[0]
