"""One way in: host, network, person, access, view, and one way out: commit or rollback."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from portal.access import door_of, undeclared
from portal.clock import now
from portal.ledger import Job
from portal.tables import new_id
from tenants.provision import suspend_network
from tests import cast
from tests.world import World


def notes(world: World) -> int:
    return world.count("audit_entry")


@pytest.mark.parametrize("status", [200, 201, 303])
def test_a_deed_that_succeeds_is_kept(probe: World, status: int) -> None:
    answer = probe.visitor().post("/probe/notes", {"how": str(status)}, page="/probe/form")
    assert (answer.status_code, notes(probe)) == (status, 1)


@pytest.mark.parametrize(
    "how", ["400", "403", "404", "409", "422", "429", "500", "503", "crash", "refuse", "rendering"]
)
def test_a_deed_that_fails_leaves_nothing(probe: World, how: str) -> None:
    answer = probe.visitor().post(
        "/probe/notes", {"how": how, "mail": "1", "public": "1"}, page="/probe/form"
    )
    assert answer.status_code >= 400
    assert notes(probe) == 0
    assert probe.count("job") == 0
    with probe.db() as db:
        assert db.execute(text("select count(*) from shared.wake_up")).scalar_one() == 0


def test_reading_cannot_write(probe: World) -> None:
    assert probe.visitor().get("/probe/writing").status_code == 500
    assert notes(probe) == 0


def test_a_public_change_is_seen_by_the_next_visit(probe: World) -> None:
    visitor = probe.visitor()
    first = visitor.get("/probe/cached").text
    assert visitor.get("/probe/cached").text == first
    visitor.post("/probe/notes", {"public": "1"}, page="/probe/form")
    assert visitor.get("/probe/cached").text != first


UNKNOWN = [
    "nobody.localhost",
    "a.alpha.localhost",
    "alpha.evil.example",
    "evil.example",
    "127.0.0.1",
    "a..localhost",
]
MALFORMED = [
    *(
        "ALPHA.localhost",
        "Alpha.localhost",
        "alpha.localhost.",
        "evil@alpha.localhost",
        "alpha.localhost@evil",
    ),
    *("alpha.localhost/evil", "alpha_localhost", "alpha localhost", "[::1]", "", "alpha.localhost:evil"),
    *("alpha.localhost:80:80x", "alpha%2elocalhost", "-", ".", "..", "alpha.localhost#", "alpha.localhost?x"),
]


@pytest.mark.parametrize("host", UNKNOWN)
def test_an_unknown_host_is_not_found(probe: World, host: str) -> None:
    assert _ask(probe, host).status_code == 404


@pytest.mark.parametrize("host", MALFORMED)
def test_a_malformed_host_is_refused(probe: World, host: str) -> None:
    assert _ask(probe, host).status_code == 400


def _ask(world: World, host: str, path: str = "/probe/open", **headers: str) -> Any:
    return world.app.test_client().get(path, headers={"Host": host, **headers})


@pytest.mark.parametrize("host", ["alpha.localhost", "alpha.localhost:8000"])
def test_a_known_host_is_served_with_or_without_port(probe: World, host: str) -> None:
    assert _ask(probe, host).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host", "X-Forwarded-Server", "X-Rewrite-URL"],
)
def test_no_header_but_host_chooses_the_network(probe: World, other_probe: World, header: str) -> None:
    answer = _ask(probe, "alpha.localhost", "/probe/cached", **{header: "beta.localhost"})
    assert "alpha made" in answer.text
    assert "beta" not in answer.text
    assert _ask(probe, "nobody.localhost", **{header: "alpha.localhost"}).status_code == 404


def test_a_suspended_network_shows_its_closed_page(probe: World) -> None:
    owner = str(probe.kernel.settings.database_owner_url)
    browser = probe.visitor()
    suspend_network(owner, "alpha")
    probe.kernel.directory.forget()
    try:
        for path in ("/", "/probe/open", "/probe/cached", "/probe/members"):
            answer = browser.get(path)
            assert answer.status_code == 503
            assert "<h1" in answer.text
    finally:
        suspend_network(owner, "alpha", suspended=False)
        probe.kernel.directory.forget()
    assert browser.get("/probe/open").status_code == 200


def _thing(world: World, handler: str, owner: object) -> str:
    job_id = new_id()
    with world.db() as db:
        later = now() + timedelta(days=900)
        db.add(Job(id=job_id, handler=handler, args={"owner": str(owner)}, due_at=later, state="done"))
        db.flush()
    return f"/probe/things/{job_id}"


def test_strangers_hear_404_and_those_who_see_it_hear_403(probe: World) -> None:
    with probe.db() as db:
        ben, cem = cast.ben(db).id, cast.cem(db).id
    shown, hidden = _thing(probe, "shown", ben), _thing(probe, "hidden", ben)
    owner, other = probe.as_(ben), probe.as_(cem)
    assert [browser.get(shown).status_code for browser in (owner, other)] == [200, 403]
    assert [browser.get(hidden).status_code for browser in (owner, other)] == [404, 404]
    assert owner.get(f"/probe/things/{new_id()}").status_code == 404
    assert owner.get("/probe/things/7").status_code == 404


def test_a_visitor_is_asked_to_sign_in_and_learns_nothing_of_what_exists(probe: World) -> None:
    with probe.db() as db:
        ben = cast.ben(db).id
    visitor = probe.visitor()
    for path in (_thing(probe, "shown", ben), _thing(probe, "hidden", ben), f"/probe/things/{new_id()}"):
        turned = visitor.get(path)
        assert turned.status_code == 303
        assert turned.headers["Location"] == f"/signin?next={path}"
        part = visitor.get(path, headers={"HX-Request": "true"})
        assert part.status_code == 204
        assert part.headers["HX-Redirect"].startswith("/signin")


def test_a_cookie_of_another_network_opens_nothing(probe: World, other_probe: World) -> None:
    with probe.db() as db:
        ben = cast.ben(db).id
    with other_probe.db() as db:
        cast.ben(db)
    token = str(probe.as_(ben).cookie("__Host-session"))
    assert probe.as_(ben).get("/probe/members").status_code == 200
    thief = other_probe.visitor()
    thief.set_cookie("__Host-session", token)
    assert thief.get("/probe/members").status_code == 303


def test_a_view_that_declares_nothing_stops_the_start(probe: World) -> None:
    views = dict(probe.app.view_functions)
    assert undeclared(views) == []
    views["probe.bare"] = lambda: "open to all by accident"
    assert undeclared(views) == ["probe.bare"]
    assert door_of(views["probe.bare"]) is None


def test_a_view_added_later_is_refused_by_the_gate_itself(probe: World) -> None:
    before = dict(probe.app.view_functions)
    probe.app.view_functions["probe.open_door"] = lambda: "open to all by accident"
    try:
        assert probe.visitor().get("/probe/open").status_code == 403
    finally:
        probe.app.view_functions.clear()
        probe.app.view_functions.update(before)


def test_a_failure_is_logged_without_what_people_wrote(
    probe: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = probe.visitor().get("/probe/crash?mail=zebedeus@canary.example")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "zebedeus" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_lost_connection_is_survived_by_a_read_and_reported_by_a_write(probe: World) -> None:
    browser = probe.visitor()
    token = browser.token("/probe/form")
    _cut(probe)
    assert browser.get("/probe/open").status_code == 200
    _cut(probe)
    assert browser.send("/probe/notes", {"csrf_token": token}).status_code in (200, 503)
    assert browser.send("/probe/notes", {"csrf_token": token}).status_code == 200


def _cut(world: World) -> None:
    """End this application's idle connections, as a restart of the server would."""
    pool = world.kernel.scope.engine.pool
    pids = [entry.dbapi_connection.info.backend_pid for _, entry in pool._idle]
    with psycopg.connect(str(world.kernel.settings.database_admin_url), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [pids])
