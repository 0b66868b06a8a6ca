"""Files and rows for the tests of reading."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from portal.imports.reading.columns import read_columns
from portal.imports.reading.rows import Interpretation, ReadRow, interpret
from portal.imports.reading.sheet import Sheet, UnreadableSheet
from portal.imports.reading.sheets import read_sheet
from portal.imports.reading.themes import load_catalogue

TODAY = date(2026, 11, 21)
CATALOGUE = load_catalogue()
SAMPLE = Path(__file__).parents[3] / "portal" / "imports" / "samples" / "zuidoost-brabant-groepen.csv"


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    fill(book)
    book.close()
    return stream.getvalue()


def sheet_of(text: str) -> Sheet:
    """A csv text as a sheet."""
    return read_sheet("list.csv", text.encode())


def interpreted(sheet: Sheet, locale: str = "nl", **choices: str) -> Interpretation:
    """The rows of a sheet with the guessed mapping, corrected by choices."""
    mapping = read_columns(sheet, CATALOGUE).mapping.chosen(choices)
    return interpret(sheet, mapping, CATALOGUE, locale=locale, today=TODAY)


def rows_of(text: str, locale: str = "nl", **choices: str) -> list[ReadRow]:
    """The groups of a csv text."""
    return list(interpreted(sheet_of(text), locale, **choices))


def row_of(header: str, cells: str, locale: str = "nl") -> ReadRow:
    """The only group of a csv text of two lines."""
    (row,) = rows_of(f"{header}\n{cells}\n", locale)
    return row


def codes(row: ReadRow) -> list[str]:
    """The codes of a row's remarks, in order."""
    return [remark.code for remark in row.remarks]


def lines(data: bytes, name: str = "list.csv") -> list[tuple[int, tuple[str, ...]]]:
    """Line numbers and cells of a file."""
    return [(row.line, row.cells) for row in read_sheet(name, data).rows]


def refusal(data: bytes, name: str = "list.csv") -> str:
    """The reason why a file is not read; its sentence must be one."""
    with pytest.raises(UnreadableSheet) as refused:
        read_sheet(name, data)
    assert str(refused.value.sentence).endswith(".")
    assert "%(" not in str(refused.value.sentence)
    return refused.value.reason
