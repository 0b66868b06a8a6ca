"""The doors over HTTP: headers, 304, languages, and questions nobody can answer."""

from __future__ import annotations

import json

import pytest

from portal.feeds import queries
from tests import cast
from tests.feeds import planting
from tests.feeds.planting import RULES, got
from tests.world import World

DATA = ("/groups.csv", "/groups.json", "/groups.atom", "/hsds/", "/hsds/services", "/embed/groups.js")
NOWHERE = "019adf2a-0000-7000-8000-000000000000"


@pytest.mark.parametrize("path", [*DATA, "/embed/groups", "/hsds/services?page=2", "/open-data", "/print"])
def test_what_did_not_change_is_304_on_the_doorstep(filled: World, served: list[bool], path: str) -> None:
    first = got(filled, path)
    again = got(filled, path, **{"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert served == [False, True]
    if path not in ("/open-data", "/print"):
        assert again.headers["X-Robots-Tag"] == "noindex"


def test_a_change_is_seen_at_once(filled: World) -> None:
    before = {
        path: got(filled, path).headers["ETag"] for path in ("/groups.json", "/groups.csv", "/groups.atom")
    }
    with filled.db() as db:
        planting.group(db, "Nieuw")
    for path, etag in before.items():
        answer = got(filled, path, **{"If-None-Match": etag})
        assert answer.status_code == 200 and "Nieuw" in answer.text


@pytest.mark.parametrize("path", DATA)
def test_scripts_of_any_site_may_read_data_and_nothing_else(filled: World, path: str) -> None:
    for answer in (
        got(filled, path),
        got(filled, path, **{"If-None-Match": got(filled, path).headers["ETag"]}),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    client = filled.app.test_client(use_cookies=False)
    assert (
        client.options(path, headers={"Host": filled.host}).headers["Access-Control-Allow-Headers"]
        == "If-None-Match"
    )
    head = client.head(path, headers={"Host": filled.host})
    assert (head.status_code, head.data) == (200, b"") and head.headers["ETag"]


@pytest.mark.parametrize(
    "path", ["/", "/groups", "/groups/groep-0", "/open-data", "/print", "/embed/groups", "/signin"]
)
def test_pages_are_not_read_by_scripts_of_other_sites(filled: World, path: str) -> None:
    answer = got(filled, path)
    assert answer.status_code == 200 and "Access-Control-Allow-Origin" not in answer.headers
    framed = "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert framed == (path == "/embed/groups")


def test_a_language_may_be_asked_and_no_cookie_is_set(filled: World) -> None:
    for path in ("/groups.csv", "/embed/groups", "/groups.json", "/hsds/services"):
        answers = {lang: got(filled, f"{path}?lang={lang}") for lang in ("nl", "de", "nl")}
        assert answers["nl"].data != answers["de"].data or path == "/hsds/services"
        assert not [one for one in answers.values() if "Set-Cookie" in one.headers]
        again = got(filled, f"{path}?lang=de", **{"If-None-Match": answers["de"].headers["ETag"]})
        assert again.status_code == 304
    assert "Set-Cookie" in got(filled, "/groups?lang=de").headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/hsds/services?page=abc", 400),
        ("/hsds/services?page=0", 400),
        ("/hsds/services?page=-1", 400),
        ("/hsds/services?page=" + "9" * 500, 400),
        ("/hsds/services?page=%D9%A1", 400),
        ("/hsds/services?per_page=201", 400),
        ("/hsds/services?full=maybe", 400),
        ("/hsds/services?minimal=maybe", 400),
        ("/hsds/services?modified_after=yesterday", 400),
        ("/hsds/services?modified_after=2026-02-31", 400),
        ("/hsds/services?taxonomy_term_id=grief", 400),
        ("/hsds/services?organization_id=1%27or%271", 400),
        ("/hsds/services?search=rouw", 400),
        ("/hsds/services?format=xml", 400),
        ("/hsds/organizations?modified_after=2026-11-01", 400),
        (f"/hsds/services/{NOWHERE}", 404),
        ("/hsds/services/abc", 404),
        ("/hsds/organizations/%00", 400),
        ("/hsds/service_at_locations/x", 404),
        ("/hsds/taxonomies/x", 404),
        ("/hsds/taxonomy_terms/" + "x" * 1000, 404),
        ("/hsds/programs", 404),
        ("/hsds/services/a/b/c", 404),
    ],
)
def test_what_cannot_be_answered_is_said_to_a_program(filled: World, path: str, status: int) -> None:
    answer = got(filled, path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    said = json.loads(answer.text)
    assert said["status"] == status and said["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/groups.xml", "/groups.pdf", "/embed", "/embed/groups.xml", "/print/x.pdf"]
)
def test_doors_that_do_not_exist(alpha: World, path: str) -> None:
    assert got(alpha, path).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["page=abc&theme=nothing&day=someday&mode=%00x", "page=99999", "place=" + "x" * 3000, "q=%27%22%3Cb%3E"],
)
def test_the_frame_forgives_what_it_does_not_understand(filled: World, query: str) -> None:
    answer = got(filled, f"/embed/groups?{query}")
    assert answer.status_code == 200 and "<b>" not in answer.text


