"""How dates are written in each language."""

from __future__ import annotations

from datetime import date

import pytest
from flask_babel import force_locale

from portal.gate import Gate

SAID = {"nl": "8 december", "en": "8 December", "de": "8. Dezember"}


@pytest.mark.parametrize(("locale", "said"), SAID.items())
def test_a_day_is_written_as_each_language_does(app: Gate, locale: str, said: str) -> None:
    """Mutation it sees: one pattern for all languages."""
    with app.test_request_context(), force_locale(locale):
        write = app.jinja_env.filters["dateformat"]
        assert write(date(2026, 12, 8), "d MMMM") == said
        assert write(date(2026, 12, 8), "d. MMMM") == said.replace("8 ", "8. ")
