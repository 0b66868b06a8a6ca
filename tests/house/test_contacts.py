"""Stand-ins, being away, and who gets the mails of a group."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.models import Person
from portal.clock import now, today
from portal.groups.answering import who_answers
from tests import cast, factories
from tests.groups.helpers import said
from tests.house.helpers import EDIT, HOUSE, SLUG, english, plant, propose, seat, the_group
from tests.sink import Sink, path_in
from tests.world import World

CONTACTS = f"/groups/{SLUG}/contacts"
GONE = today() + timedelta(days=9)


@pytest.fixture
def house(alpha: World) -> World:
    """ben's group."""
    plant(alpha)
    return alpha


def answering(house: World, day: Any = None) -> list[str]:
    """Names of who gets the group's mail."""
    with house.db() as db:
        return [person.name for person in who_answers(db, the_group(house).id, day or today())]


def send_away(house: World, name: str, until: Any) -> Any:
    """Use the switch."""
    browser = english(house, name)
    return browser.post("/me/away", {"until": str(until)})


def test_a_stand_in_takes_over_while_somebody_is_away_and_gives_back_by_itself(house: World) -> None:
    seat(house, "cem"), seat(house, "dora", role="stand_in")
    assert answering(house) == ["Ben", "Cem"]
    assert send_away(house, "ben", GONE).headers["Location"] == "/me"
    assert answering(house) == ["Cem", "Dora"]
    assert answering(house, GONE - timedelta(days=1)) == ["Cem", "Dora"]
    assert answering(house, GONE) == ["Ben", "Cem"]


def test_when_nobody_is_left_the_network_hears_so(house: World) -> None:
    browser = english(house, "ben")
    answer = browser.follow(browser.post("/me/away", {"until": str(GONE)}))
    assert "Nobody else is there for Rouwgroep Helmond" in answer.text
    assert answering(house) == []


def test_an_account_that_ended_answers_nothing(house: World) -> None:
    seat(house, "dora", role="stand_in")
    with house.db() as db:
        db.get_one(Person, cast.IDS["ben"]).ended_at = now()
    assert answering(house) == ["Dora"]


def test_coming_back_early(house: World) -> None:
    send_away(house, "ben", GONE)
    assert "you are back on" in said(english(house, "ben").get("/me"))
    english(house, "ben").post("/me/away/end", page="/me")
    assert answering(house) == ["Ben"]


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (today(), "This day is over or is today"),
        (today() - timedelta(days=1), "This day is over"),
        (today() + timedelta(days=367), "more than a year"),
        ("2026-02-31", "Not a valid date"),
        ("", "Fill in the day you are back"),
    ],
)
def test_a_day_that_cannot_be(house: World, until: Any, sentence: str) -> None:
    answer = send_away(house, "ben", until)
    assert answer.status_code == 422 and sentence in said(answer)
    assert answering(house) == ["Ben"]


def test_of_two_groups_one_can_be_handed_over(house: World) -> None:
    with house.db() as db:
        factories.group(db, "Angst", theme="angst", contact=cast.ben(db))
    browser = english(house, "ben")
    browser.post("/me/away", {"until": str(GONE), "group": str(the_group(house).id)})
    with house.db() as db:
        assert [p.name for p in who_answers(db, the_group(house, "angst").id, today())] == ["Ben"]
    assert answering(house) == []


def test_no_reason_is_asked_or_kept(house: World) -> None:
    page = english(house, "ben").get("/me/away").text.split("<main", 1)[1].split("</main>")[0]
    assert "<textarea" not in page and page.count("<input") == 2  # the token and the date


def test_a_stand_in_looks_and_changes_only_while_standing_in(house: World) -> None:
    seat(house, "dora", role="stand_in")
    dora = english(house, "dora")
    pages = (HOUSE, f"/groups/{SLUG}/changes", EDIT, CONTACTS, f"/groups/{SLUG}/export.json")
    assert [dora.get(page).status_code for page in pages] == [200, 200, 403, 403, 403]
    send_away(house, "ben", GONE)
    assert [dora.get(page).status_code for page in pages] == [200, 200, 200, 403, 403]
    propose(house, "dora", costs="gratis")
    assert the_group(house).costs == "gratis"


def test_a_proposal_goes_to_who_is_there(house: World, sink: Sink) -> None:
    seat(house, "dora", role="stand_in")
    send_away(house, "ben", GONE)
    propose(house, costs="gratis")
    house.work()
    assert [mail.recipients for mail in sink.received] == [["dora@people.example"]]


def test_somebody_is_invited_as_stand_in(house: World, sink: Sink) -> None:
    english(house, "ben").post(CONTACTS, {"email": "nieuw@people.example", "role": "stand_in"})
    house.work()
    text = sink.received[0].text
    assert "keep a page up to date" not in text
    guest = house.visitor()
    assert guest.post(path_in(text, "/invitations/")).status_code == 303
    assert answering(house) == ["Ben"]
    assert "Stand-in" in said(english(house, "ben").get(CONTACTS))


def test_roles_change_but_the_last_contact_person_stays(house: World) -> None:
    seat(house, "dora", role="stand_in")
    ben = english(house, "ben")
    refused = ben.post(f"{CONTACTS}/{cast.IDS['ben']}/role", {"role": "stand_in"}, page=CONTACTS)
    assert refused.status_code == 409 and "only contact person" in refused.text
    ben.post(f"{CONTACTS}/{cast.IDS['dora']}/role", {"role": "contact"}, page=CONTACTS)
    assert answering(house) == ["Ben", "Dora"]
    assert ben.post(f"{CONTACTS}/{cast.IDS['dora']}/role", {"role": "boss"}, page=CONTACTS).status_code == 400


def test_stewards_see_what_hangs_on_one_person(house: World) -> None:
    ada = english(house, "ada")
    assert "1 group hangs on one person" in ada.get("/stewardship").text
    assert "Rouwgroep Helmond" in said(ada.get("/stewardship/groups?view=one_person"))
    seat(house, "dora", role="stand_in")
    assert "hangs on one person" not in ada.get("/stewardship").text
    assert "Rouwgroep Helmond" not in said(ada.get("/stewardship/groups?view=one_person"))
