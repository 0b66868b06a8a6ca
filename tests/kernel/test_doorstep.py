"""What is answered before the gate is what the gate would have answered."""

from __future__ import annotations

from typing import Any

import pytest

from portal import doorstep
from tenants.provision import suspend_network
from tests import cast
from tests.world import World

PATH = "/probe/cached"


def _ask(world: World, path: str = PATH, host: str | None = None, **headers: str) -> Any:
    client = world.app.test_client(use_cookies=False)
    return client.get(path, headers={"Host": host or world.host, **headers})


@pytest.fixture
def known(probe: World) -> World:
    """The page is remembered in all three languages."""
    for language in ("nl", "en", "de"):
        assert _ask(probe, Cookie=f"lang={language}").status_code == 200
    return probe


VARIATIONS: list[dict[str, str]] = [
    {},
    {"Cookie": "lang=de"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Language": "de"},
    {"If-None-Match": '"no such"'},
    {"Range": "bytes=0-3"},
]


@pytest.mark.parametrize("headers", VARIATIONS)
def test_the_doorstep_answers_as_the_gate_does(
    known: World, served: list[bool], monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    quick = _ask(known, **headers)
    monkeypatch.setattr(doorstep, "serve", lambda *_: None)
    slow = _ask(known, **headers)
    assert served == [True]
    assert (quick.status_code, quick.data) == (slow.status_code, slow.data)
    differing = {"X-Request-Id", "Date"}
    mine = sorted((name, value) for name, value in quick.headers if name not in differing)
    assert mine == sorted((name, value) for name, value in slow.headers if name not in differing)
    assert quick.headers["X-Request-Id"] != slow.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PATH, {"Cookie": "__Host-session=x"}),
        (PATH, {"Cookie": "lang=nl; __Host-session=x"}),
        (PATH, {"Cookie": "lang=nl; __Host-form=x"}),
        (PATH, {"Cookie": "lang=xx"}),
        (PATH, {"Cookie": "x=y"}),
        (PATH, {"HX-Request": "true"}),
        (f"{PATH}?lang=de", {}),
        (f"{PATH}|", {}),
        (f"/{PATH}", {}),
        ("/probe/open", {}),
        ("/probe/members", {}),
        ("/caf%C3%A9", {}),
        ("/probe/%00cached", {}),
    ],
)
def test_whoever_is_no_plain_visitor_goes_through_the_gate(
    known: World, served: list[bool], path: str, headers: dict[str, str]
) -> None:
    _ask(known, path, **headers)
    assert served == [False]


@pytest.mark.parametrize(
    "host", ["ALPHA.localhost", "alpha.localhost.", "evil@alpha.localhost", "nobody.localhost", ""]
)
def test_another_host_is_not_answered_here(known: World, served: list[bool], host: str) -> None:
    answer = known.app.test_client(use_cookies=False).get(PATH, headers={"Host": host})
    assert served == [False]
    assert answer.status_code in (400, 404)


def test_somebody_signed_in_never_gets_the_visitors_page(known: World) -> None:
    with known.db() as db:
        ben = cast.ben(db).id
    assert "Ben" in known.as_(ben).get(PATH).text


def test_a_closed_network_is_closed_on_the_doorstep_too(known: World, served: list[bool]) -> None:
    owner = str(known.kernel.settings.database_owner_url)
    suspend_network(owner, "alpha")
    known.kernel.directory.forget()
    try:
        assert _ask(known).status_code == 503
    finally:
        suspend_network(owner, "alpha", suspended=False)
        known.kernel.directory.forget()
    assert served == [False]


def test_twins_keep_their_own_pages(known: World, other_probe: World) -> None:
    assert "alpha made" in _ask(known).text
    assert "beta made" in _ask(other_probe, host="beta.localhost").text
    assert "beta made" in _ask(other_probe, host="beta.localhost").text
    assert "alpha made" in _ask(known).text
