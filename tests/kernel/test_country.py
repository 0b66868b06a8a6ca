"""The country of a network: chosen when it is made, else by its region and language."""

from __future__ import annotations

import pytest

from portal.feeds.places import country, international
from portal.groups.places import position_of
from portal.groups.public import PublicNetwork
from portal.imports.reading.phones import read_phone
from portal.profile import country_of, profile_row
from portal.seeding import seed
from tests.feeds.helpers import NETWORK
from tests.world import World


@pytest.mark.parametrize(
    ("locale", "region", "found"),
    [("nl", "Utrecht", "NL"), ("nl", "Vlaanderen", "BE"), ("nl", "Gent", "BE"), ("de", "Münsterland", "DE"),
     ("en", "Drenthe", "NL"), ("nl", "Regentesse", "NL")],
)  # fmt: skip
def test_without_a_word_the_region_and_the_language_tell(locale: str, region: str, found: str) -> None:
    assert country_of(locale, region) == found


def test_a_new_network_is_planted_with_its_country() -> None:
    assert "'BE'" in seed("BE")[0] and "'BE'" not in seed()[0]


def test_places_pages_phones_and_feeds_follow_it(alpha: World) -> None:
    with alpha.db() as db:
        profile_row(db).country = "BE"
    try:
        with alpha.db() as db:
            found = position_of(db, "", "Hoogstraten")
            assert found is not None and found.country == "BE"
        assert "1813" in alpha.visitor().get("/groups?lang=nl").text
    finally:
        with alpha.db() as db:
            profile_row(db).country = "NL"
    belgian = PublicNetwork(
        **{name: getattr(NETWORK, name) for name in PublicNetwork.__slots__} | {"country": "BE"}
    )
    assert country(None, None, belgian) == "BE"
    assert international("03 123 45 67", "BE") == "+32-3-123-45-67"
    assert read_phone("03 123 45 67", "nl", "BE").dial.startswith("+32")
    assert read_phone("03 123 45 67", "nl").dial.startswith("+31"), "control: by language"