def test_filters_of_the_standard(filled: World) -> None:
    everything = got(filled, "/hsds/services").get_json()
    assert everything["total_items"] == len(RULES) + 1
    page = got(filled, "/hsds/services?page=2&per_page=5").get_json()
    assert (page["size"], page["last_page"], page["total_pages"]) == (3, True, 2)
    first = everything["contents"][0]
    own = got(filled, f"/hsds/services?organization_id={first['organization_id']}").get_json()
    assert [one["id"] for one in own["contents"]] == [first["id"]]
    (term,) = got(filled, "/hsds/taxonomy_terms").get_json()["contents"]
    assert (
        got(filled, f"/hsds/services?taxonomy_term_id={term['id']}").get_json()["total_items"]
        == len(RULES) + 1
    )
    for moment, number in (("2099-01-01", 0), ("2026-01-01T00:00:00+01:00", len(RULES) + 1)):
        assert got(filled, f"/hsds/services?modified_after={moment}").get_json()["total_items"] == number


def test_an_empty_network_answers_too(alpha: World) -> None:
    for path in (*DATA, "/embed/groups", "/open-data", "/print"):
        assert got(alpha, path).status_code == 200, path
    assert got(alpha, "/groups.json").get_json() == []
    assert got(alpha, "/hsds/services").get_json()["empty"] is True


def test_somebody_signed_in_gets_the_same_data(filled: World) -> None:
    with filled.db() as db:
        cast.ada(db)
    signed_in = filled.as_(cast.IDS["ada"])
    for path in ("/groups.csv", "/groups.json", "/hsds/services?full=true"):
        assert signed_in.get(path).data == got(filled, path).data
    assert "ld+json" not in signed_in.get("/groups/groep-0").text


def test_a_listing_is_read_once_and_kept_within_bounds(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    real = queries.public_groups
    monkeypatch.setattr(queries, "public_groups", lambda *at, **kw: read.append(1) or real(*at, **kw))
    for path in ("/groups.csv", "/groups.json", "/hsds/services", "/embed/groups", "/groups/groep-0"):
        got(filled, path)
    assert len(read) == 1
    monkeypatch.setattr(queries, "MOST_GROUPS", 1)
    got(filled, "/groups.csv?lang=de")
    assert len(queries._kept) == 1


def test_what_a_municipality_copies(filled: World) -> None:
    page = filled.visitor().get("/open-data?theme=rouw&place=helmond").text
    address = f"http://{filled.host}:{filled.kernel.settings.public_port}/embed/groups"
    assert f"&lt;iframe src=&#34;{address}?theme=rouw&amp;amp;place=helmond&amp;amp;within=15&#34;" in page
    assert "data-theme=&#34;rouw&#34;" in page
