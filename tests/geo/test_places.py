"""A place is found however its name is typed, and lies where it lies."""

from __future__ import annotations

import pytest

from portal.geo import places
from portal.geo.places import Gazetteer, Place, distance_km, find, gazetteer, suggestions, within


def named(text: str, country: str | None = "NL") -> str:
    """Name and region of what was found."""
    found = find(text, country)
    return f"{found.name} {found.region}" if found else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eindhoven", "Eindhoven NB"),
        ("  EINDHOVEN ", "Eindhoven NB"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch NB"),
        ("’s Hertogenbosch", "'s-Hertogenbosch NB"),
        ("s hertogenbosch", "'s-Hertogenbosch NB"),
        ("Den Bosch", "'s-Hertogenbosch NB"),
        ("den haag", "Den Haag ZH"),
        ("’s Gravenhage", "Den Haag ZH"),
        ("'sGravenhage", "Den Haag ZH"),
        ("The Hague", "Den Haag ZH"),
        ("bergen op zoom", "Bergen op Zoom NB"),
        ("Bergen-op-Zoom", "Bergen op Zoom NB"),
        ("St. Oedenrode", "Sint-Oedenrode NB"),
        ("St Oedenrode", "Sint-Oedenrode NB"),
        ("Sint Oedenrode", "Sint-Oedenrode NB"),
        ("St.Willebrord", "Sint Willebrord NB"),
        ("'t Harde", "'t Harde GE"),
        ("Alphen a/d Rijn", "Alphen aan den Rijn ZH"),
        ("Alphen a.d. Rijn", "Alphen aan den Rijn ZH"),
        ("alphen aan de rijn", "Alphen aan den Rijn ZH"),
        ("Capelle", "Capelle aan den IJssel ZH"),
        ("Ysselstein", "IJsselstein UT"),
        ("Cuyk", "Cuijk NB"),
        ("Ljouwert", "Leeuwarden FR"),
        ("Snits", "Sneek FR"),
        ("Beek & Donk", "Beek en Donk NB"),
        ("Laarbeek", "Beek en Donk NB"),
        ("Texel", "Den Burg NH"),
        ("Keulen", "Köln NW"),
        ("koeln", "Köln NW"),
        ("Koln", "Köln NW"),
        ("Muenchen", "München BY"),
        ("Frankfurt a.M.", "Frankfurt am Main HE"),
        ("Neustadt a. d. Weinstraße", "Neustadt an der Weinstraße RP"),
        ("St. Ingbert", "Sankt Ingbert SL"),
        ("Antwerpen", "Antwerpen VLG"),
        ("Anvers", "Antwerpen VLG"),
        ("Bruxelles", "Brussel BRU"),
        ("Ixelles", "Elsene BRU"),
        ("St-Niklaas", "Sint-Niklaas VLG"),
    ],
)
def test_a_name_however_it_is_written(text: str, expected: str) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bergen NH", "Bergen NH"),
        ("Bergen (L)", "Nieuw-Bergen LI"),
        ("Hengelo", "Hengelo OV"),
        ("Hengelo (Gld)", "Hengelo (Gelderland) GE"),
        ("Hengelo, Gelderland", "Hengelo (Gelderland) GE"),
        ("Rijswijk", "Rijswijk ZH"),
        ("Rijswijk NB", "Rijswijk NB"),
        ("Eindhoven, Noord-Brabant", "Eindhoven NB"),
        ("Aalst (België)", "Aalst VLG"),
        ("regio Eindhoven", "Eindhoven NB"),
        ("Eindhoven e.o.", "Eindhoven NB"),
        ("Eindhoven en omgeving", "Eindhoven NB"),
        ("Geldrop/Mierlo", "Geldrop NB"),
        ("Halle/Saale", "Halle (Saale) ST"),
    ],
)
def test_a_name_with_where_it_lies(text: str, expected: str) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eindhove", "Eindhoven NB"),
        ("Eindhovne", "Eindhoven NB"),
        ("Helmont", "Helmond NB"),
        ("Utrehct", "Utrecht UT"),
        ("Rotterdma", "Rotterdam ZH"),
        ("Valkenswaart", "Valkenswaard NB"),
        ("'s Hertogenbosh", "'s-Hertogenbosch NB"),
        ("Helmont (NB)", "Helmond NB"),
        ("Klewe", "Kleve NW"),
    ],
)
def test_a_name_with_letters_typed_wrong(text: str, expected: str) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "'", "de", "xyzzy", "online", "telefonisch", "Overal", "geheel Nederland", "landelijk"],
)
def test_what_is_no_place_is_not_taken_for_one(text: str) -> None:
    assert find(text, "NL") is None
    assert find("x" * 100_000, "NL") is None


