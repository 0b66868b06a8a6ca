"""A table as csv or as a workbook (xlsx), in which no cell is ever calculated."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Table = Sequence[Sequence[str]]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def as_csv(rows: Table) -> bytes:
    """Semicolons, Windows line ends and a mark for UTF-8, as Dutch and German Excel open it."""
    text = io.StringIO()
    cells = [[_safe_cell(cell) for cell in row] for row in rows]
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(cells)
    return text.getvalue().encode("utf-8-sig")


def _safe_cell(text: str) -> str:
    """An apostrophe before what a spreadsheet would calculate, or whose first sign it would drop."""
    line = " ".join(_plain(text).split())
    eaten = line.isdigit() and line.startswith("0") and len(line) > 1
    return f"'{line}" if eaten or line.startswith(FORMULA) else line


def as_xlsx(rows: Table) -> bytes:
    """Every cell is written as text, which no program reads as a formula."""
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in (*_PARTS.items(), ("xl/worksheets/sheet1.xml", sheet)):
            packed.writestr(name, _HEAD + part)
    return file.getvalue()


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_plain(text))}</t></is></c>'


def _plain(text: str) -> str:
    """Without the signs that XML and spreadsheets do not know."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")[:LONGEST]
