"""Invitations, looked at by somebody who found, kept or forwarded a link."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts import actions, hooks
from portal.accounts.jobs import forget_invitations
from portal.accounts.models import Invitation, Person
from portal.clock import now
from portal.commands import FIRST_STEWARD
from portal.errors import Refused
from tests import cast
from tests.accounts.helpers import a_group, deeds, english, mails, newest_link, signed_in
from tests.browser_like import Browser
from tests.sink import Sink
from tests.world import World

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _people(alpha: World) -> None:
    with alpha.db() as db:
        cast.person(db, "ada", steward=True, locale="en")


def invited(world: World, sink: Sink, **wanted: Any) -> str:
    """The path of a fresh invitation, by default for fay as participant."""
    wanted = {"email": "fay@people.example", "name": "Fay", **wanted}
    with world.db() as db:
        actions.invite(db, by=db.get(Person, cast.IDS["ada"]), locale="en", **wanted)
    return newest_link(world, sink)


def account(world: World, email: str) -> tuple[str, bool, bool] | None:
    """(name, is steward, has ended) of an address's account."""
    with world.db() as db:
        found = db.scalars(select(Person).where(Person.email == email)).first()
        return (found.name, found.is_steward, found.ended_at is not None) if found else None


def test_accepting_makes_the_account_and_signs_in(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    browser = english(alpha.visitor())
    answer = browser.post(link)
    assert answer.headers["Location"] == "/me"
    assert "Welcome. Your account is ready." in browser.follow(answer).text
    assert account(alpha, "fay@people.example") == ("Fay", False, False)
    assert deeds(alpha) == ["invitation.sent", "invitation.accepted", "person.signed_in"]


def test_the_mail_is_neutral_and_the_token_is_stored_only_as_a_hash(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink, group_id=a_group(alpha))
    mail = sink.received[-1]
    assert mail.message["Subject"] == "An invitation for you"
    assert "ouw" not in mail.text + mail.html
    token = link.rsplit("/", 1)[1]
    assert len(token) >= 43, "256 random bits"
    with alpha.db() as db:
        stored = db.scalars(select(Invitation.token_hash)).one()
    assert token.encode() not in stored
    assert len(stored) == 32


def test_a_scanner_that_opens_the_link_changes_nothing(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    scanner = alpha.visitor()
    for _ in range(3):
        page = scanner.get(link, headers={"Sec-Fetch-Site": "none"})
        assert page.status_code == 200
        assert scanner.cookie("__Host-session") is None
    assert account(alpha, "fay@people.example") is None
    assert alpha.visitor().post(link).status_code == 303, "the person still can"


def test_an_invitation_works_once(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    late = english(alpha.visitor())
    token = late.token(link)
    alpha.visitor().post(link)
    for answer in (late.get(link), late.send(link, {"csrf_token": token})):
        assert answer.status_code == 410
        assert "accepted already" in answer.text
    assert not signed_in(late)


def test_of_many_who_accept_at_once_one_gets_in(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    first = alpha.visitor()
    token, form = first.token(link), first.cookie("__Host-form") or ""

    def press(_number: int) -> int:
        browser = Browser(alpha.app, alpha.host)
        browser.set_cookie("__Host-form", form)
        return browser.send(link, {"csrf_token": token}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [303, 410, 410, 410]
    assert alpha.count("signed_in") == 1


def test_two_invitations_of_one_address_accepted_at_once_make_one_person(alpha: World, sink: Sink) -> None:
    links = [invited(alpha, sink), invited(alpha, sink, is_steward=True)]

    def press(link: str) -> int:
        return alpha.visitor().post(link).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, links)) == [303, 303]
    assert account(alpha, "fay@people.example") == ("Fay", True, False)


def test_an_invitation_of_the_neighbour_is_unknown_here(alpha: World, beta: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    page = english(beta.visitor()).get(link)
    assert page.status_code == 404
    assert "We do not know this link" in page.text
    browser = beta.visitor()
    assert browser.send(link, {"csrf_token": browser.token("/signin")}).status_code == 404


def test_a_revoked_invitation_is_closed(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    with alpha.db() as db:
        invitation_id = db.scalars(select(Invitation.id)).one()
    steward, guest = alpha.as_(cast.IDS["ada"]), english(alpha.visitor())
    token = guest.token(link)
    page = "/stewardship/people"
    answer = steward.post(f"{page}/invitations/{invitation_id}/revocation", page=page)
    assert answer.status_code == 303
    for closed in (guest.get(link), guest.send(link, {"csrf_token": token})):
        assert closed.status_code == 410
        assert "The network took it back" in closed.text
    assert account(alpha, "fay@people.example") is None
    assert "invitation.revoked" in deeds(alpha)


def test_revoking_after_it_was_accepted_is_refused(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    alpha.visitor().post(link)
    with alpha.db() as db, pytest.raises(Refused):
        actions.revoke(db, db.scalars(select(Invitation)).one(), by=cast.ada(db))


@pytest.mark.parametrize(("days", "status"), [(6.9, 303), (7.1, 410)])
def test_an_invitation_is_open_for_seven_days(alpha: World, sink: Sink, days: float, status: int) -> None:
    with time_machine.travel(MONDAY) as clock:
        link = invited(alpha, sink)
        browser = alpha.visitor()
        token = browser.token(link)
        clock.shift(timedelta(days=days))
        assert browser.send(link, {"csrf_token": token}).status_code == status


def test_inviting_again_replaces_the_link(alpha: World, sink: Sink) -> None:
    first, second = invited(alpha, sink), invited(alpha, sink)
    assert alpha.visitor().get(first).status_code == 410
    assert alpha.visitor().get(second).status_code == 200


def test_the_form_of_an_invitation_takes_no_role_and_no_address(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    extra = {"is_steward": "1", "role": "steward", "email": "ada@people.example", "name": "Eve"}
    alpha.visitor().post(link, extra)
    assert account(alpha, "fay@people.example") == ("Fay", False, False)


def test_a_steward_invitation_for_a_participant_changes_the_role_and_ends_older_sessions(
    alpha: World, sink: Sink
) -> None:
    with alpha.db() as db:
        cast.person(db, "ben", locale="en")
    before = alpha.as_(cast.IDS["ben"])
    link = invited(alpha, sink, email="ben@people.example", is_steward=True)
    after = alpha.visitor()
    after.post(link)
    assert not signed_in(before)
    assert after.get("/stewardship/people").status_code == 200
    assert mails(alpha, sink)[-1].message["Subject"] == "Your account has changed"
    assert "person.role_changed" in deeds(alpha)


def test_an_ended_account_opens_again_without_its_old_role(alpha: World, sink: Sink) -> None:
    with alpha.db() as db:
        ben = cast.person(db, "ben", steward=True)
        actions.end_account(db, ben, by=cast.ada(db))
    alpha.visitor().post(invited(alpha, sink, email="ben@people.example"))
    assert account(alpha, "ben@people.example") == ("Ben", False, False)


def test_nothing_is_sent_to_who_has_it_already(alpha: World) -> None:
    with alpha.db() as db:
        ada = cast.ada(db)
        for is_steward in (False, True):
            with pytest.raises(Refused):
                actions.invite(db, email=ada.email, is_steward=is_steward, by=ada, locale="en")
    assert alpha.count("mail") == 0


def test_somebody_else_who_is_signed_in_here_is_told_and_then_signed_out(alpha: World, sink: Sink) -> None:
    link = invited(alpha, sink)
    browser = alpha.as_(cast.IDS["ada"])
    adas = browser.cookie("__Host-session") or ""
    assert "Ada is signed in in this browser" in browser.get(link).text
    browser.post(link)
    assert "fay@people.example" in browser.get("/me").text
    replay = alpha.visitor()
    replay.set_cookie("__Host-session", adas)
    assert not signed_in(replay)


def test_later_features_hear_of_it_in_the_same_transaction(
    alpha: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []

    def follow(_db: object, invitation: Invitation, person: Person) -> None:
        heard.append((invitation.role, person.email))
        if len(heard) == 1:
            raise Refused("This group does not exist any more.")

    monkeypatch.setattr(hooks, "on_accept", [follow])
    link = invited(alpha, sink)
    refused = alpha.visitor().post(link)
    assert refused.status_code == 409
    assert "This group does not exist any more." in refused.text
    assert account(alpha, "fay@people.example") is None, "nothing half done"
    assert alpha.visitor().post(link).status_code == 303
    assert heard == [("participant", "fay@people.example")] * 2


def test_the_operator_invites_the_first_steward(alpha: World, sink: Sink) -> None:
    with alpha.db() as db:
        FIRST_STEWARD[0](db, "First@People.example")
    browser = alpha.visitor()
    browser.post(newest_link(alpha, sink))
    assert browser.get("/stewardship/people").status_code == 200
    sink.clear()
    with alpha.db() as db:
        FIRST_STEWARD[0](db, "first@people.example")
    assert mails(alpha, sink) == []


def test_old_invitations_are_forgotten(alpha: World, sink: Sink) -> None:
    with time_machine.travel(MONDAY) as clock:
        invited(alpha, sink)
        for days, left in ((36, 1), (38, 0)):
            clock.move_to(MONDAY + timedelta(days=days))
            assert now() > MONDAY
            with alpha.db() as db:
                forget_invitations(db)
            assert alpha.count("invitation") == left
