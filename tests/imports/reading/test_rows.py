"""Rows: what is read, remarked, refused, recognised."""

from __future__ import annotations

import json
from datetime import date, time

import pytest

from portal.imports.reading.columns import read_columns
from portal.imports.reading.kinds import RowKind
from portal.imports.reading.remarks import Remark
from portal.imports.reading.rows import interpret
from portal.imports.reading.values import GroupValues
from tests.imports.reading.files import CATALOGUE, TODAY, codes, interpreted, row_of, rows_of, sheet_of

FULL = (
    "ID;Naam groep;Thema;Doelgroep;Contactpersoon;Telefoon;E-mail;Locatie;Adres;Postcode;Plaats;Wanneer;Tijd;"
    "Website;Opmerkingen;Gecontroleerd;Kosten;Omschrijving"
)


def test_a_whole_row() -> None:
    row = row_of(
        FULL,
        "g-7;Rouwgroep Best;rouw;naasten;Els;na 18u: 040-2123456;Els@X.example;Bibliotheek;Markt 1;5683ab;"
        "Best;elke 2e dinsdag v.d. maand;19.30-21.00 u;www.x.example;sleutel bij buren;mrt 2024;gratis;"
        "Samen verder.",
    )
    assert row.values == GroupValues(
        name="Rouwgroep Best",
        themes=("rouw",),
        theme_text="rouw",
        audiences=("relatives",),
        audience="naasten",
        contact_name="Els",
        phone="040-2123456",
        phone_note="na 18u",
        phone_dial="+31402123456",
        email="els@x.example",
        website="https://www.x.example",
        location="Bibliotheek",
        street="Markt 1",
        postcode="5683 AB",
        country="NL",
        city="Best",
        when="elke 2e dinsdag v.d. maand",
        rrule="FREQ=MONTHLY;BYDAY=2TU",
        start=time(19, 30),
        end=time(21),
        note="sleutel bij buren",
        checked_on=date(2024, 3, 1),
        checked_precision="month",
        costs="gratis",
        intro="Samen verder.",
        external_id="g-7",
    )
    assert (row.line, row.remarks, row.severity, row.refused, row.todo) == (2, (), None, False, ())
    assert row.values.listable


def test_values_and_remarks_survive_being_stored() -> None:
    row = row_of("Naam;Thema;E-mail;Wanneer;Tijd;Gecontroleerd", "A;rouw;geen@@mail;even weken di;19.30;2023")
    stored = json.loads(
        json.dumps({"v": row.values.as_json(), "r": [remark.as_json() for remark in row.remarks]})
    )
    assert GroupValues.from_json(stored["v"]) == row.values
    assert tuple(Remark.from_json(remark) for remark in stored["r"]) == row.remarks
    assert row.values.anchor == date(2026, 11, 24)


def test_a_remark_names_its_column_and_what_was_written() -> None:
    (remark,) = row_of("Naam;Thema;E-mail;Tel.", "A;rouw;geen@@mail;040-2123456").remarks
    assert (remark.field, remark.column, remark.original, remark.code) == (
        "email",
        "E-mail",
        "geen@@mail",
        "email.unreadable",
    )
    assert str(remark.sentence) == "This is not a valid mail address."


def test_unread_texts_are_kept() -> None:
    row = row_of(
        "Naam;Thema;Tel.;E-mail;Website;Tijd;Gecontroleerd",
        "A;rouw;bel Els;geen@@mail;javascript:x;25:90;2030",
    )
    assert row.values.kept == (
        ("E-mail", "geen@@mail"),
        ("Website", "javascript:x"),
        ("Tijd", "25:90"),
        ("Gecontroleerd", "2030"),
    )
    assert (row.values.phone, row.values.phone_note) == ("", "bel Els")


def test_words_about_the_time_join_the_sentence() -> None:
    head = "Naam;Thema;Tel.;Wanneer;Tijd"
    assert (
        row_of(head, "A;rouw;040-2123456;om de week do;'s avonds").values.when == "om de week do, 's avonds"
    )
    assert row_of(head, "A;rouw;040-2123456;donderdagavond;'s avonds").values.when == "donderdagavond"
    assert row_of(head, "A;rouw;040-2123456;donderdag;20.00").values.when == "donderdag"


