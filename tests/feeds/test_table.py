"""The table opens in a spreadsheet as it is, and nothing in it is calculated."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from flask_babel import force_locale

from portal.feeds.table import COLUMNS, safe_cell, table
from portal.groups.public import PublicGroup
from tests.feeds.helpers import HOSTILE, bare, hostile
from tests.public_groups import group, meeting, pattern, place

pytestmark = pytest.mark.usefixtures("english")


def rows(*groups: PublicGroup) -> list[dict[str, str]]:
    """The rows as a spreadsheet shows them."""
    text = table(groups).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_what_excel_needs_to_open_it() -> None:
    data = table([group()])
    assert data.startswith("\ufeffGroup;Themes;".encode())
    assert data.count(b"\r\n") == 2 and data.count(b"\n") == 2


def test_a_whole_row() -> None:
    (row,) = rows(group())
    assert row == {
        "Group": "Rouwcafé 1",
        "Themes": "rouw",
        "Audience": "everyone. vanaf 18 jaar",
        "Description": "Samen praten na een verlies.",
        "When": "elke dinsdag, 19:30 to 21:30",
        "Mode": "in person",
        "Location": "De Huiskamer",
        "Address": "Markt 1",
        "Postcode": "5701 RK",
        "Town": "Helmond",
        "Accessibility": "Rolstoel kan via de achterdeur",
        "Joining": "You can just come along",
        "Costs": "Gratis",
        "Contact person": "Ria",
        "Phone": "'+31 6 12345678",
        "When to call": "na 18 uur",
        "Mail": "rouw@groep.example",
        "Website": "https://groep.example/rouw",
        "State": "meets",
        "Paused until": "",
        "Checked": "checked on 14 October 2026",
        "Last changed on": "2026-11-01",
        "Page": "https://alpha.example/groups/rouwcafe-1",
        "Latitude": "51.48123",
        "Longitude": "5.66123",
    }


@pytest.mark.parametrize("count", [0, 1, 500])
def test_one_row_a_group(count: int) -> None:
    assert len(rows(*(group(number) for number in range(1, count + 1)))) == count


def test_several_meetings_in_one_row() -> None:
    deurne = place(2, city="Deurne")
    sunday = meeting(2, rule=pattern("FREQ=WEEKLY;BYDAY=SU"), text="elke zondag", place=deurne)
    monday = meeting(3, rule=pattern("FREQ=WEEKLY;BYDAY=MO"), text="elke maandag om 10 uur")
    (row,) = rows(group(meetings=(sunday, monday)))
    assert row["When"] == "elke zondag, 19:30 to 21:30 / elke maandag om 10 uur"
    assert (row["Town"], row["Address"]) == ("Deurne / Helmond", "Markt 1")


def test_a_group_that_says_almost_nothing() -> None:
    (row,) = rows(bare())
    said = {name for name, text in row.items() if text}
    assert said == {"Group", "Phone", "State", "Checked", "Last changed on", "Page"}


def test_a_pause() -> None:
    (row,) = rows(group(state="paused", paused_until=date(2027, 3, 1)))
    assert (row["State"], row["Paused until"]) == ("paused for a while", "2027-03-01")


@pytest.mark.parametrize("locale", ["nl", "en", "de"])
def test_columns_have_names_of_their_own_in_every_language(locale: str) -> None:
    with force_locale(locale):
        header = table([]).decode("utf-8-sig").strip().split(";")
    assert len(set(header)) == len(COLUMNS) and all(header)
    assert (header[0] == "Groep") is (locale == "nl")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'=1+1"),
        ("+31 6 12345678", "'+31 6 12345678"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=x", "'=x"),
        ("＝1", "'＝1"),
        ("0612345678", "'0612345678"),
        ("01067", "'01067"),
        ("0", "0"),
        ("040 200 01 00", "040 200 01 00"),
        ("a\r\n=b", "a =b"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert safe_cell(text) == cell


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_in_their_cells(text: str) -> None:
    first, second = rows(hostile(1, text), group(2))
    assert second["Group"] == "Rouwcafé 2"
    assert None not in first
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in first.values())
