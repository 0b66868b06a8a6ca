"""Claiming a listing nobody looks after: by the listed mail address, or by a call."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from portal.clock import now
from portal.groups.models import Group, GroupContact
from portal.house.jobs import forget_claims
from portal.house.models import Claim
from portal.tasks.models import Task
from tests import cast, factories
from tests.groups.helpers import said
from tests.sink import Sink, path_in
from tests.world import World

PAGE = "/groups/rouwgroep-helmond"
CLAIM = f"{PAGE}/claim"
CODE = re.compile(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b")
ME = {"name": "Ria", "email": "Ria@Elders.example", "how": "mail"}


@pytest.fixture
def unclaimed(alpha: World) -> World:
    """A group nobody looks after, with a mail address."""
    with alpha.db() as db:
        cast.ada(db)
        factories.group(db, email="rouw@groep.example")
        factories.group(db, "Angst", theme="angst", contact=cast.ben(db))
    return alpha


def guest(world: World) -> Any:
    """Somebody with a browser."""
    browser = world.visitor()
    browser.set_cookie("lang", "en")
    return browser


def code_of(world: World, sink: Sink) -> str:
    """What the listed address got."""
    world.work()
    assert [mail.recipients for mail in sink.received] == [["rouw@groep.example"]]
    found = CODE.search(sink.received[0].text)
    assert found
    return found[1]


def test_the_question_stands_only_where_nobody_looks_after_the_page(unclaimed: World) -> None:
    ria = guest(unclaimed)
    assert "Is this your group?" in said(ria.get(PAGE)) + ria.get(PAGE).text
    assert "Is this your group?" not in ria.get("/groups/angst").text
    assert ria.get("/groups/angst/claim").status_code == 404


def test_the_code_from_the_listed_address_leads_to_an_invitation(unclaimed: World, sink: Sink) -> None:
    ria = guest(unclaimed)
    assert ria.post(CLAIM, ME).headers["Location"] == f"{CLAIM}/code"
    code = code_of(unclaimed, sink)
    assert "ria" not in sink.received[0].text.casefold()
    sink.clear()
    assert ria.post(f"{CLAIM}/code", {"code": code.lower()}).headers["Location"] == PAGE
    unclaimed.work()
    assert [mail.recipients for mail in sink.received] == [["ria@elders.example"]]
    assert unclaimed.count("group_contact") == 1
    assert ria.post(path_in(sink.received[0].text, "/invitations/")).status_code == 303
    assert unclaimed.count("group_contact") == 2
    assert ria.get(f"{PAGE}/edit").status_code == 200
    assert ria.post(f"{CLAIM}/code", {"code": code}, page="/me").status_code == 422, "used once"


def test_a_code_works_only_in_the_browser_that_asked(unclaimed: World, sink: Sink) -> None:
    ria, other = guest(unclaimed), guest(unclaimed)
    ria.post(CLAIM, ME), other.post(CLAIM, ME | {"how": "phone"})
    code = code_of(unclaimed, sink)
    assert other.post(f"{CLAIM}/code", {"code": code}).status_code == 422
    assert ria.post(f"{CLAIM}/code", {"code": code}).status_code == 303, "the control"


def test_five_tries_and_a_quarter_of_an_hour(unclaimed: World, sink: Sink) -> None:
    ria = guest(unclaimed)
    ria.post(CLAIM, ME)
    code = code_of(unclaimed, sink)
    wrong = "CCCC-CCCC" if code != "CCCC-CCCC" else "DDDD-DDDD"
    for _ in range(5):
        assert ria.post(f"{CLAIM}/code", {"code": wrong}).status_code == 422
    last = ria.post(f"{CLAIM}/code", {"code": code})
    assert last.status_code == 422 and "cannot be used any more" in said(last)
    assert unclaimed.count("invitation") == 0


def test_a_code_that_is_too_old(unclaimed: World, sink: Sink) -> None:
    ria = guest(unclaimed)
    ria.post(CLAIM, ME)
    code = code_of(unclaimed, sink)
    with unclaimed.db() as db:
        db.execute(update(Claim).values(expires_at=now() - timedelta(seconds=1)))
    assert ria.post(f"{CLAIM}/code", {"code": code}).status_code == 422


def test_the_answer_is_the_same_whether_there_is_an_address_or_not(unclaimed: World, sink: Sink) -> None:
    with unclaimed.db() as db:
        factories.group(db, "Slaap", theme="rouw")
    answers = []
    for slug in ("rouwgroep-helmond", "slaap"):
        ria = guest(unclaimed)
        page = ria.follow(ria.post(f"/groups/{slug}/claim", ME))
        answers.append((page.status_code, said(page)))
    assert answers[0] == answers[1]
    unclaimed.work()
    assert len(sink.received) == 1


def test_a_known_address_is_not_told_apart(unclaimed: World) -> None:
    answers = {
        said((ria := guest(unclaimed)).follow(ria.post(CLAIM, ME | {"email": email})))
        for email in ("ben@people.example", "nobody@people.example")
    }
    assert len(answers) == 1


def test_somebody_was_first(unclaimed: World, sink: Sink) -> None:
    ria = guest(unclaimed)
    ria.post(CLAIM, ME)
    code = code_of(unclaimed, sink)
    with unclaimed.db() as db:
        group_id = db.scalars(select(Group.id).where(Group.slug == "rouwgroep-helmond")).one()
        db.add(GroupContact(group_id=group_id, person_id=cast.ben(db).id))
    late = ria.post(f"{CLAIM}/code", {"code": code})
    assert late.status_code == 422 and "Somebody looks after this group by now." in said(late)
    assert unclaimed.count("invitation") == 0


def test_a_call_is_a_task_that_a_steward_grants(unclaimed: World, sink: Sink) -> None:
    ria, ada = guest(unclaimed), unclaimed.as_(cast.IDS["ada"])
    ada.set_cookie("lang", "en")
    assert ria.post(CLAIM, ME | {"how": "phone"}).headers["Location"] == PAGE
    today = ada.get("/stewardship")
    assert "Ria" in said(today) and f"{PAGE}/house" in today.text
    house = ada.get(f"{PAGE}/house")
    grant = re.search(r'action="(/stewardship/claims/[^"]+/grant)"', house.text)
    assert grant and ada.post(grant[1], page=f"{PAGE}/house").status_code == 303
    unclaimed.work()
    assert [mail.recipients for mail in sink.received] == [["ria@elders.example"]]
    assert "Ria" not in said(ada.get("/stewardship"))
    again = ada.send(grant[1], {"csrf_token": ada.token("/me")})
    assert again.status_code == 409 and "decided already" in again.text


def test_a_refusal_says_nothing_to_anybody(unclaimed: World, sink: Sink) -> None:
    ria, ada = guest(unclaimed), unclaimed.as_(cast.IDS["ada"])
    ria.post(CLAIM, ME | {"how": "phone"})
    found = re.search(r'formaction="(/stewardship/claims/[^"]+/refusal)"', ada.get(f"{PAGE}/house").text)
    assert found and ada.post(found[1], page=f"{PAGE}/house").status_code == 303
    unclaimed.work()
    assert sink.received == [] and unclaimed.count("invitation") == 0


def test_a_flood_stops(unclaimed: World, sink: Sink) -> None:
    ria = guest(unclaimed)
    token = ria.token(CLAIM)
    answers = [ria.send(CLAIM, ME | {"csrf_token": token}).status_code for _ in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert unclaimed.count("group_claim") == 5


@pytest.mark.parametrize("changes", [{"name": ""}, {"email": "ria@"}, {"how": "letter"}, {"how": ""}])
def test_what_cannot_be_is_said(unclaimed: World, changes: dict[str, str]) -> None:
    assert guest(unclaimed).post(CLAIM, ME | changes).status_code == 422
    assert unclaimed.count("group_claim") == 0


def test_names_and_addresses_go_after_a_month(unclaimed: World) -> None:
    guest(unclaimed).post(CLAIM, ME)
    with unclaimed.db() as db:
        forget_claims(db)
    assert unclaimed.count("group_claim") == 1
    with unclaimed.db() as db:
        db.execute(update(Claim).values(expires_at=now() - timedelta(days=31)))
        forget_claims(db)
    assert unclaimed.count("group_claim") == 0


def test_nor_does_a_task_name_who_asked_for_longer(unclaimed: World) -> None:
    guest(unclaimed).post(CLAIM, ME | {"how": "phone"})
    for days, left in ((59, 1), (2, 0)):
        with unclaimed.db() as db:
            db.execute(update(Task).values(created_at=Task.created_at - timedelta(days=days)))
            forget_claims(db)
        assert unclaimed.count("task where kind = 'claim'") == left
