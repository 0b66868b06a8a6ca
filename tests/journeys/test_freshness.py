"""A listing goes from fresh to hidden because nobody answers, and comes back with one click."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.freshness.helpers import DUE, checks, group, link_to, on, rounds_until
from tests.world import World

PAGE = "/groups/rouwgroep-helmond"
HIDDEN_ON = DUE + timedelta(days=92)


@pytest.fixture
def bens_group(alpha: World) -> Iterator[World]:
    """ben speaks for the grief group; nobody has answered anything yet."""
    with alpha.db() as db:
        cast.ada(db)
        group(db, contact=cast.ben(db))
    yield alpha


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_page_is_asked_about_hidden_and_brought_back(walk: Any, bens_group: World, scripts: bool) -> None:
    visitor = walk(bens_group, scripts=scripts)
    with on(DUE - timedelta(days=1)):
        visitor.go("/groups")
        assert visitor.sees("Rouwgroep Helmond")
    rounds_until(bens_group, DUE, HIDDEN_ON)
    with on(HIDDEN_ON):
        visitor.go("/groups")
        assert not visitor.sees("Rouwgroep Helmond")
        visitor.go(PAGE)
        assert visitor.sees("We vragen na of deze pagina nog klopt")
        assert not visitor.sees("0492 000 361")
        ben = walk(bens_group, scripts=scripts)
        ben.go(link_to(bens_group, "ben@people.example"))
        assert ben.sees("0492 000 361") and checks(bens_group) == []
        ben.press("Ja, klopt nog")
        assert ben.sees("Dank je wel") and ben.sees("Niets meer te doen")
        visitor.go("/groups")
        assert visitor.sees("Rouwgroep Helmond")
        visitor.go(PAGE)
        assert visitor.sees("0492 000 361") and visitor.sees("gecontroleerd op 15 september 2026")
    assert [row[:3] for row in checks(bens_group)] == [(HIDDEN_ON, "self", False)]
