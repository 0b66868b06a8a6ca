"""Workbooks: tabs, merged cells, dates, and files that would take a process down."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile

import pytest
import xlsxwriter

from portal.imports.reading.sheet import UnreadableSheet
from portal.imports.reading.sheets import read_sheet
from tests.imports.reading.files import lines, refusal, workbook


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (("word/document.xml", "[Content_Types].xml"), "word"),
        (("photo.jpg",), "archive"),
        (("xl/workbook.xml",), "damaged"),
        ((), "archive"),
    ],
)
def test_archives_that_are_no_workbook(names: tuple[str, ...], reason: str) -> None:
    assert refusal(archive(*names), "list.xlsx") == reason


def full(book: xlsxwriter.Workbook) -> None:
    book.add_worksheet("Leeg")
    about = book.add_worksheet("Toelichting")
    about.write("A1", "Dit is een lijst")
    page = book.add_worksheet("Groepen")
    page.write_row("B3", ["Thema", "Naam", "Tijd", "Gecontroleerd", "Nr", "Prijs", "Open", "Begin"])
    page.merge_range("B4:B5", "rouw")
    page.write_row("C4", ["A", "", "", 612345678, 1.5, True])
    page.write_datetime("D4", dt.time(19, 30), book.add_format({"num_format": "hh:mm"}))
    page.write_datetime("E4", dt.date(2025, 3, 1), book.add_format({"num_format": "d-m-yy"}))
    page.write_datetime("I4", dt.datetime(2025, 3, 1, 9, 5), book.add_format({"num_format": "d-m-yy h:mm"}))  # noqa: DTZ001
    page.write_number("D5", 0.8125, book.add_format({"num_format": "[h]:mm"}))
    page.write_string("C5", "B\x02")
    page.merge_range("B6:I6", "VERSLAVING")
    page.write_row("B8", ["alcohol", "C"])
    hidden = book.add_worksheet("Oud")
    hidden.write_row("A1", ["a", "b"])
    hidden.write_row("A2", ["a", "b"])
    hidden.hide()


def test_workbook() -> None:
    sheet = read_sheet("list.xlsx", workbook(full))
    assert (sheet.tab, sheet.other_tabs) == ("Groepen", ("Toelichting",))
    assert "Toelichting" in str(sheet.notices[0])
    assert [(row.line, row.cells[1:]) for row in sheet.rows] == [
        (3, ("Thema", "Naam", "Tijd", "Gecontroleerd", "Nr", "Prijs", "Open", "Begin")),
        (4, ("rouw", "A", "19:30", "2025-03-01", "612345678", "1.5", "true", "2025-03-01 09:05")),
        (5, ("rouw", "B", "19:30", "", "", "", "", "")),
        (6, ("VERSLAVING", "", "", "", "", "", "", "")),
        (8, ("alcohol", "C", "", "", "", "", "", "")),
    ]


@pytest.mark.parametrize("column", [16_383, 60])
def test_one_stray_cell_at_the_far_end_does_not_take_the_process_down(column: int) -> None:
    def far(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write(0, 0, "Naam")
        page.write(1_048_575, column, "x")

    assert refusal(workbook(far), "list.xlsx") == "big_inside"


@pytest.mark.parametrize(("rows", "columns", "reason"), [(2, 151, "many_columns"), (20_001, 1, "many_rows")])
def test_workbooks_that_are_too_large(rows: int, columns: int, reason: str) -> None:
    def large(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        for row in range(rows):
            page.write_row(row, 0, ["x"] * columns)

    assert refusal(workbook(large), "list.xlsx") == reason


def test_an_empty_workbook() -> None:
    assert refusal(workbook(lambda book: None), "list.xlsx") == "empty"


def ods(rows: str) -> bytes:
    stream = io.BytesIO()
    names = "office:1.0 table:1.0 text:1.0"
    spaces = " ".join(
        f'xmlns:{name.split(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for name in names.split()
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
        )
        packed.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Blad1">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return stream.getvalue()


def test_open_document() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    data = ods(row.format(cell.format("Naam") + cell.format("Plaats")) + row.format(cell.format("A") * 2))
    assert lines(data, "list.ods") == [(1, ("Naam", "Plaats")), (2, ("A", "A"))]


@pytest.mark.parametrize("cut", [30, 200, 1000, 3000])
@pytest.mark.parametrize("flip", [0, 77])
def test_damaged_workbooks_are_refused_or_read(cut: int, flip: int) -> None:
    data = bytearray(workbook(full))
    data[cut : cut + 4] = struct.pack("<I", flip)
    try:
        sheet = read_sheet("list.xlsx", bytes(data[: len(data) - flip]))
    except UnreadableSheet as refused:
        assert refused.reason in {"damaged", "archive", "big_inside", "empty"}
    else:
        assert sheet.rows
