"""Files the importer was not made for: other names, other order, other languages, other programs."""

from __future__ import annotations

import datetime as dt

import xlsxwriter

from portal.imports.reading.columns import read_columns
from portal.imports.reading.sheets import read_sheet
from tests.imports.reading.files import CATALOGUE, codes, interpreted, rows_of, sheet_of, workbook


def english(book: xlsxwriter.Workbook) -> None:
    clock = book.add_format({"num_format": "h:mm AM/PM"})
    day = book.add_format({"num_format": "dd mmm yyyy"})
    book.add_worksheet("Cover").write("A1", "Support groups 2026")
    page = book.add_worksheet("Groups")
    page.merge_range("A1:L1", "Support groups in the Utrecht area")
    page.write("A2", "Please do not share outside the team")
    page.write_row(
        "A4",
        ["Last verified", "Topic", "Group name", "Who it is for", "Meeting place", "Street address", "Town",
         "Post code", "Meets", "Start time", "Ends", "Facilitator", "Phone no.", "Email address", "Web page",
         "Comments", "Fee"],
    )  # fmt: skip
    page.write_row(
        "B5", ["Grief", "Rainbow circle", "widows and widowers", "St. John's Hall", "12 High Street"]
    )
    page.write_row("G5", ["Utrecht", "3511AB", "First and third Tuesday of the month"])
    page.write_row(
        "L5", ["Mary", "+31 6 12345678", "mary@grief.example", "http://grief.example", "step-free", "€2"]
    )
    page.write_datetime("A5", dt.date(2026, 3, 12), day)
    page.write_datetime("J5", dt.time(19, 30), clock)
    page.write_datetime("K5", dt.time(21, 0), clock)
    page.write_row(
        "B7", ["Gambling", "GA Newcomers", "", "online (Zoom)", "", "Utrecht", "", "every other Thursday"]
    )
    page.write_row("J7", ["7 pm", "8.30pm", "Bob"])
    page.write_number("M7", 612345679)
    page.write_row("P7", ["no longer meeting?", "free"])
    page.write_row(
        "B8", ["Anxeity", "Calm corner", "young people", "Library", "", "Zeist", "", "by appointment"]
    )
    page.write_row("N8", ["calm at corner.example"])
    page.write_row("A9", ["Total", "3"])


def test_an_english_workbook() -> None:
    sheet = read_sheet("Support groups FINAL v2.xlsx", workbook(english))
    layout = read_columns(sheet, CATALOGUE)
    assert (sheet.tab, layout.header_line, len(layout.titles)) == ("Groups", 4, 2)
    assert [column.field for column in layout.columns] == [
        "checked_on", "theme", "name", "audience", "location", "street", "city", "postcode", "when", "time",
        "end_time", "contact_name", "phone", "email", "website", "note", "costs",
    ]  # fmt: skip
    rows = interpreted(sheet, "en")
    grief, gambling, calm = list(rows)
    assert dict(rows.counts) == {"group": 3, "total": 1}

    values = grief.values
    assert (grief.line, values.themes, values.name, values.audiences) == (5, ("rouw",), "Rainbow circle", ())
    assert (values.location, values.street, values.postcode, values.city) == (
        "St. John's Hall",
        "12 High Street",
        "3511 AB",
        "Utrecht",
    )
    assert (values.rrule, values.start, values.end) == (
        "FREQ=MONTHLY;BYDAY=1TU,3TU",
        dt.time(19, 30),
        dt.time(21),
    )
    assert (values.phone_dial, values.email, values.website) == (
        "+31612345678",
        "mary@grief.example",
        "http://grief.example",
    )
    assert (values.checked_on, values.costs) == (dt.date(2026, 3, 12), "€2")
    assert codes(grief) == ["note.wheelchair"]

    values = gambling.values
    assert (gambling.line, values.themes, values.online, values.in_person) == (7, ("gokken",), True, False)
    assert (values.rrule, values.needs_anchor, values.anchor) == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        True,
        None,
    )
    assert (values.start, values.end, values.phone) == (dt.time(19), dt.time(20, 30), "0612345679")
    assert codes(gambling) == ["phone.zero", "rhythm.which_week", "note.stopped"]

    values = calm.values
    assert (values.themes, values.theme_suggestions, values.audiences) == ((), ("angst",), ("young",))
    assert (values.rrule, values.email) == ("", "calm@corner.example")
    assert codes(calm) == ["email.rewritten", "rhythm.arrangement", "theme.close"]


GERMAN = """Selbsthilfegruppen im Kreis Warendorf,,,,,,,,,,,
Stand: 03/2026,,,,,,,,,,,
PLZ,Ort,Bezeichnung,Krankheitsbild,Ansprechpartnerin,Rufnummer,Mail,Treffpunkt,Wann?,Uhrzeit,Zuletzt geprüft,Bemerkung
48231,Warendorf,Anonyme Alkoholiker,Alkohol,Petra M.,02581/123456,petra@aa.example,"Gemeindehaus, Raum 2",jeden 2. Dienstag im Monat,19:30 Uhr,12.03.2026,
59269,Beckum,Trauercafé,Trauer,,"02521 9876
(abends)",,"Alter Markt 3, 59269 Beckum",1. und 3. Mittwoch,15-17 Uhr,Feb. 2026,barrierefrei
01067,Dresden,,Depressionen,Jens,0351 1234567,jens(at)shg.example,online,alle 14 Tage donnerstags,18:00 - 20:00,2025,"Gruppe ruht, neue Leitung gesucht"
KÖRPER,,,,,,,,,,,
48143,Münster,SHG Ängste,Aengste,Kim,,,,nach Vereinbarung,,unbekannt,
48143,Münster,,,,,,,,,,
Gesamt,4 Gruppen,,,,,,,,,,
"""  # noqa: E501


