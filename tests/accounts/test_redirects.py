"""After signing in nobody is sent to a stranger's site."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests import cast
from tests.accounts.helpers import ask, newest_code
from tests.sink import Sink
from tests.world import World

FOREIGN = (
    "//evil.com", "///evil.com", "////evil.com", "/\\evil.com", "\\\\evil.com", "\\/evil.com", "/\\/evil.com",
    "https:evil.com", "https://evil.com", "http://evil.com/me", "HTTPS://evil.com", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "evil.com", "//evil.com/me", "/%09/evil.com", "/\t/evil.com",
    "/\n/evil.com", "\t//evil.com", " //evil.com", "http:///evil.com", "//alpha.localhost@evil.com",
    "/.//evil.com",
    "//[::1]/", "https://alpha.localhost/me", "http://beta.localhost/me", "/me\r\nLocation: https://evil.com",
    "?next=//evil.com", "/nowhere", "/signout", "me", "", "/" + "x" * 600,
)
OWN = ("/me", "/stewardship/people?q=a%26b", "/me?lang=de")


@pytest.fixture(autouse=True)
def _people(alpha: World) -> None:
    with alpha.db() as db:
        cast.ben(db)


@pytest.mark.parametrize("wanted", FOREIGN)
def test_a_foreign_address_is_dropped_at_every_step(alpha: World, wanted: str) -> None:
    browser = alpha.visitor()
    page = browser.get(f"/signin?next={quote(wanted)}")
    assert "evil" not in page.text
    asked = browser.post("/signin", {"email": "ben@people.example"}, query_string={"next": wanted})
    assert asked.headers["Location"] == "/signin/code"
    assert "evil" not in browser.get(f"/signin/code?next={quote(wanted)}").text


def _destination(world: World, sink: Sink, wanted: str) -> str:
    browser = ask(world.visitor(), "ben@people.example")
    code = newest_code(world, sink)
    return browser.post("/signin/code", {"code": code}, query_string={"next": wanted}).headers["Location"]


@pytest.mark.parametrize(
    "wanted",
    [
        "/\\evil.com", "\\\\evil.com", "///evil.com", "https:evil.com", "javascript:alert(1)", "//evil.com",
        "/me\r\nLocation: https://evil.com", "/me?a=\r\nX: y",
    ],
)
def test_the_last_step_goes_nowhere_foreign(alpha: World, sink: Sink, wanted: str) -> None:
    with_us = _destination(alpha, sink, wanted)
    assert with_us == "/me" or (with_us.startswith("/me?") and "\n" not in with_us)


@pytest.mark.parametrize("wanted", OWN)
def test_a_page_of_ours_is_where_one_arrives(alpha: World, sink: Sink, wanted: str) -> None:
    assert _destination(alpha, sink, wanted) == wanted


def test_a_page_that_needs_signing_in_is_where_one_arrives_afterwards(alpha: World, sink: Sink) -> None:
    browser = alpha.visitor()
    turned_away = browser.get("/stewardship/people?q=ada")
    assert turned_away.headers["Location"] == "/signin?next=/stewardship/people?q%3Dada"
    asked = browser.post(turned_away.headers["Location"], {"email": "ben@people.example"})
    arrived = browser.post(asked.headers["Location"], {"code": newest_code(alpha, sink)})
    assert arrived.headers["Location"] == "/stewardship/people?q=ada"
