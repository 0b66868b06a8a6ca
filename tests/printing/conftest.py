"""Printing needs the catalogs of words and nothing else: no server is started for these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from portal.texts import CATALOGS


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    """The application context in which words are found."""
    app = Flask("paper")
    Babel(app, default_translation_directories=str(CATALOGS))
    with app.app_context():
        yield
