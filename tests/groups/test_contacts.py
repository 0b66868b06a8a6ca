"""Who speaks for a group: invited by mail, joining by accepting, never silently the last to go."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.models import Invitation, Person
from tests import cast, factories
from tests.groups.helpers import audited, said, stored
from tests.sink import Sink, path_in
from tests.world import World

CONTACTS = "/groups/rouwgroep-helmond/contacts"


@pytest.fixture
def bens_group(alpha: World) -> World:
    """ben speaks for the grief group, cem for another; ada is steward, dora has an account."""
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
        factories.group(db, contact=cast.ben(db))
        factories.group(db, "Angst", theme="angst", contact=cast.cem(db))
    return alpha


def names(world: World, slug: str = "rouwgroep-helmond") -> list[str]:
    """Who speaks for a group."""
    return sorted(person.name for person in stored(world, slug).contacts)


@pytest.mark.parametrize("by", ["ben", "ada"])
def test_somebody_is_invited_and_joins_by_accepting(bens_group: World, sink: Sink, by: str) -> None:
    inviter = bens_group.as_(cast.IDS[by])
    sent = inviter.post(CONTACTS, {"email": "Fay@People.example", "name": "Fay"})
    assert inviter.follow(sent).status_code == 200
    assert "Fay fay@people.example" in said(inviter.get(CONTACTS))
    assert names(bens_group) == ["Ben"]
    bens_group.work()
    mail = sink.received[-1]
    assert mail.recipients == ["fay@people.example"]
    assert "rouw" not in mail.message["Subject"].lower()
    fay = bens_group.visitor()
    fay.post(path_in(mail.text, "/invitations/"), {})
    assert names(bens_group) == ["Ben", "Fay"]
    assert fay.get("/groups/rouwgroep-helmond/edit").status_code == 200
    assert fay.get("/groups/angst/edit").status_code == 403
    assert "Rouwgroep Helmond" in said(fay.get("/me"))
    assert audited(bens_group, "contact.added") == [[]]


def test_an_invitation_without_a_group_makes_no_contact_person(bens_group: World) -> None:
    from portal.accounts.actions import accept

    with bens_group.db() as db:
        from datetime import timedelta

        from portal.clock import now

        invitation = Invitation(
            token_hash=b"x", email="new@people.example", expires_at=now() + timedelta(days=1)
        )
        db.add(invitation)
        db.flush()
        accept(db, invitation)
    assert bens_group.count("group_contact") == 2


def test_accepting_twice_joins_once(bens_group: World, sink: Sink) -> None:
    ada = bens_group.as_(cast.IDS["ada"])
    for _ in range(2):
        ada.post(CONTACTS, {"email": "ben@people.example"})
    bens_group.work()
    bens_group.visitor().post(path_in(sink.received[-1].text, "/invitations/"), {})
    assert names(bens_group) == ["Ben"]


@pytest.mark.parametrize(
    "email", ["", "fay", "fay@", "a@x.example,b@x.example", "a@x.example\nBcc: b@x.example"]
)
def test_an_address_that_cannot_be_is_refused(bens_group: World, email: str) -> None:
    answer = bens_group.as_(cast.IDS["ben"]).post(CONTACTS, {"email": email, "name": "Fay"})
    assert answer.status_code == 422
    assert 'value="Fay"' in answer.text
    assert bens_group.count("invitation") == 0


def test_a_contact_person_sees_the_colleagues_of_the_own_group_only(bens_group: World) -> None:
    page = bens_group.as_(cast.IDS["ben"]).get(CONTACTS)
    assert "ben@people.example" in page.text and "cem@people.example" not in page.text
    assert "ben@people.example" not in bens_group.visitor().get("/groups/rouwgroep-helmond").text


def test_one_of_two_goes_after_a_question(bens_group: World) -> None:
    with bens_group.db() as db:
        from portal.groups.models import GroupContact

        db.add(GroupContact(group_id=stored(bens_group, "rouwgroep-helmond").id, person_id=cast.IDS["dora"]))
    ben = bens_group.as_(cast.IDS["ben"])
    removal = f"{CONTACTS}/{cast.IDS['dora']}/removal"
    ben.set_cookie("lang", "en")
    asked = ben.get(removal)
    assert "can then no longer change the page" in said(asked) and 'name="last"' not in asked.text
    assert names(bens_group) == ["Ben", "Dora"]
    assert ben.post(removal).status_code == 303
    assert names(bens_group) == ["Ben"]
    assert audited(bens_group, "contact.removed") == [["person"]]
    assert bens_group.as_(cast.IDS["dora"]).get(CONTACTS).status_code == 403


def test_the_last_one_goes_only_when_it_was_asked_and_meant(bens_group: World) -> None:
    ben = bens_group.as_(cast.IDS["ben"])
    ben.set_cookie("lang", "en")
    removal = f"{CONTACTS}/{cast.IDS['ben']}/removal"
    refused = ben.post(removal)
    assert refused.status_code == 409
    assert "This is the last contact person" in said(refused)
    assert names(bens_group) == ["Ben"]
    assert ben.post(removal, {"last": "yes"}).headers["Location"] == "/groups/rouwgroep-helmond"
    assert names(bens_group) == []
    assert ben.get("/groups/rouwgroep-helmond/edit").status_code == 403


@pytest.mark.parametrize("who", ["cem", "dora", "eve"])
def test_who_does_not_speak_for_the_group_cannot_be_removed_from_it(bens_group: World, who: str) -> None:
    ada = bens_group.as_(cast.IDS["ada"])
    assert ada.get(f"{CONTACTS}/{cast.IDS[who]}/removal").status_code == 404
    sent = ada.post(f"{CONTACTS}/{cast.IDS[who]}/removal", {"last": "yes"}, page=CONTACTS)
    assert sent.status_code == 303
    assert bens_group.count("group_contact") == 2


def test_an_account_that_ends_speaks_for_nobody(bens_group: World) -> None:
    from portal.accounts.actions import end_account

    with bens_group.db() as db:
        end_account(db, db.get_one(Person, cast.IDS["ben"]), by=db.get_one(Person, cast.IDS["ada"]))
    assert names(bens_group) == []
    assert names(bens_group, "angst") == ["Cem"]


def test_too_many_invitations_are_stopped(bens_group: World) -> None:
    ben = bens_group.as_(cast.IDS["ben"])
    token = ben.token(CONTACTS)
    answers = [
        ben.send(CONTACTS, {"csrf_token": token, "email": f"p{n}@people.example"}).status_code
        for n in range(22)
    ]
    assert answers[:20] == [303] * 20 and set(answers[20:]) == {429}
    assert bens_group.count("invitation") == 20


def test_ones_own_page_names_the_own_groups(bens_group: World) -> None:
    assert "Rouwgroep Helmond" in said(bens_group.as_(cast.IDS["ben"]).get("/me"))
    assert "Angst" not in said(bens_group.as_(cast.IDS["ben"]).get("/me"))
    assert "Rouwgroep Helmond" not in said(bens_group.as_(cast.IDS["dora"]).get("/me"))


def test_a_steward_can_invite_for_every_group_that_goes_on(bens_group: World) -> None:
    from portal.groups.contacts import all_names

    with bens_group.db() as db:
        factories.group(db, "Verborgen", listed=False)
        factories.group(db, "Gestopt", state="ended")
        db.flush()
        assert [name for _, name in all_names(db)] == ["Angst", "Rouwgroep Helmond", "Verborgen"]
        assert db.scalars(select(Person.name).where(Person.id == cast.IDS["eve"])).all() == []
