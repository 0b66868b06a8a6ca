"""The operator's page: closed without its secret, counts and no contents, and putting failed work back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal import ledger, mail
from portal.clock import now
from portal.ledger import Job, enqueue
from tests.browser_like import Browser
from tests.sink import Sink
from tests.world import World

SECRET = "a-secret-of-the-operator-in-these-tests"
PAGE = "/operator"


@ledger.handler("test.break")
def _break(_db: object, *, whose: str) -> None:
    raise ledger.GiveUp(f"because of {whose}")


def with_secret(world: World, monkeypatch: pytest.MonkeyPatch, secret: str | None) -> None:
    """An installation with this secret in its settings."""
    settings = world.kernel.settings.model_copy(update={"operator_token": secret})
    monkeypatch.setitem(world.app.extensions, "kernel", replace(world.kernel, settings=settings))


@pytest.fixture
def outside(alpha: World, beta: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Somebody on the national site of an installation that has the page."""
    with_secret(alpha, monkeypatch, SECRET)
    yield Browser(alpha.app, "localhost")


@pytest.fixture
def operator(outside: Browser) -> Browser:
    """Who typed the secret."""
    assert outside.post(PAGE, {"secret": SECRET}).status_code == 303
    return outside


def _fail(world: World) -> None:
    with world.db() as db:
        enqueue(db, "test.break", whose="Rouwgroep Helmond")
        enqueue(db, "test.break", whose="ben@people.example")
    world.work()


def test_without_a_secret_in_the_settings_there_is_no_page(alpha: World) -> None:
    assert Browser(alpha.app, "localhost").get(PAGE).status_code == 404


@pytest.mark.parametrize("typed", ["", "x", SECRET[:-1], SECRET + "x", "é"])
def test_a_wrong_secret_opens_nothing(outside: Browser, typed: str) -> None:
    answer = outside.post(PAGE, {"secret": typed})
    assert answer.status_code == 422
    assert 'name="secret"' in outside.get(PAGE).text and "alpha" not in outside.get(PAGE).text
    assert outside.cookie("__Host-operator") is None


def test_the_right_one_does_for_half_an_hour(alpha: World, operator: Browser) -> None:
    assert "alpha" in operator.get(PAGE).text
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert 'name="secret"' in operator.get(PAGE).text


def test_a_new_secret_ends_it(alpha: World, operator: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    with_secret(alpha, monkeypatch, SECRET[::-1])
    assert 'name="secret"' in operator.get(PAGE).text


def test_a_forged_cookie_opens_nothing(outside: Browser) -> None:
    outside.set_cookie("__Host-operator", "IjEi.aaaa.bbbb")
    assert 'name="secret"' in outside.get(PAGE).text


def test_it_counts_and_names_nobody(alpha: World, operator: Browser) -> None:
    _fail(alpha)
    shown = operator.get(PAGE).text
    assert "test.break: GiveUp" in shown
    for word in ("Rouwgroep", "ben@", "because"):
        assert word not in shown


def test_the_longest_waiting_network_stands_first(alpha: World, beta: World, operator: Browser) -> None:
    with beta.db() as db:
        enqueue(db, "test.break", due=now() - timedelta(hours=1), whose="x")
    shown = operator.get(PAGE).text
    assert shown.index(">beta ") < shown.index(">alpha ")


def test_what_failed_is_tried_again(alpha: World, beta: World, operator: Browser) -> None:
    _fail(alpha)
    _fail(beta)
    assert operator.post("/operator/retries", {"network": "alpha"}, page=PAGE).status_code == 303
    states = {}
    for world in (alpha, beta):
        with world.db() as db:
            states[world.network.slug] = set(db.scalars(select(Job.state).where(Job.handler == "test.break")))
    assert states == {"alpha": {"due"}, "beta": {"failed"}}


@pytest.mark.parametrize("network", ["", "nowhere", "alpha' or 1=1"])
def test_a_network_that_does_not_exist_is_nothing_to_try(operator: Browser, network: str) -> None:
    assert operator.post("/operator/retries", {"network": network}, page=PAGE).status_code == 303


def test_mails_that_the_server_refused_for_hours_are_shown_and_go_out_after_all(
    alpha: World, sink: Sink, operator: Browser
) -> None:
    with alpha.db() as db:
        mail.post(db, template="sign_in_code", to="ben@people.example", locale="nl", code="A", minutes=10)
    sink.refuse, moment = 1_000, now()
    for attempt in range(ledger.MAX_ATTEMPTS):
        with time_machine.travel(moment + attempt * 2 * ledger.LONGEST_PAUSE):
            alpha.work()
    sink.refuse = 0
    assert "mail.send: SMTPDataError, 1 " in operator.get(PAGE).text
    operator.post("/operator/retries", {"network": "alpha"}, page=PAGE)
    alpha.work()
    assert [got.recipients for got in sink.received] == [["ben@people.example"]]


def test_what_will_be_tried_again_by_itself_is_shown_without_a_button(
    alpha: World, sink: Sink, operator: Browser
) -> None:
    """While the mail server is away a network is not up to date, although nothing is due this minute."""
    with alpha.db() as db:
        mail.post(db, template="sign_in_code", to="ben@people.example", locale="nl", code="A", minutes=10)
    assert "opnieuw geprobeerd" not in operator.get(PAGE).text
    sink.refuse = 1
    alpha.work()
    shown = operator.get(PAGE).text
    assert "mail.send: SMTPDataError, 1 keer, opnieuw geprobeerd om" in shown
    assert "/operator/retries" not in shown


def test_without_the_cookie_nothing_is_tried_again(alpha: World, outside: Browser) -> None:
    _fail(alpha)
    assert outside.post("/operator/retries", {"network": "alpha"}, page=PAGE).status_code == 303
    with alpha.db() as db:
        assert set(db.scalars(select(Job.state).where(Job.handler == "test.break"))) == {"failed"}


def test_closing_forgets_the_browser(operator: Browser) -> None:
    operator.post("/operator/closure", page=PAGE)
    assert 'name="secret"' in operator.get(PAGE).text


def test_a_network_has_no_such_page(alpha: World, outside: Browser) -> None:
    assert alpha.visitor().get(PAGE).status_code == 404
