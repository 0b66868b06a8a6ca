"""Asking: the step before posting, double clicks, who reads it, and text that outlives a session."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from portal.clock import today
from portal.gate import Gate
from tests import cast
from tests.groups.helpers import filled_in, said
from tests.help_requests.conftest import Scene
from tests.help_requests.helpers import MORE, TITLE, ask, asked, later, mailed, press, question, the_request

NEW = "/help-requests/new"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def test_a_question_is_asked_in_two_steps_without_script(scene: Scene) -> None:
    typed = {"category": "huisvesting", "text": TITLE, "more": MORE}
    second = scene.ben.send(NEW, {**filled_in(scene.ben, NEW), **typed})
    assert second.status_code == 200 and TITLE in second.text and MORE in second.text
    path = asked(scene.ben, group=str(scene.grief))
    shown = said(scene.fay.get(path))
    assert TITLE in shown and MORE in shown and "Rouwgroep Helmond" in shown
    assert "Ben" not in shown and "ben@" not in shown
    assert TITLE in said(scene.fay.get("/help-requests"))
    request = the_request(scene.world)
    assert request.state == "open" and request.due_at is not None


def test_the_step_before_posting_shows_what_was_asked_before(scene: Scene) -> None:
    path = asked(scene.fay, group=str(scene.fear))
    typed = {"category": "huisvesting", "text": "Wie heeft een zaal op dinsdag?", "more": ""}
    second = scene.ben.send(NEW, {**filled_in(scene.ben, NEW), **typed})
    assert f'href="{path}"' in second.text and f"request:{path.rsplit('/', 1)[1]}" in second.text
    answer = scene.ben.post("/questions/helped", {"helps": f"request:{path.rsplit('/', 1)[1]}"}, page=path)
    assert answer.headers["Location"] == path
    assert scene.world.count("help_request") == 1
    assert scene.world.count("help_echo where kind = 'helped'") == 1


def test_a_double_click_posts_once_and_mails_once(scene: Scene) -> None:
    form = {"csrf_token": scene.ben.token(NEW), "group": str(scene.grief), **question()}
    first, again = scene.ben.send(NEW, form), scene.ben.send(NEW, form)
    assert first.headers["Location"] == again.headers["Location"]
    assert scene.world.count("help_request") == 1
    assert mailed(scene.world) == {("ada", "help_waiting")}
    assert scene.ben.send(NEW, {**form, **question()}).status_code == 303
    assert scene.world.count("help_request") == 2, "the control: another form is another question"


def test_in_general_names_nobody(scene: Scene) -> None:
    path = asked(scene.ben)
    shown = said(scene.fay.get(path))
    assert "een groep uit de regio" in shown or "a group in the region" in shown
    assert "Rouwgroep" not in shown and "Ben" not in shown
    assert "Withdraw the question" in said(scene.ben.get(f"{path}?lang=en"))
    assert scene.cem.get(f"{path}/withdrawal").status_code == 403


def test_for_stewards_only_others_hear_nothing(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief), visibility="stewards")
    statuses = {
        name: getattr(scene, name).get(path).status_code for name in ("ada", "ben", "cem", "fay", "dora")
    }
    assert statuses == {"ada": 200, "ben": 200, "cem": 200, "fay": 404, "dora": 404}
    assert TITLE not in said(scene.fay.get("/help-requests"))
    second = scene.fay.send(NEW, {**filled_in(scene.fay, NEW), "category": "huisvesting", "text": TITLE})
    assert f'href="{path}"' not in second.text


def test_who_is_of_no_group_reads_what_this_is_and_no_question(scene: Scene) -> None:
    path = asked(scene.ben, group=str(scene.grief))
    page = scene.dora.get("/help-requests?lang=en")
    assert TITLE not in said(page) and "Ask a contact person" in said(page)
    assert scene.dora.get(path).status_code == 404
    assert scene.dora.get(NEW).status_code == 403
    assert scene.world.visitor().get(path).status_code == 303


@pytest.mark.parametrize(
    "typed",
    [
        {"category": "nergens"},
        {"category": ""},
        {"text": ""},
        {"text": "x" * 121},
        {"more": "x" * 4_001},
        {"visibility": "public"},
        {"needed_by": (today() - timedelta(days=1)).isoformat()},
        {"needed_by": "31-02-2027"},
        {"group": "00000000-0000-0000-0000-000000000000"},
        {"signed": "x" * 61},
    ],
)
def test_what_cannot_be_used_is_shown_again_with_what_was_typed(scene: Scene, typed: dict[str, Any]) -> None:
    answer = ask(scene.ben, **{"group": str(scene.grief), **typed})
    assert answer.status_code == 422
    assert typed.get("more") or MORE in answer.text
    assert scene.world.count("help_request") == 0


def test_nobody_asks_for_a_group_of_others(scene: Scene) -> None:
    assert ask(scene.ben, group=str(scene.fear)).status_code == 422
    assert ask(scene.ada, group=str(scene.fear)).status_code == 303, "a steward writes down who called"


def test_text_survives_a_session_that_ended(scene: Scene) -> None:
    form = {"csrf_token": scene.ben.token(NEW), "group": str(scene.grief), **question()}
    with later(hours=1):
        answer = scene.ben.send(NEW, form)
    assert answer.status_code == 403 and MORE in said(answer)
    assert scene.world.count("help_request") == 0
    back = scene.world.as_(cast.IDS["ben"])
    kept = {name: value for name, value in HIDDEN.findall(answer.text) if name != "csrf_token"}
    assert kept["text"] == TITLE
    stale = back.send(NEW, {**kept, "csrf_token": "of-the-old-session"})
    assert stale.status_code == 409 and MORE in said(stale)
    assert scene.world.count("help_request") == 0
    once_more = dict(HIDDEN.findall(stale.text))
    assert back.send(NEW, once_more).status_code == 303
    assert the_request(scene.world).text == MORE


def test_the_same_without_keeping_would_lose_it(
    scene: Scene, app: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the gate without `keeps` sends to the sign-in page, and the text is gone."""
    view = app.view_functions["help_requests.ask"]
    door = view.__door__  # type: ignore[attr-defined]
    monkeypatch.setattr(view, "__door__", type(door)(door.permission, uploads=True))
    form = {"csrf_token": scene.ben.token(NEW), **question()}
    with later(hours=1):
        answer = scene.ben.send(NEW, form)
    assert answer.status_code == 303 and MORE not in answer.text


