"""Being signed in, looked at by somebody who has, fixes or copies a cookie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from portal.accounts.models import SignedIn
from portal.clock import now
from tests import cast
from tests.accounts.helpers import ask, deeds, newest_code, signed_in
from tests.browser_like import Browser
from tests.sink import Sink
from tests.world import World

MORNING = datetime(2026, 11, 21, 8, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _people(alpha: World) -> None:
    with alpha.db() as db:
        cast.ada(db)
        cast.ben(db)


def test_a_cookie_of_the_neighbour_opens_nothing(alpha: World, beta: World) -> None:
    with beta.db() as db:
        cast.ada(db)
    theirs = beta.as_(cast.IDS["ada"])
    copied = alpha.visitor()
    copied.set_cookie("__Host-session", theirs.cookie("__Host-session") or "")
    assert signed_in(theirs)
    assert not signed_in(copied)


def test_a_session_planted_before_signing_in_is_not_the_one_after(alpha: World, sink: Sink) -> None:
    browser = alpha.visitor()
    browser.set_cookie("__Host-session", "planted-by-somebody-else")
    before = browser.token("/signin")
    ask(browser, "ben@people.example")
    browser.post("/signin/code", {"code": newest_code(alpha, sink)})
    assert signed_in(browser)
    assert browser.cookie("__Host-session") != "planted-by-somebody-else"
    other = alpha.visitor()
    other.set_cookie("__Host-session", "planted-by-somebody-else")
    assert not signed_in(other)
    assert browser.send("/signout", {"csrf_token": before}).status_code == 400, "the form token is new too"


def test_every_cookie_is_host_bound_secure_and_out_of_reach_of_scripts(alpha: World, sink: Sink) -> None:
    browser = alpha.visitor()
    asked = browser.post("/signin", {"email": "ben@people.example"})
    entered = browser.post("/signin/code", {"code": newest_code(alpha, sink)})
    for cookie in asked.headers.getlist("Set-Cookie") + entered.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_signing_out_ends_the_session_on_the_server(alpha: World) -> None:
    browser = alpha.as_(cast.IDS["ben"])
    kept, token = browser.cookie("__Host-session") or "", browser.token("/me")
    left = browser.send("/signout", {"csrf_token": token})
    assert left.status_code == 303
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.cookie("__Host-session") is None
    replay = alpha.visitor()
    replay.set_cookie("__Host-session", kept)
    assert not signed_in(replay)
    assert browser.send("/signin", {"csrf_token": token}).status_code == 400, "the form token is gone too"
    assert deeds(alpha) == ["person.signed_out"]


def test_signing_out_here_leaves_the_other_browser_alone(alpha: World) -> None:
    here, there = alpha.as_(cast.IDS["ben"]), alpha.as_(cast.IDS["ben"])
    here.post("/signout", page="/me")
    assert not signed_in(here)
    assert signed_in(there)


def test_signing_out_is_a_post(alpha: World) -> None:
    browser = alpha.as_(cast.IDS["ben"])
    assert browser.get("/signout").status_code == 405
    assert signed_in(browser)


@pytest.mark.parametrize(
    ("name", "minutes", "stays"),
    [("ben", 29, True), ("ben", 31, False), ("ada", 14, True), ("ada", 16, False)],
)
def test_an_idle_session_ends(alpha: World, name: str, minutes: int, stays: bool) -> None:
    with time_machine.travel(MORNING) as clock:
        browser = alpha.as_(cast.IDS[name])
        clock.shift(timedelta(minutes=minutes))
        assert signed_in(browser) is stays


def test_a_session_in_use_lives_on_but_not_for_ever(alpha: World) -> None:
    with time_machine.travel(MORNING) as clock:
        browser = alpha.as_(cast.IDS["ben"])
        for _ in range(4):
            clock.shift(timedelta(minutes=25))
            assert signed_in(browser)
        for hours, stays in ((11.9, True), (12.1, False)):
            clock.move_to(MORNING + timedelta(hours=hours))
            with alpha.db() as db:
                db.execute(update(SignedIn).values(seen_at=now()))
            assert signed_in(browser) is stays


def test_an_ended_account_is_out_at_once(alpha: World) -> None:
    steward, ben = alpha.as_(cast.IDS["ada"]), alpha.as_(cast.IDS["ben"])
    assert signed_in(ben)
    answer = steward.post(f"/stewardship/people/{cast.IDS['ben']}/closure")
    assert answer.status_code == 303
    assert not signed_in(ben)
    assert alpha.count("signed_in") == 1, "only the steward's session is left"


def test_one_browser_of_several_can_be_signed_out(alpha: World) -> None:
    here, there = alpha.as_(cast.IDS["ben"]), alpha.as_(cast.IDS["ben"])
    with alpha.db() as db:
        newest = db.scalars(select(SignedIn.id).order_by(SignedIn.created_at.desc())).first()
    assert here.post(f"/me/sessions/{newest}/closure", page="/me").status_code == 303
    assert signed_in(here)
    assert not signed_in(there)
    assert deeds(alpha) == ["session.ended"]


def test_all_other_browsers_can_be_signed_out(alpha: World) -> None:
    here, there, further = (alpha.as_(cast.IDS["ben"]) for _ in range(3))
    stranger = alpha.as_(cast.IDS["ada"])
    here.post("/me/sessions/closure", page="/me")
    assert [signed_in(browser) for browser in (here, there, further, stranger)] == [True, False, False, True]


def test_ending_this_browsers_session_signs_out(alpha: World) -> None:
    here = alpha.as_(cast.IDS["ben"])
    with alpha.db() as db:
        mine = db.scalar(select(SignedIn.id))
    answer = here.post(f"/me/sessions/{mine}/closure", page="/me")
    assert "Clear-Site-Data" in answer.headers
    assert not signed_in(here)


def test_nobody_ends_or_sees_the_session_of_another(alpha: World) -> None:
    alpha.as_(cast.IDS["ben"])
    with alpha.db() as db:
        of_ben = db.scalar(select(SignedIn.id))
    for name in ("ada", "cem"):
        with alpha.db() as db:
            cast.person(db, name)
        answer = alpha.as_(cast.IDS[name]).post(f"/me/sessions/{of_ben}/closure", page="/me")
        assert answer.status_code == 404
    assert alpha.count("signed_in") == 3


def test_the_session_list_shows_only_ones_own(alpha: World) -> None:
    def seen_by(browser: Browser) -> str:
        return browser.get("/me", headers={"User-Agent": "x"}).text

    alpha.as_(cast.IDS["ada"])
    with alpha.db() as db:
        db.execute(update(SignedIn).values(browser="Firefox, Windows"))
    page = seen_by(alpha.as_(cast.IDS["ben"]))
    assert "Firefox, Windows" not in page
    assert "Firefox, Windows" in seen_by(alpha.as_(cast.IDS["ada"])), "the control sees her own"