@pytest.mark.parametrize(
    ("text", "by_country"),
    [
        ("Deurne", {"NL": "NL", "BE": "BE", "DE": "BE", None: "BE"}),
        ("Aalst", {"NL": "NL", "BE": "BE", None: "BE"}),
        ("Mechelen", {"NL": "NL", "BE": "BE", None: "BE"}),
        ("Bocholt", {"BE": "BE", "DE": "DE", None: "DE"}),
        ("Essen", {"BE": "BE", "DE": "DE", "NL": "DE", None: "DE"}),
        ("Halle", {"NL": "NL", "BE": "BE", "DE": "DE"}),
    ],
)
def test_of_several_the_networks_own_country_then_the_larger(
    text: str, by_country: dict[str | None, str]
) -> None:
    found = {country: find(text, country) for country in by_country}
    assert {country: place.country if place else "" for country, place in found.items()} == by_country


def test_every_name_of_the_file_leads_to_a_place_of_that_name() -> None:
    book = gazetteer()
    for place in book.places():
        found = find(place.name, place.country)
        assert found is not None, place
        assert found.country == place.country, place
    assert sum(1 for _ in book.places()) > 14_000


def test_suggestions_begin_alike_or_look_alike() -> None:
    assert suggestions("Eindh", "NL")[0].name == "Eindhoven"
    assert [place.name for place in suggestions("Helmnod", "NL")] == ["Helmond"]
    begun = suggestions("Ber", "NL", limit=3)
    assert len(begun) == 3
    assert {place.country for place in begun} == {"NL"}
    assert suggestions("x") == suggestions("") == suggestions("qqqqqqqqqq") == []


@pytest.mark.parametrize(
    ("one", "other", "km", "tolerance"),
    [
        ("Eindhoven", "Helmond", 13, 1),
        ("Amsterdam", "Utrecht", 35, 2),
        ("Aachen", "Maastricht", 30, 2),
        ("Antwerpen", "Breda", 48, 3),
        ("Groningen", "Maastricht", 270, 4),
        ("Deurne", "Helmond", 9.5, 1.5),
        ("Etten-Leur", "Breda", 10, 1.5),
        ("Kaatsheuvel", "Tilburg", 11.5, 1.5),
        ("Beek en Donk", "Helmond", 6, 1.5),
        ("Leidschendam", "Den Haag", 6.5, 1.5),
        ("Landgraaf", "Heerlen", 3, 1.5),
        ("Zevenbergen", "Breda", 14, 2),
    ],
)
def test_distances_that_are_known(one: str, other: str, km: float, tolerance: float) -> None:
    here, there = find(one, "NL"), find(other, "NL")
    assert here and there
    assert distance_km(here, there) == pytest.approx(km, abs=tolerance)
    assert distance_km(here, there) == pytest.approx(distance_km(there, here))
    assert distance_km(here, here) == 0


def test_a_degree_of_latitude_and_the_other_side_of_the_earth() -> None:
    assert distance_km(Place("", "", 51, 5), Place("", "", 52, 5)) == pytest.approx(111.195, abs=0.01)
    assert distance_km(Place("", "", 0, 0), Place("", "", 0, 180)) == pytest.approx(20_015.1, abs=0.1)


class Spot:
    """Something that may have a position."""

    def __init__(self, name: str, lat: float | None, lon: float | None) -> None:
        self.name, self.lat, self.lon = name, lat, lon


def test_within_keeps_what_is_near_and_has_a_position() -> None:
    eindhoven = find("Eindhoven")
    assert eindhoven
    spots = [
        Spot("Amsterdam", 52.37, 4.89),
        Spot("Helmond", 51.4817, 5.6611),
        Spot("nowhere", None, None),
        Spot("half", 51.44, None),
        Spot("Eindhoven", 51.4408, 5.4778),
    ]
    near = within(eindhoven, 20, spots)
    assert [(round(km), spot.name) for km, spot in near] == [(0, "Eindhoven"), (13, "Helmond")]
    assert [spot.name for _, spot in within(eindhoven, 200, spots)] == ["Eindhoven", "Helmond", "Amsterdam"]


def test_the_file_is_read_once_and_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    find("Eindhoven")
    monkeypatch.setattr(Gazetteer, "__init__", lambda *_: pytest.fail("read again"))
    assert find("Helmond") is not None
    assert places.gazetteer.cache_info().misses == 1
