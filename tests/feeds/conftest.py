"""A language in force, for the pure formats; a network full of groups, for the doors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel

from portal.texts import CATALOGS, TRANSLATED
from tests.feeds import planting
from tests.feeds.planting import RULES
from tests.world import World


@pytest.fixture(scope="session")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogs as they are in the source, compiled."""
    folder = tmp_path_factory.mktemp("catalogs")
    for locale in TRANSLATED:
        compiled = folder / locale / "LC_MESSAGES" / "messages.mo"
        compiled.parent.mkdir(parents=True)
        with (CATALOGS / locale / "LC_MESSAGES" / "messages.po").open("rb") as texts:
            catalog = read_po(texts, locale)
        with compiled.open("wb") as target:
            write_mo(target, catalog)
    return folder


@pytest.fixture
def english(catalogs: Path) -> Iterator[None]:
    """Sentences in English unless a test forces another language."""
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(catalogs)
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


@pytest.fixture
def filled(alpha: World) -> World:
    """One group for each rule, at a place, online or by phone."""
    with alpha.db() as db:
        house = planting.house(db)
        for number, rule in enumerate(RULES):
            more = {"online": number % 2 == 0, "by_phone": number % 3 == 0, "joining": "open"}
            made = planting.group(db, f"Groep {number}", place=house, contact_name="Ria", **more)
            planting.meeting(db, made, rule, first_on=date(2026, 1, 4))
        planting.group(db, "Even niet", place=house, state="paused")
    return alpha