def test_somebody_a_group_allows_asks_once_they_agree(scene: Scene) -> None:
    settings = "/groups/rouwgroep-helmond/help"
    scene.ben.post(f"{settings}/askers", {"email": "dora@people.example"}, page=settings)
    assert mailed(scene.world) == {("dora", "help_asker_wish")}
    assert scene.dora.get(NEW).status_code == 403
    assert "Dora" not in said(scene.ben.get(settings))
    fields = {"group": str(scene.grief), "answer": "yes"}
    assert scene.dora.post("/help-requests/asking-for", fields, page="/me").status_code == 303
    assert "Dora" in said(scene.ben.get(settings))
    path = asked(scene.dora, group=str(scene.grief))
    assert scene.ben.get(path).status_code == 200
    assert ask(scene.dora, group=str(scene.fear)).status_code == 422
    press(scene.dora, f"{path}/words", text="Het mag ook maandag.")
    scene.ben.post(f"{settings}/askers/{cast.IDS['dora']}/removal", {}, page=settings)
    assert scene.dora.get(path).status_code == 404


def test_an_unknown_address_gets_no_mail_and_the_same_sentence(scene: Scene) -> None:
    settings = "/groups/rouwgroep-helmond/help"
    pages = [
        scene.ben.follow(scene.ben.post(f"{settings}/askers", {"email": email}, page=settings))
        for email in ("niemand@people.example", "dora@people.example")
    ]
    assert said(pages[0]) == said(pages[1])
    assert mailed(scene.world) == {("dora", "help_asker_wish")}


def test_only_who_decides_for_the_group_says_who_may_ask(scene: Scene) -> None:
    statuses = [
        one.get("/groups/rouwgroep-helmond/help").status_code for one in (scene.fay, scene.cem, scene.ben)
    ]
    assert statuses == [403, 403, 200]
