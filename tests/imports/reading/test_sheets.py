"""Files in, rows out; or one clear sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.reading.sheet import MAX_BYTES, UnreadableSheet
from portal.imports.reading.sheets import read_sheet
from tests.imports.reading.files import lines, refusal

TEXT = 'Naam;Plaats;Opm.\nRouwgroep "Café";Someren;koffie €1,50\n'
ROWS = [(1, ("Naam", "Plaats", "Opm.")), (2, ('Rouwgroep "Café"', "Someren", "koffie €1,50"))]


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("cp1252", b"", "cp1252"),
        ("cp850", b"", "cp850"),
        ("mac_roman", b"", "mac_roman"),
    ],
)
def test_encodings(encoding: str, mark: bytes, name: str) -> None:
    text = TEXT.replace("€", "\u00e9\u00eb") if encoding == "cp850" else TEXT
    sheet = read_sheet("list.csv", mark + text.encode(encoding))
    assert sheet.encoding == name
    assert sheet.rows[1].cells[0] == 'Rouwgroep "Café"'


def test_lines_of_two_encodings() -> None:
    data = "Naam;Plaats\nCafé Rouw;Mühlhausen\nÉén;Größe\n".encode() + "Gespreksgroep é;x\n".encode("cp1252")
    assert lines(data)[1:] == [
        (2, ("Café Rouw", "Mühlhausen")),
        (3, ("Één", "Größe")),
        (4, ("Gespreksgroep é", "x")),
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    text = TEXT.replace(";", delimiter).replace("1,50", "1.50")
    sheet = read_sheet("list.csv", text.encode())
    assert (sheet.delimiter, sheet.rows[1].cells[1]) == (delimiter, "Someren")


def test_commas_inside_cells_do_not_win() -> None:
    text = "Naam;Adres\n" + "Groep;Markt 1, 5501 AB, Veldhoven, achterom\n" * 5
    assert read_sheet("list.csv", text.encode()).delimiter == ";"


def test_the_first_line_may_name_the_delimiter() -> None:
    assert lines(b"sep=|\nNaam|Plaats; of dorp\nA|B\n") == [(2, ("Naam", "Plaats; of dorp")), (3, ("A", "B"))]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_quoted_line_ends_keep_the_line_numbers(ending: str) -> None:
    text = 'Naam;Opm.\nA;"een\ntwee; drie"\n\nB;"zegt ""ja"""\n'.replace("\n", ending)
    assert lines(text.encode()) == [
        (1, ("Naam", "Opm.")),
        (2, ("A", "een\ntwee; drie")),
        (4, ("", "")),
        (5, ("B", 'zegt "ja"')),
    ]


def test_a_quote_that_never_closes_does_not_swallow_the_list() -> None:
    sheet = read_sheet("list.csv", b'Naam;Plaats;Opm.\n"A;Best;x\nB;Asten;y\n"C";Deurne;z\n')
    assert [row.cells for row in sheet.rows][1:] == [
        ('"A', "Best", "x"),
        ("B", "Asten", "y"),
        ("C", "Deurne", "z"),
    ]
    assert "quotation mark" in str(sheet.notices[0])


def test_lines_saved_as_one_cell_are_unpacked() -> None:
    text = '"Naam,Plaats,Opm."\n"A,Best,""x, y"""\n"B,Asten,z"\n'
    assert lines(text.encode()) == [
        (1, ("Naam", "Plaats", "Opm.")),
        (2, ("A", "Best", "x, y")),
        (3, ("B", "Asten", "z")),
    ]


def test_hidden_characters_go_and_are_counted() -> None:
    sheet = read_sheet("list.csv", b"Naam;Pla\x00ats\nRouw\x07groep;Be\xc2\xadst\n" + b"A;B\n" * 20)
    assert sheet.rows[1].cells == ("Rouwgroep", "Best")
    assert str(sheet.notices[0]) == "3 characters that cannot be shown were left out."


def test_lone_surrogates_go_and_the_rest_of_the_line_stays() -> None:
    sheet = read_sheet("list.csv", "Naam;Plaats\nCafé\ud800 Rouw;Köln\n".encode("utf-8", "surrogatepass"))
    assert (sheet.encoding, sheet.rows[1].cells) == ("utf-8", ("Café Rouw", "Köln"))


def test_ragged_rows_become_equally_wide_and_empty_ends_fall_off() -> None:
    assert lines(b"Naam;Plaats;;\nA\nB;C;D;\n;;;\n;\n") == [
        (1, ("Naam", "Plaats", "")),
        (2, ("A", "", "")),
        (3, ("B", "C", "D")),
    ]


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 50


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\x00" * 100, "empty"),
        (b";;;;\n;;;;\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pdf"),
        (b"\n\n%PDF-1.4 junk", "pdf"),
        (PNG, "image"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "image"),
        (b"\x1f\x8b\x08\x00" + b"x" * 50, "archive"),
        (b"{\\rtf1\\ansi", "word"),
        (b"<html><table><tr><td>Naam</td></tr></table>", "web_page"),
        (b"<?xml version='1.0'?><Workbook/>", "web_page"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9, "password"),
        (b"\xd0\xcf\x11\xe0" + b"\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 9, "word"),
        (bytes(range(1, 32)) * 40, "no_table"),
        (b"a;" * 300 + b"x\n", "many_columns"),
        (("Naam;" + "x;" * 200).encode(), "many_columns"),
        (b"A;B\n" * 20_001, "many_rows"),
        (b"A;B\n" * (MAX_BYTES // 4 + 1), "big"),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    assert refusal(data) == reason


def test_names_do_not_decide() -> None:
    assert lines(TEXT.encode("cp1252"), "list.xlsx") == lines(TEXT.encode("cp1252"), "list.csv") == ROWS
    assert refusal(b"%PDF-1.7", "list.xlsx") == "pdf"


def test_the_largest_list_is_read() -> None:
    assert len(read_sheet("list.csv", b"A;B\n" * 20_000).rows) == 20_000


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader_of_text(data: bytes) -> None:
    if data.startswith((b"PK", b"\xd0\xcf")):
        return
    try:
        sheet = read_sheet("list.csv", data)
    except UnreadableSheet as refused:
        assert str(refused.sentence)
        return
    assert all(len(row.cells) == sheet.width for row in sheet.rows)
    "".join(cell for row in sheet.rows for cell in row.cells).encode("utf-8")
