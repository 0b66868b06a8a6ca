"""Places, addresses and the way people meet."""

from __future__ import annotations

import pytest

from portal.imports.reading.addresses import Address, read_address, read_city, read_postcode
from portal.imports.reading.formats import read_format, read_place


@pytest.mark.parametrize(
    ("text", "value", "country", "code"),
    [
        ("5542cd", "5542 CD", "NL", ""),
        ("5741XY", "5741 XY", "NL", ""),
        ("NL-5611 AB", "5611 AB", "NL", ""),
        ("48143", "48143", "DE", ""),
        ("D-48143", "48143", "DE", ""),
        ("B-3500", "3500", "BE", ""),
        ("3500", "3500", "", "postcode.no_letters"),
        ("57 AB", "57 AB", "", "postcode.odd"),
        ("0123 AB", "0123 AB", "", "postcode.odd"),
        ("SW1A 1AA", "SW1A 1AA", "", "postcode.odd"),
        ("1234 SS", "1234 SS", "NL", "postcode.never_issued"),
        ("", "", "", ""),
    ],
)
def test_postcode(text: str, value: str, country: str, code: str) -> None:
    read = read_postcode(text)
    assert (read.value, read.country, "".join(found.code for found in read.findings)) == (
        value,
        country,
        code,
    )


def test_a_german_list_may_have_lost_a_zero() -> None:
    (finding,) = read_postcode("1067", "de").findings
    assert (finding.code, finding.understood) == ("postcode.zero", "01067")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Kerkstraat 12, 5501 AB Veldhoven", Address("Kerkstraat 12", "5501 AB", "Veldhoven")),
        ("Kerkstraat 5 5501AB", Address("Kerkstraat 5", "5501AB", "")),
        ("Lindenstr. 5, 48143 Münster", Address("Lindenstr. 5", "48143", "Münster")),
        ("Markt 1, 3500 Hasselt", Address("Markt 1", "3500", "Hasselt")),
        ("Lindelaan 71", Address("Lindelaan 71")),
        ("Plein 1940", Address("Plein 1940")),
        ("-", Address()),
    ],
)
def test_address_in_one_cell(text: str, address: Address) -> None:
    assert read_address(text) == address


def test_a_town_with_its_postcode() -> None:
    assert read_city("48143 Münster") == Address(postcode="48143", city="Münster")
    assert read_city("5501 AB Veldhoven") == Address(postcode="5501 AB", city="Veldhoven")
    assert read_city("Beek en  Donk") == Address(city="Beek en Donk")


@pytest.mark.parametrize(
    ("text", "location", "ways", "code"),
    [
        ("Dienstencentrum D'n Herd", "Dienstencentrum D'n Herd", "in_person", ""),
        ("Treffpunkt Telefonzentrale", "Treffpunkt Telefonzentrale", "in_person", ""),
        ("online (Zoom)", "", "online", ""),
        ("via Teams", "", "online", ""),
        ("Videokonferenz", "", "online", ""),
        ("alleen telefonisch", "", "by_phone", ""),
        ("by phone only", "", "by_phone", ""),
        ("Telefongruppe", "", "by_phone", ""),
        ("hybride", "", "in_person online", ""),
        ("fysiek en online", "", "in_person online", ""),
        ("Bibliotheek / online", "Bibliotheek / online", "in_person online", "place.mixed"),
        ("Zoom: https://us02web.zoom.us/j/123", "", "online", "place.link"),
        ("bij Els thuis", "bij Els thuis", "in_person", "place.home"),
        ("-", "", "", ""),
    ],
)
def test_place(text: str, location: str, ways: str, code: str) -> None:
    place = read_place(text)
    shown = [way for way in ("in_person", "online", "by_phone") if getattr(place, way)]
    findings = "".join(found.code for found in place.findings)
    assert (place.location, " ".join(shown), findings) == (location, ways, code)


def test_the_link_of_a_meeting_is_not_shown() -> None:
    assert "zoom.us" not in read_place("Wijkgebouw en https://us02web.zoom.us/j/123?pwd=x").location


@pytest.mark.parametrize(
    ("text", "header", "ways"),
    [
        ("ja", "Online?", "online"),
        ("nee", "Online?", ""),
        ("x", "Telefonisch", "by_phone"),
        ("Präsenz", "Form", "in_person"),
        ("hybrid", "Format", "in_person online"),
    ],
)
def test_a_column_about_the_format(text: str, header: str, ways: str) -> None:
    place = read_format(text, header)
    assert " ".join(way for way in ("in_person", "online", "by_phone") if getattr(place, way)) == ways
    assert place.findings == ()


def test_an_odd_format_is_not_guessed() -> None:
    place = read_format("soms", "Vorm")
    assert [found.code for found in place.findings] == ["place.format"]
    assert not (place.in_person or place.online or place.by_phone)
