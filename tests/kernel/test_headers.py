"""What every answer carries, and what the cache of public pages may hold."""

from __future__ import annotations

import re
from typing import Any

import pytest

from config.settings import load_settings
from portal.cache import PageCache
from tests import cast
from tests.world import World

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DIRECTIVES = (
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "object-src 'none'",
    "img-src 'self'",
    "connect-src 'self'",
)


def nonce_of(answer: Any) -> str:
    found = re.search(r"script-src 'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert found
    return found.group(1)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/probe/open", 200), ("/probe/cached", 200), ("/probe/nothing", 404), ("/probe/members", 303)),
        *(("/probe/crash", 500), ("/probe/notes", 405), ("/probe/errors/503", 503)),
    ],
)
def test_every_answer_carries_the_headers(probe: World, path: str, status: int) -> None:
    answer = probe.visitor().get(path)
    assert answer.status_code == status
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value
    assert all(directive in answer.headers["Content-Security-Policy"] for directive in DIRECTIVES)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == ("private, no-cache" if "cached" in path else "no-store")


def test_the_national_site_and_unknown_hosts_carry_them_too(probe: World) -> None:
    for host, path in (
        ("localhost", "/probe/open"),
        ("localhost", "/nothing"),
        ("nobody.localhost", "/"),
        ("A", "/"),
    ):
        answer = probe.app.test_client().get(path, headers={"Host": host})
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_files_of_ours_are_kept_by_browsers_and_typed(probe: World) -> None:
    page = probe.visitor().get("/probe/open").text
    for path in set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)):
        answer = probe.app.test_client().get(path, base_url=f"http://{probe.host}")
        assert answer.status_code == 200, path
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype in ("text/css", "text/javascript", "image/svg+xml")


@pytest.mark.parametrize(
    "path", ["/static/../config/dev.env", "/static/%2e%2e/gate.py", "/static/", "/static/x.css"]
)
def test_no_other_file_is_served(probe: World, path: str) -> None:
    assert probe.app.test_client().get(path, base_url=f"http://{probe.host}").status_code in (400, 404)


def test_strict_transport_is_promised_where_there_is_transport(
    probe: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Strict-Transport-Security" not in probe.visitor().get("/probe/open").headers
    given = {name.upper(): value for name, value in probe.kernel.settings.model_dump().items() if value}
    given["SECRET_KEY_FALLBACKS"] = ""
    https = load_settings({**{name: str(value) for name, value in given.items()}, "PUBLIC_SCHEME": "https"})
    from dataclasses import replace

    monkeypatch.setitem(probe.app.extensions, "kernel", replace(probe.kernel, settings=https))
    assert (
        probe.visitor().get("/probe/open").headers["Strict-Transport-Security"].startswith("max-age=31536000")
    )


def test_a_personal_page_has_a_new_nonce_each_time(probe: World) -> None:
    answers = [probe.visitor().get("/probe/open") for _ in range(3)]
    nonces = [nonce_of(answer) for answer in answers]
    assert len(set(nonces)) == 3
    for answer, nonce in zip(answers, nonces, strict=True):
        assert answer.text.count(f'nonce="{nonce}"') == answer.text.count("<script")


def test_a_cached_page_keeps_its_nonce_until_it_changes(probe: World) -> None:
    visitor = probe.visitor()
    first, second = visitor.get("/probe/cached"), probe.visitor().get("/probe/cached")
    assert first.text == second.text
    assert nonce_of(first) == nonce_of(second)
    assert f'nonce="{nonce_of(first)}"' in first.text
    probe.visitor().post("/probe/notes", {"public": "1"}, page="/probe/form")
    assert nonce_of(visitor.get("/probe/cached")) != nonce_of(first)


def test_a_browser_that_has_the_page_is_told_so(probe: World) -> None:
    visitor = probe.visitor()
    first = visitor.get("/probe/cached")
    again = visitor.get("/probe/cached", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in again.headers["Vary"]
    assert "Content-Security-Policy" not in again.headers
    assert again.headers["X-Content-Type-Options"] == "nosniff"


def test_a_packed_page_is_the_same_page(probe: World) -> None:
    import gzip

    plain = probe.visitor().get("/probe/cached")
    packed = probe.app.test_client().get(
        "/probe/cached", base_url=f"http://{probe.host}", headers={"Accept-Encoding": "gzip"}
    )
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def pages_of(world: World) -> PageCache:
    cache = world.app.extensions["pages"]
    assert isinstance(cache, PageCache)
    return cache


@pytest.fixture
def empty(probe: World) -> World:
    pages_of(probe)._pages.clear()
    pages_of(probe)._bytes = 0
    return probe


@pytest.mark.parametrize(
    "path", ["/probe/cached-form", "/probe/cached-saying", "/probe/open", "/probe/cached?lang=de"]
)
def test_nothing_made_for_one_reader_is_kept(empty: World, path: str) -> None:
    assert empty.visitor().get(path).status_code == 200
    assert not pages_of(empty)._pages


def test_nothing_made_for_somebody_signed_in_is_kept(empty: World) -> None:
    with empty.db() as db:
        ben = cast.ben(db).id
    answer = empty.as_(ben).get("/probe/cached")
    assert "Ben" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert not pages_of(empty)._pages
    assert "Ben" not in empty.visitor().get("/probe/cached").text


def test_a_sentence_for_one_reader_is_not_shown_to_the_next(empty: World) -> None:
    reader = empty.visitor()
    reader.get("/probe/cached-saying")
    assert "Only for you." in reader.get("/probe/cached").text
    assert not pages_of(empty)._pages
    assert "Only for you." not in empty.visitor().get("/probe/cached").text


def test_parts_and_other_methods_are_not_kept(empty: World) -> None:
    empty.visitor().get("/probe/cached", headers={"HX-Request": "true"})
    assert not pages_of(empty)._pages


def test_each_network_language_and_question_has_its_own(empty: World, other_probe: World) -> None:
    english = empty.visitor()
    english.get("/probe/open?lang=en")
    texts = {
        empty.visitor().get("/probe/cached").text,
        english.get("/probe/cached").text,
        empty.visitor().get("/probe/cached?page=2").text,
        other_probe.visitor().get("/probe/cached").text,
    }
    assert len(texts) == 4 == len(pages_of(empty)._pages)
    assert all("beta" not in key or "Beta" in key for key in pages_of(empty)._pages)
    assert (
        empty.visitor().get("/probe/cached?b=2&a=1").text == empty.visitor().get("/probe/cached?a=1&b=2").text
    )


def test_the_cache_is_bounded_and_counts_right(empty: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.cache.MOST_BYTES", 60_000)
    cache, visitor = pages_of(empty), empty.visitor()
    for number in range(30):
        visitor.get(f"/probe/cached?page={number}")
        assert cache._bytes == sum(kept.size for kept in cache._pages.values()) <= 60_000
    assert 1 < len(cache._pages) < 30


def test_a_page_made_twice_at_once_is_counted_once(empty: World) -> None:
    cache = pages_of(empty)
    with empty.app.test_request_context("/probe/cached", base_url=f"http://{empty.host}"):
        from flask import Response

        for _ in range(3):
            cache.keep("the same", Response("x" * 1000))
    assert cache._bytes == cache._pages["the same"].size
