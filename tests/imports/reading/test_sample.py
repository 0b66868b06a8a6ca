"""A real kind of list, from beginning to end, with its counts written out."""

from __future__ import annotations

from collections import Counter

import pytest

from portal.imports.reading.columns import Certainty, read_columns
from portal.imports.reading.kinds import RowKind
from portal.imports.reading.rows import ReadRow
from portal.imports.reading.sheet import Sheet
from portal.imports.reading.sheets import read_sheet
from tests.imports.reading.files import CATALOGUE, SAMPLE, codes, interpreted

FIELDS = [
    "name", "theme", "audience", "contact_name", "phone", "email", "location", "street", "postcode", "city",
    "when", "time", "website", "note", "checked_on",
]  # fmt: skip
NOTES = {
    "contact.phone_shared": 15,
    "date.unknown": 19,
    "note.call_first": 12,
    "note.contact_wanted": 12,
    "note.costs": 20,
    "note.intake": 15,
    "note.wheelchair": 20,
    "place.none": 7,
    "rhythm.arrangement": 12,
    "rhythm.no_day": 8,
    "rhythm.none": 1,
    "row.same": 1,
    "theme.synonym": 37,
    "time.evening": 27,
}
UNSURE = {
    "email.unreadable": 1,
    "name.derived": 1,
    "note.break": 17,
    "note.stopped": 15,
    "place.no_number": 3,
    "postcode.odd": 1,
    "rhythm.which_of_month": 16,
    "rhythm.which_week": 38,
    "row.resembles": 4,
    "time.impossible": 1,
    "time.not_evening": 3,
}


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return read_sheet(SAMPLE.name, SAMPLE.read_bytes())


@pytest.fixture(scope="module")
def rows(sheet: Sheet) -> dict[int, ReadRow]:
    return {row.line: row for row in interpreted(sheet)}


def test_the_sheet(sheet: Sheet) -> None:
    assert (len(sheet.rows), sheet.width, sheet.encoding, sheet.delimiter) == (146, 15, "cp1252", ";")
    assert sheet.notices == ()


def test_the_columns(sheet: Sheet) -> None:
    layout = read_columns(sheet, CATALOGUE)
    assert layout.header_line == 3
    assert layout.titles == ("Overzicht zelfhulpgroepen Zuidoost-Brabant – bijgewerkt nov. 2018",)
    assert [column.field for column in layout.columns] == FIELDS
    assert {column.certainty for column in layout.columns} == {Certainty.SURE}
    assert (layout.mapping.problems(), layout.mapping.cautions()) == ([], [])


def test_the_kinds_of_rows(sheet: Sheet) -> None:
    rows = interpreted(sheet)
    assert len(list(rows)) == 140
    assert rows.counts == {RowKind.GROUP: 140, RowKind.EMPTY: 1, RowKind.SECTION: 1, RowKind.TOTAL: 1}


def test_the_remarks(rows: dict[int, ReadRow]) -> None:
    found = Counter((remark.severity.value, remark.code) for row in rows.values() for remark in row.remarks)
    assert {code: count for (severity, code), count in found.items() if severity == "note"} == NOTES
    assert {code: count for (severity, code), count in found.items() if severity == "unsure"} == UNSURE
    assert found.total() == sum(NOTES.values()) + sum(UNSURE.values()) == 306


def test_the_work_that_is_left(rows: dict[int, ReadRow]) -> None:
    assert sum(bool(row.todo) for row in rows.values()) == 85
    assert sum(row.refused for row in rows.values()) == 0
    assert sum(row.values.listable for row in rows.values()) == 140
    assert sum(bool(row.values.rrule) for row in rows.values()) == 99
    assert sum(row.values.needs_anchor for row in rows.values()) == 38
    assert sum(row.values.start is not None for row in rows.values()) == 109
    assert sum(row.values.checked_on is not None for row in rows.values()) == 96


def test_the_ways_to_meet(rows: dict[int, ReadRow]) -> None:
    ways = Counter((row.values.in_person, row.values.online, row.values.by_phone) for row in rows.values())
    assert ways == {(True, False, False): 110, (False, True, False): 17, (False, False, True): 13}


def test_the_duplicates(rows: dict[int, ReadRow]) -> None:
    assert {line: row.same_as for line, row in rows.items() if row.same_as} == {11: 7}
    assert {line: row.resembles for line, row in rows.items() if row.resembles} == {
        110: 10,
        112: 100,
        139: 61,
        144: 134,
    }
    assert len({row.identity for row in rows.values()}) == 139


def test_some_rows_by_hand(rows: dict[int, ReadRow]) -> None:
    friday = rows[5].values
    assert (friday.postcode, friday.rrule, f"{friday.start:%H:%M}") == (
        "5542 CD",
        "FREQ=MONTHLY;BYDAY=1FR",
        "10:30",
    )
    burnout = rows[23].values
    assert (burnout.themes, burnout.phone, burnout.phone_note) == (
        ("burn-out",),
        "06 000 000 43",
        "ma-vr na 18u",
    )
    assert (burnout.audiences, burnout.rrule, burnout.when) == (("young",), "", "in overleg")
    online = rows[9].values
    assert (online.online, online.in_person, online.platform, online.location) == (True, False, "Zoom", "")
    assert (rows[37].values.email, rows[37].values.kept) == ("", (("E-mail", "geen@@mail"),))
    assert rows[48].values.kept == (("Tijd", "25:90"),)
    assert rows[45].values.postcode == "57 AB"
    assert (rows[64].values.name, codes(rows[64])[-1]) == ("Perfectionisme Geldrop", "name.derived")
    assert (rows[60].section, rows[60].values.themes) == ("VERSLAVING", ("gokken",))
    assert codes(rows[146]) == ["time.not_evening", "note.intake"]


def test_notes_stay_with_the_network(rows: dict[int, ReadRow]) -> None:
    for row in rows.values():
        assert (row.values.costs, row.values.intro) == ("", "")
    assert rows[5].values.note == "gestopt? navragen"
    assert rows[5].todo[-1].finding.suggests == ("state", "paused")