@pytest.mark.parametrize(
    ("when", "clock", "start", "found"),
    [
        ("iedere vrijdagavond", "10:00", time(10), ["time.not_evening"]),
        ("iedere vrijdagavond", "7.30", time(19, 30), []),
        ("dinsdag 20.00", "19.30", time(19, 30), ["time.differs"]),
        ("dinsdag 20.00", "20:00", time(20), []),
        ("dinsdag 20.00", "", time(20), []),
        ("", "20.00", time(20), ["rhythm.no_day"]),
        ("", "", None, ["rhythm.none"]),
    ],
)
def test_sentence_and_clock_together(when: str, clock: str, start: time | None, found: list[str]) -> None:
    row = row_of("Naam;Thema;Tel.;Wanneer;Tijd", f"A;rouw;040-2123456;{when};{clock}")
    assert (row.values.start, codes(row)) == (start, found)


def test_begin_and_end_in_two_columns() -> None:
    head = "Naam;Thema;Tel.;Dag;Begintijd;Eindtijd"
    row = row_of(head, "A;rouw;040-2123456;di;19:30;21:30")
    assert (row.values.start, row.values.end) == (time(19, 30), time(21, 30))
    assert codes(row_of(head, "A;rouw;040-2123456;di;;21:30")) == ["time.only_end"]


def test_everything_about_a_person_in_one_column() -> None:
    row = row_of("Naam;Thema;Contact", 'A;rouw;"Els, 06-12345678, els@x.example"')
    assert (row.values.contact_name, row.values.phone, row.values.email) == (
        "Els",
        "06-12345678",
        "els@x.example",
    )
    assert codes(row) == ["contact.email_here", "contact.phone_here"]


def test_number_and_address_in_each_others_column() -> None:
    row = row_of("Naam;Thema;Telefoon;E-mail", "A;rouw;els@x.example;040-2123456")
    assert (row.values.phone, row.values.email, row.values.kept) == ("040-2123456", "els@x.example", ())


def test_a_whole_address_in_the_place() -> None:
    row = row_of("Naam;Thema;Tel.;Locatie", 'A;rouw;040-2123456;"Bibliotheek, Markt 3, 5683 AB Best"')
    values = row.values
    assert (values.location, values.street, values.postcode, values.city) == (
        "Bibliotheek",
        "Markt 3",
        "5683 AB",
        "Best",
    )
    assert codes(row) == ["place.split"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("alleen telefonisch;;els@x.example;", ["place.no_number"]),
        ("alleen telefonisch;;;040-2123456", []),
        ("online (Zoom);Markt 1;els@x.example;", ["place.street_too"]),
        (";;els@x.example;", ["place.none"]),
        (";Markt 1;els@x.example;", []),
    ],
)
def test_doubts_about_the_place(cells: str, found: list[str]) -> None:
    assert codes(row_of("Naam;Thema;Locatie;Adres;E-mail;Tel.", f"A;rouw;{cells}")) == found


def test_a_row_without_a_name_gets_one() -> None:
    row = row_of("Naam;Thema;Plaats;Tel.", ";faalangst;Geldrop;040-2123456")
    assert (row.values.name, codes(row)) == ("Perfectionisme Geldrop", ["theme.synonym", "name.derived"])
    assert (
        row_of("Naam;Thema;Plaats;Tel.", ";faalangst;Köln;040-2123456", "de").values.name
        == "Perfektionismus Köln"
    )
    assert row_of("Naam;Thema;Plaats;Tel.", ";Knutselen;Best;040-2123456").values.name == "Knutselen Best"


@pytest.mark.parametrize(
    ("cells", "refused", "listable", "found"),
    [
        ("A;rouw;040-2123456;", False, True, []),
        ("A;rouw;;Els", False, False, ["reach.none"]),
        ("A;rouw;;", False, False, ["reach.none"]),
        ("A;;040-2123456;", False, False, ["theme.none"]),
        ("A;xyz;040-2123456;", False, False, ["theme.unknown"]),
        ("Praatgroep rouw;;040-2123456;", False, False, ["theme.from_name"]),
        ("A;;;", True, False, ["theme.none", "row.nothing"]),
        (";;040-2123456;", True, False, ["theme.none", "row.nameless"]),
    ],
)
def test_what_a_row_needs(cells: str, refused: bool, listable: bool, found: list[str]) -> None:
    row = row_of("Naam;Thema;Tel.;Contactpersoon", cells)
    assert (row.refused, row.values.listable, codes(row)) == (refused, listable, found)


