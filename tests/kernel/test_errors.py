"""Every refusal is a page in the reader's language, made without asking the database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import g
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from portal.errors import _words, error_page
from portal.i18n import SUPPORTED
from tenants.registry import Directory, KnownNetwork
from tenants.scope import Scope
from tests.hygiene import check_page
from tests.world import World

CODES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


@pytest.fixture
def away(probe: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The application whose database refuses every connection."""

    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("an error page asked the database")

    monkeypatch.setattr(Scope, "bind", refuse)
    return probe


@pytest.mark.parametrize("locale", SUPPORTED)
@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_a_page_that_needs_no_database(away: World, code: int, locale: str) -> None:
    with away.app.test_request_context(f"/?lang={locale}", base_url="http://localhost"):
        g.network = away.network
        page = error_page(code).get_data(as_text=True)
    check_page(page, f"{code} {locale}")
    assert f'lang="{locale}"' in page
    assert str(code) in page


def test_the_pages_differ_by_code_and_by_language(probe: World) -> None:
    with probe.app.test_request_context("/?lang=en"):
        assert len({_words(code)[0] for code in CODES}) == len(CODES)
        assert _words(418) == _words(400)
        assert _words(599) == _words(500)


@pytest.mark.parametrize("host", ["alpha.localhost", "localhost", "nobody.localhost"])
def test_with_the_database_away_a_page_says_so(
    probe: World, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    gone = Scope("postgresql://nobody:x@127.0.0.1:1/nothing", "secret")
    kernel = replace(probe.kernel, scope=gone, directory=Directory(gone, "localhost"))
    monkeypatch.setitem(probe.app.extensions, "kernel", kernel)
    answer = probe.app.test_client().get("/", base_url=f"http://{host}")
    assert answer.status_code == 503
    check_page(answer.text, host)


def test_a_known_network_without_its_database_says_so(probe: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Remembering:
        def find_by_host(self, _host: str) -> KnownNetwork:
            return probe.network

    gone = Scope("postgresql://nobody:x@127.0.0.1:1/nothing", "secret")
    monkeypatch.setitem(
        probe.app.extensions, "kernel", replace(probe.kernel, scope=gone, directory=Remembering())
    )
    answer = probe.visitor().get("/probe/open")
    assert answer.status_code == 503
    assert "127.0.0.1" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("select", {}, Exception("zebedeus@canary.example")), 503),
        (NoConnectionFree("no database connection became free in 10 s"), 503),
        (DataError("select", {}, Exception("integer out of range")), 400),
        (KeyError("zebedeus"), 500),
    ],
)
def test_what_a_view_did_not_foresee(
    probe: World, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(**_: object) -> None:
        raise error

    fail.__door__ = probe.app.view_functions["probe.open_door"].__door__  # type: ignore[attr-defined]
    monkeypatch.setitem(probe.app.view_functions, "probe.open_door", fail)
    answer = probe.visitor().get("/probe/open")
    assert answer.status_code == status
    assert "zebedeus" not in answer.text


def test_htmx_gets_a_sentence_for_the_status_line(probe: World) -> None:
    answer = probe.visitor().get("/probe/errors/409", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#status", "innerHTML")
    assert "<html" not in answer.text


def test_a_wrong_method_names_the_right_ones(probe: World) -> None:
    answer = probe.visitor().get("/probe/notes")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_refusal_shows_its_sentence(probe: World) -> None:
    answer = probe.visitor().post("/probe/notes", {"how": "refuse"}, page="/probe/form")
    assert answer.status_code == 409
    assert "Not today." in answer.text
