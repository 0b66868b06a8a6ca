"""The stewards' list of people, and what only a steward with a fresh code may do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func, select

from portal.accounts import hooks
from portal.accounts.models import Invitation, Person
from tests import cast
from tests.accounts.helpers import a_group, deeds, mails, newest_code, newest_link, signed_in
from tests.browser_like import Browser
from tests.sink import Sink
from tests.world import World

PEOPLE = "/stewardship/people"
MORNING = datetime(2026, 11, 21, 8, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _people(alpha: World) -> None:
    with alpha.db() as db:
        cast.person(db, "ada", steward=True, locale="en")
        cast.person(db, "ben", locale="en")


@pytest.fixture
def groups(alpha: World, monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, str]]:
    """One group to choose, as the groups feature would offer it."""
    offered = [(a_group(alpha), "Rouwgroep Helmond")]
    monkeypatch.setattr(hooks, "invitable_groups", [lambda _db: offered])
    return offered


def role_of(world: World, name: str) -> tuple[bool, bool]:
    """(is steward, has ended)."""
    with world.db() as db:
        found = db.get_one(Person, cast.IDS[name])
        return found.is_steward, found.ended_at is not None


@pytest.mark.parametrize("path", [PEOPLE, f"{PEOPLE}/invite", f"{PEOPLE}/invite-steward",
                                  f"{PEOPLE}/{cast.IDS['ada']}", f"{PEOPLE}/{cast.IDS['ada']}/closure"])
def test_only_stewards_get_in(alpha: World, path: str) -> None:
    assert alpha.as_(cast.IDS["ada"]).get(path).status_code == 200
    assert alpha.visitor().get(path).status_code in (303, 404)
    assert alpha.as_(cast.IDS["ben"]).get(path).status_code in (403, 404)


def test_a_participant_cannot_do_what_the_pages_do(alpha: World) -> None:
    ben = alpha.as_(cast.IDS["ben"])
    for path in (f"{PEOPLE}/invite", f"{PEOPLE}/invite-steward", f"{PEOPLE}/{cast.IDS['ada']}/closure",
                 f"{PEOPLE}/{cast.IDS['ben']}/stewardship/closure"):
        answer = ben.post(path, {"email": "fay@people.example"}, page="/me")
        assert answer.status_code in (403, 404)
    assert alpha.count("invitation") == 0
    assert role_of(alpha, "ada") == (True, False)


def test_a_person_of_the_neighbour_is_not_found(alpha: World, beta: World) -> None:
    with beta.db() as db:
        cast.eve(db)
    assert alpha.as_(cast.IDS["ada"]).get(f"{PEOPLE}/{cast.IDS['eve']}").status_code == 404


def test_the_list_is_searched_by_name_and_address(alpha: World) -> None:
    steward = alpha.as_(cast.IDS["ada"])
    assert "ben@people.example" in steward.get(PEOPLE).text
    for q, found in (("BEN", True), ("ben@people", True), ("zed", False), ("%", False), ("_en", False)):
        page = steward.get(PEOPLE, query_string={"q": q}).text
        assert ("ben@people.example</div>" in page) is found, q


@pytest.mark.parametrize("more", [0, 45])
def test_the_list_costs_the_same_for_few_and_for_many(alpha: World, more: int) -> None:
    with alpha.db() as db:
        db.add_all(Person(email=f"p{i:03}@people.example", name=f"P {i:03}") for i in range(more))
    steward = alpha.as_(cast.IDS["ada"])
    steward.get(PEOPLE)
    with alpha.statements() as sent:
        page = steward.get(PEOPLE).text
    assert len(sent) == 4, sent
    assert ("Page 1 of 3" in page) is bool(more)
    for odd in ("0", "-1", "x", "99999999", "9" * 5000, "²"):
        assert steward.get(PEOPLE, query_string={"page": odd}).status_code == 200


def test_a_contact_person_is_invited_for_a_chosen_group(
    alpha: World, sink: Sink, groups: list[tuple[UUID, str]]
) -> None:
    steward = alpha.as_(cast.IDS["ada"])
    answer = steward.post(f"{PEOPLE}/invite", {"email": "Fay@people.example", "group": str(groups[0][0])})
    assert answer.status_code == 303
    with alpha.db() as db:
        invitation = db.scalars(select(Invitation)).one()
        assert (invitation.role, invitation.email) == ("contact", "fay@people.example")
        assert invitation.group_id == groups[0][0]
    assert "fay@people.example" in steward.get(PEOPLE).text
    assert newest_link(alpha, sink)


def test_a_group_that_was_not_offered_is_refused(alpha: World, groups: list[tuple[UUID, str]]) -> None:
    assert groups
    answer = alpha.as_(cast.IDS["ada"]).post(
        f"{PEOPLE}/invite", {"email": "fay@people.example", "group": str(cast.IDS["ada"])}
    )
    assert answer.status_code == 422
    assert 'value="fay@people.example"' in answer.text


def test_no_form_takes_a_role_or_anything_else_it_does_not_show(alpha: World, sink: Sink) -> None:
    extra = {
        "role": "steward", "is_steward": "1", "is_admin": "1", "id": str(cast.IDS["ada"]), "ended_at": "",
        "person_id": str(cast.IDS["ada"]), "invited_by": str(cast.IDS["ben"]), "email": "ben2@people.example",
    }
    ben, visitor = alpha.as_(cast.IDS["ben"]), alpha.visitor()
    assert ben.post("/me", {**extra, "name": "Ben", "locale": "en"}).status_code == 303
    assert visitor.post("/signin", {**extra, "email": "ben@people.example"}).status_code == 303
    assert visitor.post("/signin/code", {**extra, "code": newest_code(alpha, sink)}).status_code == 303
    assert alpha.as_(cast.IDS["ada"]).post(f"{PEOPLE}/invite", extra).status_code == 303
    with alpha.db() as db:
        assert list(db.scalars(select(Invitation.is_steward))) == [False]
        assert list(db.scalars(select(Invitation.invited_by))) == [cast.IDS["ada"]]
        ben_now = db.get_one(Person, cast.IDS["ben"])
        assert (ben_now.is_steward, ben_now.email) == (False, "ben@people.example")


def test_inviting_a_steward_needs_a_fresh_code(alpha: World, sink: Sink) -> None:
    page = f"{PEOPLE}/invite-steward"
    with time_machine.travel(MORNING) as clock:
        steward = alpha.as_(cast.IDS["ada"])
        assert "Invite as steward" in steward.get(page).text
        for _ in range(4):
            clock.shift(timedelta(minutes=10))
            assert signed_in(steward)
        assert "Type a code first" in steward.get(page).text
        assert steward.post(page, {"email": "fay@people.example"}, page="/me").status_code == 403
        assert alpha.count("invitation") == 0
        asked = steward.post("/signin/again", page="/me", query_string={"next": page})
        old = steward.cookie("__Host-session") or ""
        back = steward.post(asked.headers["Location"], {"code": newest_code(alpha, sink)})
        assert back.headers["Location"] == page
        assert steward.post(page, {"email": "fay@people.example"}).status_code == 303
        replay = alpha.visitor()
        replay.set_cookie("__Host-session", old)
        assert not signed_in(replay), "a fresh code makes a new session and ends the old one"
    with alpha.db() as db:
        assert db.scalar(select(Invitation.is_steward))


def test_a_participant_can_be_ended_without_a_fresh_code_a_steward_cannot(alpha: World) -> None:
    with alpha.db() as db:
        cast.person(db, "eve", steward=True)
    with time_machine.travel(MORNING) as clock:
        steward = alpha.as_(cast.IDS["ada"])
        for _ in range(4):
            clock.shift(timedelta(minutes=10))
            assert signed_in(steward)
        answer = steward.post(f"{PEOPLE}/{cast.IDS['eve']}/closure", page="/me")
        assert answer.status_code == 403
        assert role_of(alpha, "eve") == (True, False)
        assert steward.post(f"{PEOPLE}/{cast.IDS['ben']}/closure", page="/me").status_code == 303
        assert role_of(alpha, "ben") == (False, True)


def test_the_last_steward_can_neither_be_ended_nor_step_down(alpha: World) -> None:
    steward = alpha.as_(cast.IDS["ada"])
    for path in (f"{PEOPLE}/{cast.IDS['ada']}/closure", f"{PEOPLE}/{cast.IDS['ada']}/stewardship/closure"):
        answer = steward.post(path)
        assert answer.status_code == 409
        assert "This is the only steward" in answer.text
    assert role_of(alpha, "ada") == (True, False)


def test_two_stewards_who_end_each_other_at_once_do_not_both_succeed(alpha: World) -> None:
    with alpha.db() as db:
        cast.person(db, "eve", steward=True)

    for _ in range(3):
        pairs = []
        for by, whom in (("ada", "eve"), ("eve", "ada")):
            steward, path = alpha.as_(cast.IDS[by]), f"{PEOPLE}/{cast.IDS[whom]}/closure"
            pairs.append((steward, path, steward.token(path)))

        def end(pair: tuple[Browser, str, str]) -> bool:
            steward, path, token = pair
            return steward.send(path, {"csrf_token": token}).headers.get("Location") == PEOPLE

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(end, pairs)) == [False, True]
        with alpha.db() as db:
            assert db.scalar(select(func.count()).where(Person.is_steward, Person.ended_at.is_(None))) == 1
            for name in ("ada", "eve"):
                found = db.get_one(Person, cast.IDS[name])
                found.is_steward, found.ended_at = True, None


def test_stepping_down_ends_sessions_and_tells_the_person(alpha: World, sink: Sink) -> None:
    with alpha.db() as db:
        cast.person(db, "eve", steward=True, locale="en")
    eve = alpha.as_(cast.IDS["eve"])
    answer = alpha.as_(cast.IDS["ada"]).post(f"{PEOPLE}/{cast.IDS['eve']}/stewardship/closure")
    assert answer.status_code == 303
    assert not signed_in(eve)
    mail = mails(alpha, sink)[-1]
    assert mail.recipients == ["eve@people.example"]
    assert "not a steward" in mail.text
    assert role_of(alpha, "eve") == (False, False)
    assert deeds(alpha) == ["person.role_changed"]


def test_ending_an_account_closes_its_invitations_and_tells_later_features(
    alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    monkeypatch.setattr(hooks, "on_end", [lambda _db, person: ended.append(person.email)])
    steward = alpha.as_(cast.IDS["ada"])
    steward.post(f"{PEOPLE}/invite-steward", {"email": "ben@people.example"})
    link = newest_link(alpha, sink)
    steward.post(f"{PEOPLE}/{cast.IDS['ben']}/closure")
    assert alpha.visitor().get(link).status_code == 410
    assert ended == ["ben@people.example"]
    assert "person.ended" in deeds(alpha)
    page = steward.get(f"{PEOPLE}/{cast.IDS['ben']}").text
    assert "This account ended on" in page


def test_a_steward_cannot_send_mails_without_end(alpha: World) -> None:
    with time_machine.travel(MORNING):
        steward = alpha.as_(cast.IDS["ada"])
        token = steward.token(f"{PEOPLE}/invite")
        answers = [
            steward.send(f"{PEOPLE}/invite", {"csrf_token": token, "email": f"n{number}@people.example"})
            for number in range(62)
        ]
    assert [answer.status_code for answer in answers] == [303] * 60 + [429] * 2
    assert 'value="n61@people.example"' in answers[-1].text
