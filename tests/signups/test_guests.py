"""A guest signs up in three steps with a code by mail, and needs no account."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from icalendar import Calendar

from portal import visitor_forms
from portal.clock import now
from tests.browser_like import Browser
from tests.cast import IDS
from tests.groups.helpers import said
from tests.signups.helpers import FORM, change, code_in, link_in, mails, names_in, put, states
from tests.sink import Sink
from tests.world import World


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """These guests fill in forms faster than people."""
    monkeypatch.setattr(visitor_forms, "QUICKEST", timedelta(0))


def ask(browser: Browser, world: World, email: str = "gast@people.example") -> None:
    """Step 1."""
    data = {"csrf_token": browser.token(FORM), "email": email}
    page = browser.get(FORM).text
    data["opened"] = page.split('name="opened"')[1].split('value="')[1].split('"')[0]
    answer = browser.send(FORM, data)
    world.work()
    assert answer.status_code == 303 and answer.headers["Location"] == f"{FORM}/code", answer.text


def through(browser: Browser, world: World, sink: Sink, **data: str) -> str:
    """All three steps; the address of one's own page."""
    ask(browser, world)
    answer = browser.post(f"{FORM}/code", {"code": code_in(sink)}, page=f"{FORM}/code")
    assert answer.headers["Location"] == f"{FORM}/details"
    answer = browser.post(f"{FORM}/details", {"name": "Gast", "group": "", **data}, page=f"{FORM}/details")
    assert answer.status_code == 303, said(answer)
    return answer.headers["Location"]


def test_three_steps_and_a_mail_with_the_dates(course: World, sink: Sink) -> None:
    guest = course.visitor()
    assert "1 van 3" in said(guest.get(FORM))
    own = through(guest, course, sink)
    assert states(course) == {"Gast": "confirmed"}
    assert "meet.example" in guest.get(own).text
    course.work()
    mail = sink.received[-1]
    assert mail.recipients == ["gast@people.example"]
    assert "Gesprekken" not in mail.whole and "Rouw" not in mail.whole
    (attached,) = mail.message.iter_attachments()
    file = Calendar.from_ical(attached.get_payload(decode=True))
    assert file["METHOD"] == "PUBLISH" and len(file.walk("VEVENT")) == 2
    assert attached.get_content_type() == "text/calendar" and "Gesprekken" not in attached.as_string()
    assert course.visitor().get(link_in(sink, "gast")).status_code == 200


def test_a_wrong_code_counts_and_five_are_the_end(course: World, sink: Sink) -> None:
    guest = course.visitor()
    ask(guest, course)
    right = code_in(sink)
    for _number in range(5):
        answer = guest.post(f"{FORM}/code", {"code": "CCCC-CCCC"}, page=f"{FORM}/code")
        assert answer.status_code == 422
    assert guest.post(f"{FORM}/code", {"code": right}, page=f"{FORM}/code").status_code == 422
    assert guest.get(f"{FORM}/details").headers["Location"] == FORM


def test_a_code_is_of_one_browser_and_of_a_quarter_of_an_hour(course: World, sink: Sink) -> None:
    guest, other = course.visitor(), course.visitor()
    ask(guest, course)
    code = code_in(sink)
    assert other.post(f"{FORM}/code", {"code": code}, page=FORM).status_code == 422
    with time_machine.travel(now() + timedelta(minutes=16), tick=True):
        assert guest.post(f"{FORM}/code", {"code": code}, page=f"{FORM}/code").status_code == 422


def test_an_address_with_an_account_is_the_same_person(course: World, sink: Sink) -> None:
    put(course, "ben")
    guest = course.visitor()
    ask(guest, course, "ben@people.example")
    guest.post(f"{FORM}/code", {"code": code_in(sink)}, page=f"{FORM}/code")
    answer = guest.post(f"{FORM}/details", {"name": "Ben B", "group": ""}, page=f"{FORM}/details")
    assert answer.status_code == 303 and states(course) == {"ben": "confirmed"}


def test_sent_twice_it_is_one_place(course: World, sink: Sink) -> None:
    guest = course.visitor()
    first = through(guest, course, sink)
    again = guest.post(f"{FORM}/details", {"name": "Gast", "group": ""}, page=f"{FORM}/details")
    assert guest.get(first).status_code == 200 and again.status_code == 303
    assert len(names_in(course, "confirmed")) == 1 and course.count("sign_up") == 1


def test_a_program_hears_the_same_and_gets_no_mail(course: World) -> None:
    guest = course.visitor()
    page = guest.get(FORM).text
    data = {"csrf_token": guest.token(FORM), "email": "a@b.example", "company": "x"}
    data["opened"] = page.split('name="opened"')[1].split('value="')[1].split('"')[0]
    assert guest.send(FORM, data).headers["Location"] == f"{FORM}/code"
    assert mails(course) == []


def test_guests_are_sent_to_the_sign_in_where_an_account_is_needed(course: World) -> None:
    change(course, who="seats")
    text = course.visitor().get(FORM).text
    assert 'name="email"' not in text and "/signin" in text
    assert 'name="name"' not in course.as_(IDS["cem"]).get(FORM).text
    assert 'name="name"' in course.as_(IDS["ben"]).get(FORM).text
