"""What one chooses on the page, by the link of a mail, and what stands in the list of mails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from portal.mail import Mail
from portal.reminders.choices import choices, who_is
from portal.reminders.links import unsubscribe_url
from portal.reminders.models import ReminderChoice
from portal.reminders.views import MOST_AN_HOUR
from portal.reminders.words import about
from portal.texts import ROOT
from tests.browser_like import Browser
from tests.cast import IDS
from tests.reminders.conftest import NOW
from tests.reminders.helpers import at, go_on, plan, rows, send, wall, written
from tests.signups import helpers as signups
from tests.sink import Sink, path_in
from tests.world import World

PAGE = "/me/reminders"
FORM = {"event": "usual", "training": "usual", "meeting": "usual", "room_key": "usual", "digest": "usual"}


@pytest.fixture
def ben(circle: World) -> Iterator[Browser]:
    """His browser, on that day."""
    with at(NOW):
        yield circle.as_(IDS["ben"])


def ways(world: World) -> dict[tuple[str, str], str]:
    """What was chosen."""
    names = {key.hex: name for name, key in IDS.items()}
    with world.db() as db:
        return {
            (names.get(row.who, "guest"), row.kind): row.way for row in db.scalars(select(ReminderChoice))
        }


def test_the_page_shows_what_is_chosen_and_keeps_it(circle: World, ben: Browser) -> None:
    answer = ben.post(PAGE, {**FORM, "meeting": "3", "training": "digest"})
    assert answer.status_code == 303
    assert ways(circle) == {("ben", "meeting"): "3", ("ben", "training"): "digest"}
    shown = ben.get(PAGE).text
    assert '<option selected value="3">' in shown
    assert '<option selected value="digest">' in shown
    ben.post(PAGE, {**FORM, "nothing": "y"})
    assert ways(circle) == {("ben", "all"): "off"}
    assert "checked" in ben.get(PAGE).text


@pytest.mark.parametrize("way", ["5", "sometimes", ""])
def test_a_choice_that_does_not_exist_is_refused_in_the_form(circle: World, ben: Browser, way: str) -> None:
    answer = ben.post(PAGE, {**FORM, "training": "14", "meeting": way})
    assert answer.status_code == 422
    assert '<option selected value="14">' in answer.text
    assert ways(circle) == {}


def test_only_stewards_are_asked_about_their_overview(circle: World, ben: Browser) -> None:
    with at(NOW):
        assert "briefing" not in ben.get(PAGE).text
        assert "briefing" in circle.as_(IDS["ada"]).get(PAGE).text


def test_a_choice_changes_the_plan_at_once(circle: World, ben: Browser) -> None:
    with at(NOW):
        plan(circle)
    ben.post(PAGE, {**FORM, "meeting": "3"})
    with at(NOW):
        circle.work()
    days = {row.key.rsplit(":", 1)[1]: row.state for row in rows(circle, kind="meeting")}
    assert days == {"1": "dropped", "3": "planned"}


def _reminded(world: World, sink: Sink) -> str:
    """ben got his reminder; the link in it."""
    sink.clear()
    with at(NOW):
        plan(world)
    with at("2026-11-23 19:30"):
        world.work()
    (mail,) = [one for one in sink.received if one.recipients == ["ben@people.example"]]
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(mail.message["List-Unsubscribe"])
    assert link.startswith("<http") and link.endswith(">")
    path = path_in(mail.text, "/unsubscribe/")
    assert path in link and path in mail.html
    return path


def test_the_mail_program_takes_its_reader_off_without_cookie_token_or_origin(
    circle: World, sink: Sink
) -> None:
    path = _reminded(circle, sink)
    program = circle.visitor()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    with at("2026-11-23 20:00"):
        answer = program.send(path, {"List-Unsubscribe": "One-Click"}, headers=headers)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers or "__Host-session" not in str(answer.headers)
    assert ways(circle) == {("ben", "meeting"): "off"}
    go_on(circle, wall("2026-11-30 12:00"), 24)
    assert len(written(circle, "reminder")) == 1


def test_opening_the_link_changes_nothing_and_the_button_does(circle: World, sink: Sink) -> None:
    path = _reminded(circle, sink)
    visitor = circle.visitor()
    with at("2026-11-23 20:00"):
        assert visitor.get(path).status_code == 200
        assert visitor._client.head(path, base_url=f"http://{visitor.host}").status_code == 200
        assert ways(circle) == {}
        visitor.post(path, {"scope": "all"})
        assert ways(circle) == {("ben", "all"): "off"}
        visitor.post(path, {"scope": "again"})
        assert ways(circle) == {}


def test_a_link_is_not_pressed_without_end(circle: World) -> None:
    with circle.db():
        path = "/unsubscribe/" + unsubscribe_url(who_is(IDS["ben"]), "meeting").rpartition("/")[2]
        other = "/unsubscribe/" + unsubscribe_url(who_is(IDS["cem"]), "meeting").rpartition("/")[2]
    answers = [circle.visitor().send(path, {"scope": scope}).status_code for scope in ("", "again") * 15]
    assert answers == [200] * MOST_AN_HOUR + [429] * (30 - MOST_AN_HOUR)
    assert circle.visitor().send(other, {}).status_code == 200
    assert circle.visitor().get(path).status_code == 200


@pytest.mark.parametrize("spoil", ["x", "", ".."])
def test_a_forged_link_takes_nobody_off(circle: World, beta: World, spoil: str) -> None:
    with circle.db():
        token = unsubscribe_url(who_is(IDS["ben"]), "meeting").rpartition("/")[2]
    forged = (token[:-2] + spoil) or "x"
    assert circle.visitor().send(f"/unsubscribe/{forged}", {}).status_code in (404, 405)
    assert beta.visitor().send(f"/unsubscribe/{token}", {}).status_code == 404
    assert circle.visitor().send(f"/unsubscribe/{token}", {}).status_code == 200


def test_a_guest_is_taken_off_by_the_address(circle: World, sink: Sink) -> None:
    with at(NOW):
        signups.training(circle, days=9)
        signups.put(circle, "gast")
        circle.work()
        sink.clear()
    go_on(circle, wall("2026-11-25 18:00"), 2)
    with at("2026-11-25 19:30"):
        circle.work()
    (mail,) = sink.sent_to("gast@people.example")
    with at("2026-11-25 20:00"):
        circle.visitor().send(path_in(mail.text, "/unsubscribe/"), {"List-Unsubscribe": "One-Click"})
        assert ways(circle) == {("guest", "training"): "off"}
    go_on(circle, wall("2026-12-01 18:00"), 5)
    assert [to for to, _ in written(circle, "reminder")].count("gast") == 1


def test_what_somebody_asked_for_has_no_such_link(circle: World, sink: Sink) -> None:
    sink.clear()
    circle.visitor().post("/signin", {"email": "ben@people.example"})
    circle.work()
    (mail,) = sink.received
    assert mail.message["List-Unsubscribe"] is None
    assert mail.message["List-Unsubscribe-Post"] is None


def test_the_list_says_what_was_sent_why_and_what_comes(circle: World, sink: Sink, ben: Browser) -> None:
    _reminded(circle, sink)
    with at("2026-11-24 12:00"):
        shown = circle.as_(IDS["ben"]).get("/me/mails").text
        assert "Een herinnering" in shown or "A reminder" in shown
        assert shown.count("A meeting of your group") + shown.count("Een bijeenkomst van je groep") >= 2
        assert "30 november" in shown
        assert "/me/mails" in circle.as_(IDS["ben"]).get("/me").text
        other = circle.as_(IDS["cem"]).get("/me/mails").text
    assert "30 november" not in other


def test_the_list_says_what_was_not_sent(circle: World) -> None:
    with at(NOW):
        plan(circle)
    with at("2026-11-26 12:00"):
        send(circle)
        shown = circle.as_(IDS["ben"]).get("/me/mails").text
    assert "could not be sent in time" in shown or "kon niet op tijd" in shown


def test_a_mail_whose_rows_lost_their_subject_is_still_counted(circle: World, sink: Sink) -> None:
    _reminded(circle, sink)
    with at("2026-11-24 12:00"):
        with circle.db() as db:
            db.execute(update(Mail).values(subject="", recipient=""))
        assert circle.as_(IDS["ben"]).get("/me/mails").status_code == 200


def test_the_list_says_what_could_not_be_delivered(circle: World, sink: Sink) -> None:
    sink.clear()
    sink.unknown.add("ben@people.example")
    with at(NOW):
        circle.visitor().post("/signin", {"email": "ben@people.example"})
        circle.work()
        assert "kon niet worden bezorgd" not in circle.as_(IDS["ben"]).get("/me/mails").text
    with at("2026-11-24 12:00"):
        assert "kon niet worden bezorgd" in circle.as_(IDS["ben"]).get("/me/mails").text


def test_choices_of_everybody_are_one_statement(circle: World) -> None:
    with circle.statements() as asked, circle.db() as db:
        choices(db)
    assert len([one for one in asked if "reminder_choice" in one]) == 1


def test_every_mail_can_be_named(alpha: World) -> None:
    """So that nobody reads a mail in the list without hearing why it came."""
    folders = [path.name for path in (ROOT / "templates" / "email").iterdir() if path.is_dir()]
    with alpha.db():
        assert [name for name in folders if not about(name)] == []
        assert about("unknown") == ""