def test_a_german_list() -> None:
    sheet = read_sheet("SHG Übersicht.csv", GERMAN.encode())
    layout = read_columns(sheet, CATALOGUE)
    assert (sheet.encoding, sheet.delimiter, layout.header_line) == ("utf-8", ",", 3)
    assert [column.field for column in layout.columns] == [
        "postcode", "city", "name", "theme", "contact_name", "phone", "email", "location", "when", "time",
        "checked_on", "note",
    ]  # fmt: skip
    rows = interpreted(sheet, "de")
    alcohol, grief, depression, fear, nothing = list(rows)
    assert dict(rows.counts) == {"group": 5, "section": 1, "total": 1}

    values = alcohol.values
    assert (values.themes, values.rrule, values.start) == (
        ("alcohol",),
        "FREQ=MONTHLY;BYDAY=2TU",
        dt.time(19, 30),
    )
    assert (values.postcode, values.country, values.phone_dial) == ("48231", "DE", "+492581123456")
    assert (values.location, values.checked_on, alcohol.remarks) == (
        "Gemeindehaus, Raum 2",
        dt.date(2026, 3, 12),
        (),
    )

    values = grief.values
    assert (grief.line, values.themes, values.rrule) == (5, ("rouw",), "FREQ=MONTHLY;BYDAY=1WE,3WE")
    assert (values.phone, values.phone_note, values.street) == ("02521 9876", "abends", "Alter Markt 3")
    assert (values.start, values.end, values.checked_precision) == (dt.time(15), dt.time(17), "month")

    values = depression.values
    assert (depression.line, values.name, values.email) == (7, "Depression Dresden", "jens@shg.example")
    assert (values.rrule, values.online) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", True)
    assert codes(depression) == [
        "email.rewritten", "rhythm.which_week", "note.paused", "note.contact_wanted", "theme.synonym",
        "name.derived",
    ]  # fmt: skip

    assert (fear.section, fear.values.themes, fear.values.listable) == ("KÖRPER", ("angst",), False)
    assert codes(fear) == ["place.none", "rhythm.arrangement", "date.unknown", "theme.synonym", "reach.none"]
    assert nothing.refused


def test_a_list_by_heading_with_everything_in_one_column() -> None:
    text = """Groepen 2026

Naam,Contact,Waar,Wanneer
Alcohol:,,,
AA Best,"Els, 06-12345678, els@aa.example","Bibliotheek, Kerkstraat 3, 5683 AB Best",dinsdag 20.00-21.30 uur
ROUW,,,
Rouwgroep,Jan 040-2123456,online via Zoom,1e maandag vd maand
Lotgenoten suicide,piet@x.example,bij Piet thuis,wisselend
totaal: 3,,,
"""
    first, second, third = rows_of(text)
    assert (first.values.themes, first.values.phone, first.values.end) == (
        ("alcohol",),
        "06-12345678",
        dt.time(21, 30),
    )
    assert (second.values.contact_name, second.values.online) == ("Jan", True)
    assert (third.values.themes, third.values.theme_suggestions) == ((), ("zelfdoding", "rouw"))
    assert "place.home" in codes(third)


def test_the_export_of_a_meeting_directory() -> None:
    text = (
        "Time,End Time,Day,Name,Location,Address,City,State,Postal Code,Country,Types,Notes,Website,Email,"
        "Phone,Last Contact\n"
        '7:30 pm,8:30 pm,Monday,Serenity,Town Hall,12 High Street,Utrecht,UT,3511 AB,NL,"Open, Discussion",'
        "Ring the bell,https://x.example.org,x@y.example,+31 6 12345678,2026-03-01\n"
    )
    (row,) = rows_of(text, "en")
    values = row.values
    assert (values.start, values.end, values.rrule) == (
        dt.time(19, 30),
        dt.time(20, 30),
        "FREQ=WEEKLY;BYDAY=MO",
    )
    assert (values.note, values.themes, codes(row)) == ("Ring the bell", (), ["theme.none"])


def test_ten_thousand_rows() -> None:
    head = "Naam;Thema;Tel.;E-mail;Plaats;Wanneer;Tijd;gecontroleerd"
    lines = [
        f"Groep {number};rouw;06-{number:08};n{number}@x.example;Best;om de week do;19.{number % 60:02};2024"
        for number in range(10_000)
    ]
    rows = interpreted(sheet_of("\n".join([head, *lines])))
    assert rows.total == 10_000
    identities = {row.identity for row in rows if row.values.listable and codes(row) == ["rhythm.which_week"]}
    assert len(identities) == 10_000
