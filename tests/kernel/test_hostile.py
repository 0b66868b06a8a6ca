"""Hostile bytes: a page that says so, never a fault of ours."""

from __future__ import annotations

import io
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Map, Rule

from tests import cast, factories
from tests.world import World

NUL, SURROGATE, INVALID = "%00", "%ED%A0%80", "%FF%FE"
HOSTILE = (NUL, SURROGATE, INVALID, "%", "%zz", "%u0041", "\u202e", "%0d%0aSet-Cookie:%20a=b", "%E2%80%A8")


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize(
    "path", ["/{}", "/groups/{}", "/probe/things/{}", "/static/{}", "/invitations/{}", "/me/{}/x"]
)
def test_hostile_paths(probe: World, path: str, piece: str) -> None:
    assert _get(probe, path.format(piece)) < 500


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_queries(probe: World, piece: str) -> None:
    for path in ("/", "/groups", "/probe/open", "/signin"):
        assert _get(probe, f"{path}?q={piece}&{piece}=1&page={piece}&lang={piece}") < 500


def test_control_characters_are_gone_before_a_view_sees_them(probe: World) -> None:
    answer = probe.visitor().get("/probe/open?q=a%00b%0Bc%ED%A0%80d%7F")
    assert answer.status_code == 200
    assert not {"\x00", "\x0b", "\x7f", "\ud800"} & set(answer.text)


def test_tabs_and_line_breaks_stay(probe: World) -> None:
    assert "a\\tb\\nc" in probe.visitor().get("/probe/open?q=a%09b%0Ac").text


def test_an_address_with_a_control_character_is_refused(probe: World) -> None:
    assert _get(probe, "/groups/a%00b") == 400
    assert _get(probe, "/groups/a%1Fb") == 400


def _get(world: World, path: str, **headers: str) -> int:
    client = world.app.test_client()
    answer = client.get(path, base_url=f"http://{world.host}", headers=headers)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return int(answer.status_code)


def _post(world: World, data: Any, **more: Any) -> Any:
    browser = world.visitor()
    token = browser.token("/probe/form")
    headers = {"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": token}
    return browser._client.post(
        "/probe/open", base_url=f"http://{world.host}", data=data, headers=headers, **more
    )


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"q=a%00b&%00=1", 200),
        (b"q=\xff\xfe\x00&\xff=1", 200),
        (b"q=%ED%A0%80", 200),
        (b"&&&===&%&%%%", 200),
        ("&".join(f"f{n}=v" for n in range(5000)).encode(), 200),
        (b"q=" + b"x" * 100_000, 200),
        (b"q=" + b"x" * 100_001, 413),
        (b"q=" + b"x" * 10_000_000, 413),
        (b"q=" + b"%00" * 300_000, 200),
    ],
)
def test_hostile_forms(probe: World, data: bytes, status: int) -> None:
    answer = _post(probe, data, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == status
    assert "<h1" in answer.text


def test_a_form_of_too_many_parts_is_refused(probe: World) -> None:
    answer = _post(probe, {f"f{n}": "v" for n in range(1200)}, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--b\r\nContent-Disposition: form-data", "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data"),
        (b"\x00\x01", "multipart/form-data; boundary="),
        (b"{}", "application/json"),
        (b"{", "application/json; charset=utf-99"),
        (b"<x/>", "text/xml"),
        (b"", ""),
        (b"a=b", "application/x-www-form-urlencoded; charset=\x00"),
    ],
)
def test_bodies_that_are_no_form(probe: World, body: bytes, kind: str) -> None:
    assert _post(probe, body, content_type=kind).status_code < 500


def test_a_file_where_none_is_expected(probe: World) -> None:
    assert _post(probe, {"q": (io.BytesIO(b"x" * 2_000_000), "a.bin")}).status_code == 413
    assert _post(probe, {"csrf_token": (io.BytesIO(b"x"), "\x00../../a\r\nb")}).status_code < 500


def test_numbers_no_database_can_hold(probe: World) -> None:
    for number in ("9" * 30, "-1", "0", "1e9", "٣", "1_000", "+1", " 1", "NaN", "9223372036854775808"):
        for path in ("/", "/groups"):
            assert _get(probe, f"{path}?page={number}&within={number}") < 500


