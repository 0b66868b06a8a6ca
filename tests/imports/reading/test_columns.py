"""Header, columns and the mapping."""

from __future__ import annotations

import csv

import pytest

from portal.imports.reading.columns import Certainty, Column, read_columns
from portal.imports.reading.fields import LABELS, Field
from portal.imports.reading.headers import NAMES_FILE, known_field, likely_field, mistyped_field
from portal.imports.reading.mapping import Mapping, UnreadableMapping
from portal.imports.reading.text import fold
from tests.imports.reading.files import CATALOGUE, sheet_of


def guessed(text: str) -> list[str]:
    columns = read_columns(sheet_of(text), CATALOGUE).columns
    return [column.field.value if column.field else "" for column in columns]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Naam groep", Field.NAME),
        ("Contactpers.", Field.CONTACT_NAME),
        ("Tel.", Field.PHONE),
        ("PC", Field.POSTCODE),
        ("Opm.", Field.NOTE),
        ("Wanneer", Field.WHEN),
        ("gecontroleerd", Field.CHECKED_ON),
        ("Gecontr.", Field.CHECKED_ON),
        ("E-mailadres", Field.EMAIL),
        ("THEMA'S", Field.THEME),
        ("Ansprechpartner", Field.CONTACT_NAME),
        ("Ansprechpartner/in", Field.CONTACT_NAME),
        ("PLZ", Field.POSTCODE),
        ("Ort", Field.CITY),
        ("Treffpunkt", Field.LOCATION),
        ("Straße", Field.STREET),
        ("Für wen?", Field.AUDIENCE),
        ("Zuletzt geprüft", Field.CHECKED_ON),
        ("Gebühr", Field.COSTS),
        ("Postcode", Field.POSTCODE),
        ("When", Field.WHEN),
        ("Notes", Field.NOTE),
        ("Last verified", Field.CHECKED_ON),
        ("E-Mail Address", Field.EMAIL),
        ("ID", Field.EXTERNAL_ID),
        ("Nr.", Field.IGNORE),
    ],
)
def test_known_headers(header: str, field: Field) -> None:
    assert known_field(header) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Telefoonnummer van de contactpersoon", Field.PHONE),
        ("Mail contactpersoon", Field.EMAIL),
        ("Naam van de contactpersoon", Field.CONTACT_NAME),
        ("Datum van laatste controle", Field.CHECKED_ON),
        ("Dag en begintijd", Field.WHEN),
        ("Straße des Treffpunkts", Field.STREET),
        ("Meeting location name", Field.LOCATION),
        ("Kurze Beschreibung der Gruppe", Field.INTRO),
    ],
)
def test_longer_headers(header: str, field: Field) -> None:
    assert (known_field(header), likely_field(header)) == (None, field)


def test_mistyped_headers() -> None:
    assert mistyped_field("Telefonn") == Field.PHONE
    assert mistyped_field("Contactperson") == Field.CONTACT_NAME
    assert mistyped_field("Schoenmaat") is None


def test_no_header_word_belongs_to_two_fields() -> None:
    owners: dict[str, set[str]] = {}
    with NAMES_FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for language in ("nl", "en", "de"):
                for name in row[language].split("|"):
                    owners.setdefault(fold(name), set()).add(row["field"])
    assert {name: fields for name, fields in owners.items() if len(fields) > 1} == {}
    assert {field for fields in owners.values() for field in fields} == {field.value for field in Field}


def test_title_lines_stand_above_the_header() -> None:
    layout = read_columns(
        sheet_of("Lijst van groepen;;\n;;\nStand: 2026;;\nNaam;Thema;Tel.\nA;rouw;040-2123456\n"), CATALOGUE
    )
    assert (layout.header_line, layout.titles) == (4, ("Lijst van groepen", "Stand: 2026"))
    assert layout.columns[2] == Column(2, "Tel.", ("040-2123456",), 1, Field.PHONE, Certainty.SURE)


def test_a_person_may_name_the_header_line() -> None:
    sheet = sheet_of("Naam;Thema\nGroep;Soort\nA;rouw\n")
    assert read_columns(sheet, CATALOGUE).header_line == 1
    assert read_columns(sheet, CATALOGUE, header_line=2).columns[1].header == "Soort"
    assert read_columns(sheet, CATALOGUE, header_line=0).header_line == 0


def test_without_a_header_the_values_speak() -> None:
    text = "Rouwgroep Best;rouw;els@x.example;040-2123456;5683 AB;Best;elke dinsdag;19.30;www.x.nl;1-2-2025\n"
    assert guessed(text * 3) == [
        "name", "theme", "email", "phone", "postcode", "city", "when", "time", "website", "checked_on",
    ]  # fmt: skip


