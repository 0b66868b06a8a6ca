"""Files that are no list: a clear sentence, no half-done work, never a failure of ours."""

from __future__ import annotations

import pytest

from portal.imports import files
from portal.imports.reading.sheet import UnreadableSheet
from tests.imports.lists import GRIEF, changed, csv_of, looked, many, steward, upload, uploaded
from tests.world import World

WIDE = csv_of([f"x{number}" for number in range(210)], header=[f"kolom {number}" for number in range(210)])
FILES = {
    "a pdf": (b"%PDF-1.7\n1 0 obj\n<<>>\n", "groepen.csv", "This is a PDF"),
    "nothing": (b"", "leeg.csv", "There is nothing in this file"),
    "only spaces": (b" \n \n", "leeg.csv", "There is nothing in this file"),
    "two hundred columns": (WIDE, "breed.csv", "more than 150 columns"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "groepen.xlsx", "This is a picture"),
    "a broken workbook": (b"PK\x03\x04" + bytes(100), "groepen.xlsx", ""),
    "too large": (b"a;b\n" * 2_700_000, "groot.csv", "larger than 10 MB"),
    "noise": (bytes(range(256)) * 8, "ruis.csv", ""),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_list_is_refused_in_a_sentence(alpha: World, name: str) -> None:
    data, filename, sentence = FILES[name]
    browser = steward(alpha)
    answer = upload(browser, data, filename)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'class="wrong"' in answer.text
    assert alpha.count("import_run") == 0


def test_no_file_at_all(alpha: World) -> None:
    browser = steward(alpha)
    answer = browser.post("/stewardship/import", {})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_more_than_the_door_lets_in(alpha: World) -> None:
    answer = upload(steward(alpha), b"a;b\n" * 3_200_000, "groot.csv")
    assert answer.status_code == 413


def test_hostile_names_and_cells_are_only_text(alpha: World) -> None:
    browser = steward(alpha)
    row = changed(GRIEF, naam="<script>alert(1)</script>", locatie="=1+1\x00", wanneer="{{ 7*7 }}")
    address = uploaded(browser, csv_of(row), "../../<b>.csv")
    page = looked(browser, address).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    browser.post(f"{address}/groups", page=address)
    alpha.work()
    assert "1 group is in" in browser.get(address).text


def test_a_file_that_cannot_be_read_any_more_says_so(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = steward(alpha)
    address = uploaded(browser, many(400))
    looked(browser, address)
    files._open.clear()

    def refuse(*_: object) -> None:
        raise UnreadableSheet("big_inside")

    monkeypatch.setattr(files, "read_sheet", refuse)
    answer = browser.get(f"{address}/columns")
    assert answer.status_code == 409
    assert "This workbook is too large to open" in answer.text
    alpha.work()
    monkeypatch.undo()
    assert 'class="notice error"' in browser.follow(browser.get(address)).text
    alpha.work()
    assert alpha.count("support_group") == 0