def test_deep_and_long_questions(probe: World) -> None:
    for query in (
        "&".join("a" * 2000),
        "[" * 5000,
        "a[b]" * 2000,
        "q=" + "(" * 3000,
        "&" * 10_000,
        "q=" + "a " * 5000,
    ):
        assert _get(probe, f"/groups?{query}") < 500


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cookie", '__Host-session="\\377\\000"; lang=\x7f; __Host-form=....'),
        ("Cookie", "__Host-session=" + "a" * 8000),
        ("Cookie", "__Host-session=\xff\xfe; lang=de"),
        ("Cookie", "=;=;;,,\\"),
        ("Accept-Language", "x" * 5000),
        ("Accept-Language", "nl;q=1e400, de;q=-1, *;q=NaN"),
        ("If-None-Match", '"' * 900),
        ("If-Modified-Since", "Sat, 99 Foo 99999 99:99:99 GMT"),
        ("User-Agent", "\xff" * 900),
        ("Accept-Encoding", "gzip;q=0, br;q=x"),
        ("Range", "bytes=0-18446744073709551616,-1"),
        ("Content-Length", "-1"),
        ("HX-Request", "true"),
        ("HX-Current-URL", "javascript:alert(1)"),
        ("X-CSRF-Token", "\xff"),
        ("Sec-Fetch-Site", "\xff"),
    ],
)
def test_hostile_headers(probe: World, name: str, value: str) -> None:
    for path in ("/", "/groups", "/probe/open", "/probe/cached", "/me"):
        assert _get(probe, path, **{name: value}) < 500


NASTY = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("\x00\x0b\x7f\u2028\u202e'\"<>&%;\\/[]{}")),
    max_size=30,
)
PIECES = st.one_of(NASTY, st.integers().map(str), st.uuids().map(str), st.just("rouwgroep-helmond"))
HEADERS = st.dictionaries(
    st.sampled_from(
        ["Accept-Language", "Cookie", "HX-Request", "HX-Target", "If-None-Match", "Referer", "Range"]
    ),
    st.text(
        string.printable.replace("\r", "").replace("\n", "").replace("\x0b", "").replace("\x0c", ""),
        max_size=40,
    ),
    max_size=3,
)
NAMES = (
    "q",
    "page",
    "theme",
    "place",
    "day",
    "mode",
    "audience",
    "within",
    "next",
    "lang",
    "sort",
    "token",
    "id",
)
QUERIES = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), NASTY), PIECES), max_size=5)


@st.composite
def requests(draw: st.DrawFn, rules: list[Rule]) -> tuple[str, list[tuple[str, str]], dict[str, str]]:
    """A route with something in its places, a question and headers."""
    rule = draw(st.sampled_from(rules))
    path = "".join(
        text if not is_place else draw(PIECES).replace("/", "").replace("?", "") or "x"
        for is_place, text in rule._trace
        if text != "|"
    )
    return path or "/", draw(QUERIES), draw(HEADERS)


def _rules(routes: Map) -> list[Rule]:
    return [rule for rule in routes.iter_rules() if "GET" in (rule.methods or ())]


@pytest.mark.parametrize("who", ["visitor", "steward", "national"])
def test_no_address_question_or_header_makes_a_fault(probe: World, who: str) -> None:
    with probe.db() as db:
        factories.group(db, contact=cast.ben(db))
        ada = cast.ada(db).id
    host = "localhost" if who == "national" else probe.host
    rules = _rules(probe.app.national_map if who == "national" else probe.app.url_map)
    rules = [rule for rule in rules if rule.endpoint not in ("probe.crash", "probe.error", "probe.writing")]
    client = probe.as_(ada)._client if who == "steward" else probe.app.test_client()

    @settings(
        max_examples=120,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(rules))
    def fuzz(wish: tuple[str, list[tuple[str, str]], dict[str, str]]) -> None:
        path, query, headers = wish
        if who == "steward":
            headers.pop("Cookie", None)
        answer = client.get(path, base_url=f"http://{host}", query_string=query, headers=headers)
        assert answer.status_code < 500 or (path == "/readyz"), (path, query, headers)

    fuzz()


def test_control_the_fuzz_sees_a_fault(probe: World) -> None:
    assert _get(probe, "/probe/crash") == 500