def test_values_outweigh_a_wrong_header() -> None:
    assert guessed("Naam;Contact;Thema\nA;els@x.example;rouw\nB;jan@x.example;angst\n") == [
        "name",
        "email",
        "theme",
    ]
    assert guessed("Naam;Wanneer\nA;19.30\nB;20:00 - 22:00\n") == ["name", "time"]
    assert guessed("Naam;Tijd\nA;dinsdag\nB;elke maandag\n") == ["name", "when"]


def test_a_header_in_another_language() -> None:
    text = (
        "Nom;Courriel;Tél;Adresse web\n"
        "Groupe A;a@b.example;02 345 67 89;www.a.be\n"
        "Groupe B;c@d.example;02 345 67 80;www.b.be\n"
    )
    layout = read_columns(sheet_of(text), CATALOGUE)
    assert layout.header_line == 1
    assert guessed(text)[1:] == ["email", "phone", "website"]


def test_a_second_name_is_a_persons() -> None:
    assert guessed("Gruppe;Name;Thema\nA;Els;Trauer\n") == ["name", "contact_name", "theme"]
    assert guessed("Naam;Thema\nA;rouw\n") == ["name", "theme"]


def test_parts_may_stand_in_several_columns() -> None:
    text = (
        "Groep;Voornaam;Achternaam;Straat;Huisnr.;Dag;Frequentie;Begintijd;Eindtijd\n"
        "A;E;J;Markt;1;ma;elke week;19:00;21:00\n"
    )
    assert guessed(text) == [
        "name", "contact_name", "contact_name", "street", "street", "when", "when", "time", "end_time",
    ]  # fmt: skip


def test_a_single_field_is_taken_by_one_column() -> None:
    assert guessed("Groep;Website;Facebook\nA;www.a.nl;www.b.nl\n") == ["name", "website", ""]


def test_numbers_that_repeat_are_no_key() -> None:
    assert guessed("ID;Naam\n1;A\n2;B\n") == ["external_id", "name"]
    assert guessed("ID;Naam\n1;A\n1;B\n") == ["", "name"]


def mapping(*fields: Field | None) -> Mapping:
    return Mapping(1, tuple(f"Kolom {number}" for number in range(1, len(fields) + 1)), fields)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ((None, Field.IGNORE), "No column has been chosen yet."),
        ((Field.PHONE, Field.CITY), "No column holds the name of the group or its theme."),
        ((Field.NAME, Field.NAME), "More than one column is set to “Name of the group”."),
        ((Field.NAME, Field.WEBSITE, Field.WEBSITE), "More than one column is set to “Website”."),
    ],
)
def test_problems(fields: tuple[Field | None, ...], sentence: str) -> None:
    (problem,) = mapping(*fields).problems()
    assert str(problem).startswith(sentence)


def test_no_problems() -> None:
    assert mapping(Field.NAME, Field.NOTE, Field.NOTE, Field.IGNORE, Field.IGNORE).problems() == []
    assert mapping(Field.THEME).problems() == []


def test_cautions() -> None:
    assert [str(said)[:30] for said in mapping(Field.CITY).cautions()] == [
        "No column holds the name of th",
        "No column holds the theme. You",
        "No column is set to telephone,",
    ]
    assert mapping(Field.NAME, Field.THEME, Field.EMAIL).cautions() == []


def test_choices_by_number_or_header() -> None:
    chosen = mapping(None, None, Field.CITY).chosen({"1": "name", "kolom 2": "theme", "3": ""})
    assert chosen.fields == (Field.NAME, Field.THEME, None)
    assert mapping(None, None, None).chosen(chosen.choices()) == chosen


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"9": "name"}, "There is no column “9” in this file."),
        ({"0": "name"}, "There is no column “0” in this file."),
        ({"Leeftijd": "name"}, "There is no column “Leeftijd” in this file."),
        ({"": "name"}, "There is no column “” in this file."),
        ({"²": "name"}, "There is no column “²” in this file."),
        ({"1": "shoe"}, "“shoe” is not something a column can be."),
    ],
)
def test_unreadable_choices(choices: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnreadableMapping) as refused:
        mapping(None).chosen(choices)
    assert str(refused.value.sentence) == sentence


def test_columns_without_a_header_have_a_letter() -> None:
    wide = Mapping(0, ("",) * 60, (None,) * 60)
    assert [wide.label(index) for index in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def test_every_field_has_a_label() -> None:
    assert set(LABELS) == set(Field)