def test_a_suggested_theme_is_not_set() -> None:
    values = row_of("Naam;Thema;Tel.", "A;depresie;040-2123456").values
    assert (values.themes, values.theme_suggestions, values.theme_text) == ((), ("depressie",), "depresie")


def test_a_theme_written_once_for_several_rows_is_suggested_for_the_next() -> None:
    text = "Thema;Naam;Tel.\nrouw;A;040-2123456\n;B;040-2123457\n;C;040-2123458\n;Groep angst;040-2123459\n"
    _, second, third, named = rows_of(text)
    for row in (second, third):
        assert (row.values.themes, row.values.theme_suggestions) == ((), ("rouw",))
        assert (codes(row), row.remarks[0].finding.suggests) == (["theme.from_above"], ("theme", "rouw"))
    assert (named.values.theme_suggestions, codes(named)) == (("angst",), ["theme.from_name"])


def test_a_theme_and_its_parent_are_the_theme() -> None:
    assert row_of("Naam;Thema;Tel.", "A;Verslaving / Alcohol;040-2123456").values.themes == ("alcohol",)


SECTIONS = """Naam;Thema;Tel.
VERSLAVING;;
A;;040-2123451
B;rouw;040-2123452
Praatgroep kanker;;040-2123453
EINDHOVEN;;
C;;040-2123454
Alcohol:;;
D;;040-2123455
;;
Totaal: 5;;
;;zie tabblad 2
"""


def test_headings_are_context_for_empty_themes_only() -> None:
    rows = rows_of(SECTIONS)
    read = {row.values.name: (row.section, row.values.themes, row.values.theme_suggestions) for row in rows}
    assert read == {
        "A": ("VERSLAVING", ("verslaving",), ()),
        "B": ("VERSLAVING", ("rouw",), ()),
        "Praatgroep kanker": ("VERSLAVING", (), ("kanker", "verslaving")),
        "C": ("EINDHOVEN", (), ()),
        "D": ("Alcohol:", ("alcohol",), ()),
        "": ("Alcohol:", ("alcohol",), ()),
    }
    assert codes(rows[0]) == ["theme.from_section"]
    assert rows[-1].refused
    assert str(rows[0].remarks[0].sentence).count("“VERSLAVING”") == 1


def test_rows_that_are_no_groups_are_counted() -> None:
    rows = interpreted(sheet_of(SECTIONS + "Naam;Thema;Tel.\nE;rouw;040-2123456\n"))
    assert rows.total == 13
    assert len(list(rows)) == 7
    assert dict(rows.counts) == {
        RowKind.GROUP: 7,
        RowKind.SECTION: 3,
        RowKind.EMPTY: 1,
        RowKind.TOTAL: 1,
        RowKind.HEADER: 1,
    }
    assert rows.counts.total() == rows.total


def test_long_texts_are_cut_and_kept() -> None:
    row = row_of(
        "Naam;Thema;Tel.;Wanneer;Opm.", f"{'N' * 300};rouw;040-2123456;dinsdag {'x' * 600};{'o' * 900}"
    )
    assert (len(row.values.name), len(row.values.when), len(row.values.note)) == (200, 500, 900)
    assert [column for column, _ in row.values.kept] == ["Wanneer", "Naam"]
    assert {"text.long", "name.long"} <= set(codes(row))


def test_a_mapping_for_a_wider_sheet_does_no_harm() -> None:
    wide = read_columns(sheet_of("Naam;Thema;Tel.\nA;rouw;040-2123456\n"), CATALOGUE).mapping
    (row,) = interpret(sheet_of("Naam\nB\n"), wide, CATALOGUE, locale="nl", today=TODAY)
    assert (row.values.name, row.refused) == ("B", True)


def test_reading_again_gives_the_same() -> None:
    rows = interpreted(sheet_of(SECTIONS))
    assert list(rows) == list(rows)
    assert rows.counts[RowKind.GROUP] == 6
