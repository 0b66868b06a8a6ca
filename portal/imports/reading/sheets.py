"""Reads a file into a sheet of clean text, or says in one sentence why it cannot."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel.speaklater import LazyString

from portal.imports.reading.csvtext import parse
from portal.imports.reading.encodings import decode
from portal.imports.reading.filetypes import kind_of
from portal.imports.reading.remarks import sentence
from portal.imports.reading.sheet import MAX_COLUMNS, MAX_ROWS, Sheet, SheetRow, UnreadableSheet
from portal.imports.reading.text import clean, without_hidden
from portal.imports.reading.workbooks import read_workbook


def read_sheet(filename: str, data: bytes) -> Sheet:
    """All rows of a csv file or of the first sheet with a table of a workbook.

    Raises `UnreadableSheet`, whose sentence tells a person what to do.
    """
    name = clean(filename)[-200:]
    return _workbook(name, data) if kind_of(data) == "workbook" else _text(name, data)


def _workbook(filename: str, data: bytes) -> Sheet:
    table = read_workbook(data)
    rows, width = _cleaned(table.rows)
    others = tuple(clean(tab) for tab in table.other_tabs)
    notices = (sentence("file.other_tabs", {"tabs": ", ".join(others)}),) if others else ()
    return Sheet(filename, rows, width, tab=clean(table.tab), other_tabs=others, notices=notices)


def _text(filename: str, data: bytes) -> Sheet:
    text, encoding = decode(data)
    shown = without_hidden(text)
    hidden = len(text) - len(shown)
    if hidden > len(text) * 0.1:
        raise UnreadableSheet("no_table")
    raw, delimiter, repaired = parse(shown)
    rows, width = _cleaned(raw)
    notices: list[LazyString] = []
    if hidden:
        notices.append(sentence("file.hidden_characters", {"count": str(hidden)}))
    if repaired:
        notices.append(sentence("file.stray_quotes"))
    return Sheet(filename, rows, width, encoding, delimiter, notices=tuple(notices))


def _cleaned(raw: Iterable[tuple[int, list[str]]]) -> tuple[tuple[SheetRow, ...], int]:
    """Rows of equal width, without the empty ones at the end."""
    rows = [(line, [clean(cell) if cell else cell for cell in cells]) for line, cells in raw]
    while rows and not any(rows[-1][1]):
        rows.pop()
    if not rows:
        raise UnreadableSheet("empty")
    if sum(any(cells) for _, cells in rows) > MAX_ROWS:
        raise UnreadableSheet("many_rows", limit=MAX_ROWS)
    width = max(_last_filled(cells) for _, cells in rows)
    if width > MAX_COLUMNS:
        raise UnreadableSheet("many_columns", limit=MAX_COLUMNS)
    return tuple(SheetRow(line, _padded(cells, width)) for line, cells in rows), width


def _last_filled(cells: list[str]) -> int:
    return max((index for index, cell in enumerate(cells, start=1) if cell), default=0)


def _padded(cells: list[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))
