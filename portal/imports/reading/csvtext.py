"""Rows of a csv text: which delimiter, which quotes, which line each row began on."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from portal.imports.reading.sheet import UnreadableSheet

Row = tuple[int, list[str]]

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE = 64 * 1024


def parse(text: str) -> tuple[list[Row], str, bool]:
    """Rows with the line each begins on, the delimiter, and whether stray quotes were repaired."""
    skipped, delimiter, text = _announced(text)
    delimiter = delimiter or best_delimiter(text)
    rows, repaired = _rows(text, delimiter)
    if rows and all(len(cells) <= 1 for _, cells in rows):
        rows, delimiter = _unwrapped(rows, delimiter)
    return [(line + skipped, cells) for line, cells in rows], delimiter, repaired


def _announced(text: str) -> tuple[int, str, str]:
    """Excel's own first line "sep=;" names the delimiter."""
    first, _, rest = text.partition("\n")
    word = first.strip().strip('"').lower()
    if word.startswith("sep=") and len(word) == len("sep=") + 1:
        return 1, word[-1], rest
    return 0, "", text


def best_delimiter(text: str) -> str:
    """The delimiter that cuts most rows into the same number of columns."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text[:_SAMPLE], delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(reader, 300) if any(cell.strip() for cell in row))
    except csv.Error:
        return 0.0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / widths.total() * math.log(width) * (1 - 0.7 * _in_prose(sample, delimiter))


def _in_prose(sample: str, delimiter: str) -> float:
    """The share of a character that has a space behind it, as commas in sentences have."""
    return sample.count(f"{delimiter} ") / max(sample.count(delimiter), 1)


def _rows(text: str, delimiter: str) -> tuple[list[Row], bool]:
    try:
        rows = list(_read(io.StringIO(text, newline=""), delimiter))
        if not _swallowed(rows, delimiter):
            return rows, False
    except csv.Error:
        pass
    try:
        return list(_line_by_line(text, delimiter)), True
    except csv.Error as error:
        raise UnreadableSheet("no_table") from error


def _read(lines: io.StringIO, delimiter: str) -> Iterator[Row]:
    reader, line = csv.reader(lines, delimiter=delimiter), 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _swallowed(rows: list[Row], delimiter: str) -> bool:
    """A quote that never closes makes one cell of many lines; such a cell holds whole rows."""
    usual = Counter(len(cells) for _, cells in rows).most_common(1)
    width = usual[0][0] if usual else 0
    return width > 2 and any(
        any(line.count(delimiter) >= width - 1 for line in cell.splitlines()[1:])
        for _, cells in rows
        for cell in cells
        if "\n" in cell or "\r" in cell
    )


def _line_by_line(text: str, delimiter: str) -> Iterator[Row]:
    """Each line by itself; in a line with an odd number of quotes they are plain characters."""
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        quoted = line.count('"') % 2 == 0
        literal = csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE)
        for cells in csv.reader([line], delimiter=delimiter) if quoted else literal:
            yield number, cells


def _unwrapped(rows: list[Row], delimiter: str) -> tuple[list[Row], str]:
    """Lines that a spreadsheet program saved as one quoted cell each hold a table inside."""
    inner = best_delimiter("\n".join(cells[0] for _, cells in rows if cells))
    try:
        unwrapped = [
            (line, next(csv.reader([cells[0]], delimiter=inner), [])) for line, cells in rows if cells
        ]
    except csv.Error:
        return rows, delimiter
    filled = sum(len(cells) > 1 for _, cells in unwrapped)
    return (unwrapped, inner) if filled > len(rows) * 0.7 else (rows, delimiter)
