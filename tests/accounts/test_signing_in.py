"""Signing in by code, looked at by somebody who wants in."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts import signing_in
from portal.accounts.models import Person, SignInCode
from portal.clock import now
from portal.errors import Refused
from portal.mail import Mail
from tests import cast
from tests.accounts.helpers import ask, deeds, english, mails, newest_code, signed_in
from tests.browser_like import Browser
from tests.sink import Sink
from tests.world import World

NOON = datetime(2026, 11, 21, 12, 5, tzinfo=UTC)
"""Early in the hour in which limits count."""


@pytest.fixture(autouse=True)
def _people(alpha: World) -> None:
    with alpha.db() as db:
        cast.person(db, "ada", steward=True, locale="en")
        cast.person(db, "ben", locale="en")


def test_the_whole_way_in(alpha: World, sink: Sink) -> None:
    browser = ask(alpha.visitor(), " Ben@People.example ")
    response = browser.post("/signin/code", {"code": newest_code(alpha, sink).lower().replace("-", " ")})
    assert response.headers["Location"] == "/me"
    assert "ben@people.example" in browser.follow(response).text
    assert deeds(alpha) == ["person.signed_in"]
    assert alpha.count("sign_in_code") == 0


def _answers(world: World, email: str) -> list[tuple[int, list[tuple[str, str]], str]]:
    """Status, headers and body of every step, tokens and the address itself taken out."""
    browser = world.visitor()
    asked = browser.post("/signin", {"email": email})
    steps = [asked, browser.follow(asked)]
    for _ in range(6):
        steps.append(browser.post("/signin/code", {"code": "KMPT-4F7C"}))
    headers = [[(name, _plain(value, email)) for name, value in step.headers] for step in steps]
    bodies = [_plain(step.text, email) for step in steps]
    return list(zip((step.status_code for step in steps), headers, bodies, strict=True))


def _plain(text: str, email: str) -> str:
    text = text.replace(email, "(address)")
    text = re.sub(r"(__Host-\w+)=[^;]*", r"\1=(token)", text)
    text = re.sub(r'(name="csrf_token"[^>]*value)="[^"]+"', r'\1="(token)"', text)
    text = re.sub(r"(nonce[=-])[\"'][\w-]+[\"']", r"\1(nonce)", re.sub(r"'nonce-[\w-]+'", "(nonce)", text))
    return re.sub(r"^[0-9a-f]{12}$", "(request)", text)


def test_a_known_an_ended_and_an_unknown_address_get_the_same_bytes_and_one_mail_each(
    alpha: World, sink: Sink
) -> None:
    with alpha.db() as db:
        cast.person(db, "fay").ended_at = now()
    with time_machine.travel(NOON, tick=False):
        known = _answers(alpha, "ben@people.example")
        unknown = _answers(alpha, "zed@people.example")
        ended = _answers(alpha, "fay@people.example")
    assert known == unknown == ended
    assert "(token)" in known[1][2], "the comparison must have had tokens to take out"
    assert sorted(mail.recipients for mail in mails(alpha, sink)) == [
        ["ben@people.example"], ["fay@people.example"], ["zed@people.example"]
    ]
    assert alpha.count("sign_in_code") == 3
    with alpha.db() as db:
        written = {mail.recipient: mail.template for mail in db.scalars(select(Mail))}
    assert written == {
        "ben@people.example": "sign_in_code", "fay@people.example": "no_account",
        "zed@people.example": "no_account",
    }


def test_a_known_and_an_unknown_address_cost_the_same_statements(alpha: World) -> None:
    sent = []
    for email in ("warm@people.example", "ben@people.example", "zed@people.example"):
        browser = alpha.visitor()
        token = browser.token("/signin")
        with alpha.statements() as seen:
            browser.send("/signin", {"csrf_token": token, "email": email})
        sent.append(list(seen))
    assert sent[1] == sent[2]
    assert len(sent[1]) > 5


def test_the_comparison_can_see_a_difference(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = signing_in.send_code

    def telling(db: object, *, email: str, **kw: object) -> str:
        if email.startswith("zed"):
            raise Refused("There is no such account.")
        return real(db, email=email, **kw)  # type: ignore[arg-type]

    monkeypatch.setattr(signing_in, "send_code", telling)
    assert alpha.visitor().post("/signin", {"email": "ben@people.example"}).status_code == 303
    assert alpha.visitor().post("/signin", {"email": "zed@people.example"}).status_code == 409


def test_an_unknown_address_hears_that_there_is_no_account_and_no_code(alpha: World, sink: Sink) -> None:
    ask(english(alpha.visitor()), "zed@people.example")
    mail = mails(alpha, sink)[0]
    assert not re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", mail.text + mail.html)
    assert mail.message["Subject"] == "About signing in"


def test_a_code_works_in_the_browser_that_asked_and_in_no_other(alpha: World, sink: Sink) -> None:
    mine, other = ask(alpha.visitor(), "ben@people.example"), ask(alpha.visitor(), "ada@people.example")
    code = newest_code_for(alpha, sink, "ben@people.example")
    refused = other.post("/signin/code", {"code": code})
    assert refused.status_code == 422
    assert code in refused.text, "what was typed stays"
    nobody = english(alpha.visitor())
    refused = nobody.send("/signin/code", {"csrf_token": nobody.token("/signin"), "code": code})
    assert refused.status_code == 422
    assert "No code is waiting for this browser" in refused.text
    assert mine.post("/signin/code", {"code": code}).status_code == 303


def newest_code_for(world: World, sink: Sink, email: str) -> str:
    """The code in the newest mail to this address."""
    mails(world, sink)
    mine = [mail for mail in sink.received if mail.recipients == [email]]
    sink.received.remove(mine[-1])
    sink.received.append(mine[-1])
    return newest_code(world, sink)


def test_the_code_page_without_asking_leads_back_to_the_first_step(alpha: World) -> None:
    response = alpha.visitor().get("/signin/code?next=/me")
    assert response.headers["Location"] == "/signin?next=/me"


def test_a_code_works_once(alpha: World, sink: Sink) -> None:
    browser = ask(alpha.visitor(), "ben@people.example")
    pending = browser.cookie("__Host-pending") or ""
    code = newest_code(alpha, sink)
    assert browser.post("/signin/code", {"code": code}).status_code == 303
    again = alpha.visitor()
    again.set_cookie("__Host-pending", pending)
    assert again.post("/signin/code", {"code": code}).status_code == 422
    assert not signed_in(again)


def test_a_new_code_replaces_the_one_before(alpha: World, sink: Sink) -> None:
    browser = ask(alpha.visitor(), "ben@people.example")
    first = newest_code(alpha, sink)
    ask(browser, "ben@people.example")
    assert browser.post("/signin/code", {"code": first}).status_code == 422
    assert browser.post("/signin/code", {"code": newest_code(alpha, sink)}).status_code == 303


def test_the_sixth_try_is_refused_even_with_the_right_code(alpha: World, sink: Sink) -> None:
    browser = ask(english(alpha.visitor()), "ben@people.example")
    for left in ("4 more times", "3 more times", "2 more times", "1 more time", "last try"):
        wrong = browser.post("/signin/code", {"code": "KMPT-4F7C"})
        assert wrong.status_code == 422
        assert left in wrong.text
        assert 'value="KMPT-4F7C"' in wrong.text
    refused = browser.post("/signin/code", {"code": newest_code(alpha, sink)})
    assert refused.status_code == 422
    assert "typed too often" in refused.text


def test_the_fifth_try_may_be_the_right_one(alpha: World, sink: Sink) -> None:
    browser = ask(alpha.visitor(), "ben@people.example")
    for _ in range(4):
        browser.post("/signin/code", {"code": "KMPT-4F7C"})
    assert browser.post("/signin/code", {"code": newest_code(alpha, sink)}).status_code == 303


def test_what_cannot_be_a_code_costs_no_try(alpha: World) -> None:
    browser = ask(alpha.visitor(), "ben@people.example")
    for text in ("", "KMPT", "x" * 101, "KMPT-4F7C-KMPT"):
        assert browser.post("/signin/code", {"code": text}).status_code == 422
    with alpha.db() as db:
        assert db.scalar(select(SignInCode.tries)) == 0


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (11, 422)])
def test_a_code_lives_ten_minutes(alpha: World, sink: Sink, minutes: int, status: int) -> None:
    with time_machine.travel(NOON) as clock:
        browser = ask(english(alpha.visitor()), "ben@people.example")
        code = newest_code(alpha, sink)
        clock.shift(timedelta(minutes=minutes))
        answer = browser.post("/signin/code", {"code": code})
    assert answer.status_code == status
    if status == 422:
        assert "This code is too old" in answer.text


def test_a_code_is_of_no_use_once_the_account_ended(alpha: World, sink: Sink) -> None:
    browser = ask(alpha.visitor(), "ben@people.example")
    code = newest_code(alpha, sink)
    with alpha.db() as db:
        db.get_one(Person, cast.IDS["ben"]).ended_at = now()
    assert browser.post("/signin/code", {"code": code}).status_code == 422


def test_of_many_who_type_the_same_code_at_once_one_gets_in(alpha: World, sink: Sink) -> None:
    first = ask(alpha.visitor(), "ben@people.example")
    code, token = newest_code(alpha, sink), first.token("/signin/code")
    form, pending = first.cookie("__Host-form") or "", first.cookie("__Host-pending") or ""

    def type_it(_number: int) -> int:
        browser = Browser(alpha.app, alpha.host)
        browser.set_cookie("__Host-form", form)
        browser.set_cookie("__Host-pending", pending)
        return browser.send("/signin/code", {"csrf_token": token, "code": code}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(type_it, range(4)))
    assert sorted(answers) == [303, 422, 422, 422]
    assert alpha.count("signed_in") == 1


def test_wrong_addresses_are_refused_with_what_was_typed(alpha: World) -> None:
    for text in ("", "nobody", "a b@c.example", "x@y", "a@b.example\r\nBcc: c@d.example", "é@people.example"):
        answer = alpha.visitor().post("/signin", {"email": text})
        assert answer.status_code == 422, text
    assert 'value="nobody"' in alpha.visitor().post("/signin", {"email": "nobody"}).text
    assert alpha.count("mail") == 0


@pytest.mark.parametrize("email", ["ben@people.example", "zed@people.example"])
def test_the_sixth_request_for_an_address_within_an_hour_must_wait(alpha: World, email: str) -> None:
    with time_machine.travel(NOON) as clock:
        browser = english(alpha.visitor())
        for _ in range(5):
            ask(browser, email)
        refused = browser.post("/signin", {"email": email})
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
        assert f'value="{email}"' in refused.text
        assert "Wait a little while" in refused.text
        assert alpha.count("mail") == 5
        clock.shift(timedelta(hours=1))
        ask(browser, email)


def test_one_place_cannot_ask_for_everybody(alpha: World) -> None:
    with time_machine.travel(NOON):
        browser = alpha.visitor()
        for number in range(30):
            ask(browser, f"somebody{number}@people.example")
        assert browser.post("/signin", {"email": "ben@people.example"}).status_code == 429
        elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
        answer = alpha.visitor().post("/signin", {"email": "ben@people.example"}, environ_base=elsewhere)
        assert answer.status_code == 303


def test_a_nuisance_from_one_place_does_not_lock_the_owner_of_an_address_out(alpha: World) -> None:
    with time_machine.travel(NOON):
        nuisance, place = alpha.visitor(), {"REMOTE_ADDR": "203.0.113.9"}
        answers = [
            nuisance.post("/signin", {"email": "ben@people.example"}, environ_base=place) for _ in range(12)
        ]
        assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 7
        ask(alpha.visitor(), "ben@people.example")


def test_many_places_together_cannot_flood_one_mailbox(alpha: World) -> None:
    with time_machine.travel(NOON):
        browser = alpha.visitor()
        for number in range(12):
            place = {"REMOTE_ADDR": f"2001:db8:0:{number}::1"}
            browser.post("/signin", {"email": "ben@people.example"}, environ_base=place)
        assert alpha.count("mail") == signing_in.MOST_FOR_ONE_ADDRESS


def test_signing_in_again_leads_to_ones_own_page(alpha: World) -> None:
    browser = alpha.as_(cast.IDS["ben"])
    assert browser.get("/signin").headers["Location"] == "/me"


def test_old_codes_are_forgotten(alpha: World) -> None:
    from portal.accounts.jobs import forget_codes

    with time_machine.travel(NOON) as clock:
        ask(alpha.visitor(), "ben@people.example")
        clock.shift(timedelta(minutes=69))
        with alpha.db() as db:
            forget_codes(db)
        assert alpha.count("sign_in_code") == 1
        clock.shift(timedelta(minutes=2))
        with alpha.db() as db:
            forget_codes(db)
        assert alpha.count("sign_in_code") == 0
