"""`geo import`: a postal file is taken in whole, or leaves everything as it was."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal.geo import feature, importing
from portal.geo.commands import commands
from portal.geo.postal_files import PostalRow
from tests.geo.conftest import AACHEN, ANTWERP, HELMOND, HELMOND_TOO, PARIS, Postal, line


def test_a_file_is_taken_in(postal: Postal) -> None:
    done = postal.load(postal.file(HELMOND, HELMOND_TOO, ANTWERP, AACHEN, PARIS, ""))
    assert done.exit_code == 0, done.output
    assert "4 postcodes are known now" in done.output
    assert "BE 1, DE 1, NL 2; passed over: 1 of other countries" in done.output
    assert postal.rows() == [
        ("BE", "2000", 51.2199, 4.4035, "Antwerpen"),
        ("DE", "52062", 50.7753, 6.0839, "Aachen"),
        ("NL", "5701AB", 51.4780, 5.6600, "Helmond"),
        ("NL", "5701AC", 51.4800, 5.6640, "Helmond"),
    ]


def test_again_replaces_the_countries_of_the_file_and_leaves_the_others(postal: Postal) -> None:
    postal.load(postal.file(HELMOND, ANTWERP))
    before = postal.rows()
    postal.load(postal.file(HELMOND, ANTWERP))
    assert postal.rows() == before
    postal.load(postal.file(HELMOND_TOO))
    assert postal.codes() == ["BE 2000", "NL 5701AC"]


def test_only_one_country_of_a_file(postal: Postal) -> None:
    done = postal.load(postal.file(HELMOND, ANTWERP, AACHEN), "--country", "de")
    assert done.exit_code == 0, done.output
    assert postal.codes() == ["DE 52062"]


def test_villages_that_share_a_postcode_become_its_middle(postal: Postal) -> None:
    villages = [line("BE", "3960", "Opitter", 51.12, 5.64), line("BE", "3960", "Bree", 51.14, 5.60)]
    postal.load(postal.file(*villages))
    (row,) = postal.rows()
    assert row == ("BE", "3960", pytest.approx(51.13), pytest.approx(5.62), "Opitter")


def test_the_zip_as_it_is_fetched(postal: Postal) -> None:
    path = postal.folder / "NL.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "Readme for GeoNames Postal Code files")
        archive.writestr("NL_full.txt", f"\ufeff{HELMOND}\r\n{HELMOND_TOO}\r\n")
    assert postal.load(path).exit_code == 0
    assert postal.codes() == ["NL 5701AB", "NL 5701AC"]


WRONG_LINES = {
    "NL\t5701 AB\tHelmond\t51.5\t5.7": "line 3 has 5 columns between tabs, not 12",
    "NL;5701 AB;Helmond;;;;;;;51.5;5.7;6": "line 3 has 1 columns",
    line("NL", "5701 AB", "Helmond", 151.5, 5.7): "line 3 has the latitude 151.5, which is not between -90",
    line("NL", "5701 AB", "Helmond", 51.5, -205.7): "line 3 has the longitude -205.7",
    line("NL", "5701 AB", "Helmond", "nan", 5.7): "line 3 has the latitude nan",
    line("NL", "5701 AB", "Helmond", "51,5", 5.7): "line 3 has '51,5' as latitude, which is no number",
    line("NL", "5701 AB", "Helmond", 51.5, ""): "line 3 has '' as longitude",
    line("NL", "570", "Helmond", 51.5, 5.7): "line 3 has '570' 'Helmond', not a postcode and a place",
    line("DE", "5206", "Aachen", 50.8, 6.1): "line 3 has '5206' 'Aachen'",
    line("NL", "5701 AB", " ", 51.5, 5.7): "line 3 has '5701 AB' ' ', not a postcode",
    line("country", "postal code", "place", 51.5, 5.7): "line 3 begins with 'country'",
}


@pytest.mark.parametrize("wrong", WRONG_LINES, ids=WRONG_LINES.values())
def test_a_wrong_line_is_named_and_nothing_changes(postal: Postal, wrong: str) -> None:
    postal.load(postal.file(AACHEN, HELMOND_TOO))
    done = postal.load(postal.file(HELMOND, ANTWERP, wrong, name="new.txt"))
    assert done.exit_code == 1
    assert f"new.txt cannot be used: {WRONG_LINES[wrong]}" in done.output
    assert "Nothing was changed." in done.output
    assert postal.codes() == ["DE 52062", "NL 5701AC"]


NO_LISTS = {
    "empty.txt": (b"", "is empty."),
    "list.txt": (b"%PDF-1.7\n...", "is a PDF, not a postal file of GeoNames."),
    "old.txt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a document or workbook"),
    "page.txt": (b"\n<!DOCTYPE html>", "is a web page"),
    "wide.txt": ("\ufeff" + HELMOND).encode("utf-16-le"),
    "packed.txt": (b"\x1f\x8b\x08\x00", "is packed with gzip"),
    "latin.txt": (HELMOND.replace("Helmond", "Süd").encode("latin-1"), "line 1 is not text in UTF-8"),
    "noise.txt": (b"\x00\x01\x02" * 50_000, "line 1 has 1 columns"),
    "broken.zip": (b"PK\x03\x04rest", "is a .zip that cannot be unpacked"),
    "abroad.txt": (PARIS.encode(), "has no postcodes with a position of NL or BE or DE."),
    "turned.txt": (line("NL", "5701", "Helmond", 5.66, 51.48).encode(), "the wrong way round?"),
}


@pytest.mark.parametrize("name", NO_LISTS)
def test_what_is_no_postal_file_is_refused_with_a_sentence(postal: Postal, name: str) -> None:
    found = NO_LISTS[name]
    data, sentence = found if isinstance(found, tuple) else (found, "is text in UTF-16")
    path = postal.folder / name
    path.write_bytes(data)
    done = postal.load(path)
    assert done.exit_code == 1
    assert name in done.output and sentence in done.output
    assert postal.rows() == []


@pytest.mark.parametrize(("names", "count"), [((), 0), (("NL.txt", "BE.txt"), 2), (("sheet1.xml",), 0)])
def test_a_zip_without_one_list(postal: Postal, names: tuple[str, ...], count: int) -> None:
    path = postal.folder / "lists.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
        for name in names:
            archive.writestr(name, HELMOND)
    done = postal.load(path)
    assert (done.exit_code, f"with {count} lists in it" in done.output) == (1, True)


def test_a_few_points_of_the_source_may_be_missing_or_wrong(postal: Postal) -> None:
    many = [line("DE", f"{number:05}", "Ort", 50.5, 8.5) for number in range(10_000, 10_200)]
    nowhere, at_sea = line("DE", "52064", "Aachen", "", ""), line("DE", "52066", "Aachen", 0, 0)
    done = postal.load(postal.file(*many, nowhere, at_sea))
    assert done.exit_code == 0, done.output
    assert "1 without a position, 1 outside their country" in done.output
    assert len(postal.rows()) == 200


def test_a_missing_file_and_a_missing_owner(postal: Postal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert postal.load(postal.folder / "none.txt").exit_code == 2
    kernel = postal.world.kernel
    poorer = replace(kernel, settings=kernel.settings.model_copy(update={"database_owner_url": None}))
    monkeypatch.setattr("portal.commands.kernel", lambda: poorer)
    done = postal.load(_some(postal.folder))
    assert (done.exit_code, "DATABASE_OWNER_URL is not set" in done.output) == (1, True)


def _some(folder: Path) -> Path:
    path = folder / "some.txt"
    path.write_text(f"{HELMOND}\n", encoding="utf-8")
    return path


def test_before_the_migration_it_says_what_to_do(postal: Postal) -> None:
    with postal.owner() as owner:
        owner.execute("ALTER TABLE shared.postcode RENAME TO elsewhere")
        try:
            done = postal.load(_some(postal.folder))
        finally:
            owner.execute("ALTER TABLE shared.elsewhere RENAME TO postcode")
    assert (done.exit_code, "run 'networks migrate' first" in done.output) == (1, True)


def test_readers_see_the_old_ones_until_a_second_import_may_begin(postal: Postal) -> None:
    """The first import stands still in the middle; a reader goes on, a second import waits its turn."""
    postal.load(postal.file(HELMOND))
    halfway, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with postal.owner() as owner:
            importing.replace_postcodes(owner, _paused(halfway, go_on))

    first = threading.Thread(target=slow)
    second = threading.Thread(target=postal.load, args=(postal.file(AACHEN),))
    first.start()
    assert halfway.wait(10)
    second.start()
    assert postal.codes() == ["NL 5701AB"]
    second.join(0.3)
    assert second.is_alive()
    go_on.set()
    first.join(10)
    second.join(10)
    assert postal.codes() == ["DE 52062", "NL 5702"]


def _paused(halfway: threading.Event, go_on: threading.Event) -> Iterator[PostalRow]:
    yield PostalRow("NL", "5702", 51.49, 5.65, "Helmond")
    halfway.set()
    go_on.wait(10)


def test_the_feature_hangs_the_command_on_the_command_line() -> None:
    app = Flask(__name__)
    feature.install(app)
    assert app.cli.commands["geo"] is commands
    assert set(commands.commands) == {"import"}
