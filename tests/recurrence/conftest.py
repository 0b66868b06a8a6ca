"""An application that knows languages and nothing else, and a hand that writes patterns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from portal.texts import CATALOGS


@pytest.fixture(scope="session")
def speaking() -> Flask:
    """Just enough to look texts up."""
    app = Flask("speaking", static_folder=None)
    app.config.update(BABEL_TRANSLATION_DIRECTORIES=str(CATALOGS), BABEL_DEFAULT_LOCALE="en")
    Babel(app)
    return app


@pytest.fixture(autouse=True)
def _spoken(speaking: Flask) -> Iterator[None]:
    """Sentences are English unless a test asks for another language."""
    with speaking.app_context():
        yield
