"""A steward's edit of a group's page is a proposal: the group decides."""

from __future__ import annotations

import threading
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select

from portal.audit import record
from portal.groups.models import GroupContact
from portal.house import actions
from portal.house.models import Proposal
from tests import cast
from tests.groups.helpers import said
from tests.house.helpers import (
    address,
    answer,
    english,
    history,
    plant,
    propose,
    seat,
    the_group,
    the_proposal,
)
from tests.sink import Sink
from tests.world import World

BEN, ADA = cast.IDS["ben"], cast.IDS["ada"]


@pytest.fixture
def house(alpha: World) -> World:
    """ben's group."""
    plant(alpha, intro="Koffie en praten.", starts_at=time(19, 30))
    return alpha


def test_a_stewards_edit_waits_for_the_group(house: World, sink: Sink) -> None:
    sent = propose(house, costs="gratis", intro="Koffie en luisteren.", why="Dat hoorde ik aan de telefoon.")
    assert sent.headers["Location"] == address(house)
    assert the_group(house).costs == "" and history(house) == []
    made = the_proposal(house)
    assert made.before == {"costs": "", "intro": "Koffie en praten."}
    assert made.wished == {"costs": "gratis", "intro": "Koffie en luisteren."}
    house.work()
    assert [mail.recipients for mail in sink.received] == [["ben@people.example"]]
    mail = sink.received[0]
    assert "gratis" not in mail.text and "rouw" not in (mail.text + mail.message["Subject"]).casefold()
    page = english(house, "ben").get(address(house))
    assert "<del>praten.</del>" in page.text and "<ins>luisteren.</ins>" in page.text
    assert "Dat hoorde ik aan de telefoon." in said(page)


def test_a_group_without_contact_persons_changes_at_once(house: World) -> None:
    with house.db() as db:
        db.delete(db.scalars(select(GroupContact)).one())
    propose(house, costs="gratis")
    assert the_group(house).costs == "gratis" and house.count("group_proposal") == 0
    assert history(house) == [("steward", ADA, {"costs": ["", "gratis"]})]


def test_a_steward_who_speaks_for_the_group_changes_at_once(house: World) -> None:
    seat(house, "ada")
    propose(house, costs="gratis")
    assert the_group(house).costs == "gratis" and house.count("group_proposal") == 0


def test_pausing_and_the_note_take_effect_and_the_rest_waits(house: World, sink: Sink) -> None:
    propose(house, state="paused", network_note="belt niet terug", costs="gratis")
    group = the_group(house)
    assert (group.state, group.network_note, group.costs) == ("paused", "belt niet terug", "")
    assert history(house) == [
        ("steward", ADA, {"state": ["active", "paused"], "network_note": ["", "belt niet terug"]})
    ]
    assert set(the_proposal(house).wished) == {"costs"}
    house.work()
    assert len(sink.received) == 2


@pytest.mark.parametrize("changes", [{"state": "ended"}, {"listed": None}])
def test_ending_and_hiding_are_for_the_group(house: World, changes: dict[str, Any]) -> None:
    propose(house, **changes)
    assert (the_group(house).state, the_group(house).listed) == ("active", True)


def test_an_empty_proposal_is_said_and_nothing_is_written(house: World) -> None:
    sent = propose(house)
    assert sent.status_code == 422
    assert "You changed nothing, so there is nothing to propose." in said(sent)
    assert house.count("group_proposal") == 0


def test_a_proposal_on_a_group_that_ended_is_refused_with_what_was_typed(house: World) -> None:
    with house.db() as db:
        db.merge(the_group(house)).state = "ended"
    sent = propose(house, costs="twee euro")
    assert sent.status_code == 422 and 'value="twee euro"' in sent.text
    assert "This group has ended." in said(sent) and house.count("group_proposal") == 0


def test_a_contact_person_accepts_a_part(house: World, sink: Sink) -> None:
    propose(house, costs="gratis", intro="Anders.", starts_at="20:00")
    assert answer(house, "ben", take=["costs", "starts_at"], text="De rest niet.").status_code == 303
    group, made = the_group(house), the_proposal(house)
    assert (group.costs, group.starts_at, group.intro) == ("gratis", time(20, 0), "Koffie en praten.")
    assert (made.state, set(made.taken), made.decided_by) == ("accepted", {"costs", "starts_at"}, BEN)
    assert history(house)[-1] == ("contact", BEN, {"costs": ["", "gratis"], "starts_at": ["19:30", "20:00"]})
    house.work()
    assert sink.received[-1].recipients == ["ada@people.example"]
    assert "De rest niet." not in sink.received[-1].text
    shown = said(english(house, "ada").get(address(house)))
    assert "accepted in part" in shown and "not accepted" in shown and "De rest niet." in shown


def test_an_address_is_taken_over_as_a_whole(house: World) -> None:
    propose(house, venue="De Brug", street="Markt 1", postcode="5701 AB")
    answer(house, "ben", take=["venue", "street", "postcode"])
    with house.db() as db:
        found = db.merge(the_group(house))
        db.refresh(found, ["location"])
        assert found.location is not None and found.location.line == "De Brug, Markt 1, 5701 AB Helmond"


def test_declining_with_a_remark(house: World, sink: Sink) -> None:
    propose(house, costs="gratis")
    assert english(house, "ada").get("/stewardship/proposals").text.count('href="/proposals/') == 1
    answer(house, "ben", "/refusal", text="Bij ons kost het een euro.")
    assert the_group(house).costs == "" and the_proposal(house).state == "declined"
    assert "Bij ons kost het een euro." in said(english(house, "ada").get(address(house)))
    assert english(house, "ada").get("/stewardship/proposals").text.count('href="/proposals/') == 0


def test_a_dialogue_reaches_the_other_side(house: World, sink: Sink) -> None:
    propose(house, costs="gratis")
    answer(house, "ben", "/remarks", text="Waarom?")
    answer(house, "ada", "/remarks", text="Omdat het zo is.")
    house.work()
    assert [mail.recipients[0] for mail in sink.received] == [
        "ben@people.example", "ada@people.example", "ben@people.example",
    ]  # fmt: skip
    assert answer(house, "ben", "/remarks", text=" ").status_code == 422


def test_the_steward_withdraws_and_the_group_cannot_decide_any_more(house: World) -> None:
    propose(house, costs="gratis")
    assert answer(house, "ada", "/withdrawal").status_code == 303
    assert the_proposal(house).state == "withdrawn"
    late = answer(house, "ben", take=["costs"])
    assert late.status_code == 409 and "Ada was ahead of you and decided already." in said(late)
    assert the_group(house).costs == ""


def test_only_who_speaks_for_the_group_decides(house: World) -> None:
    propose(house, costs="gratis")
    assert answer(house, "ada", take=["costs"]).status_code == 403
    seat(house, "cem", role="stand_in")
    assert answer(house, "cem", take=["costs"]).status_code == 403
    assert english(house, "dora").get(address(house)).status_code == 404
    assert the_proposal(house).state == "open"


def test_what_changed_meanwhile_is_said_and_not_overwritten_unseen(house: World) -> None:
    propose(house, costs="gratis", intro="Anders.")
    propose(house, "ben", costs="1 euro")
    page = english(house, "ben").get(address(house))
    assert "changed meanwhile Now it says: 1 euro" in said(page)
    assert 'value="costs" id="take-costs" checked' not in page.text
    assert 'value="intro" id="take-intro" checked' in page.text
    answer(house, "ben", take=["intro"])
    assert (the_group(house).costs, the_group(house).intro) == ("1 euro", "Anders.")


def test_a_stale_version_decides_nothing_and_keeps_what_was_typed(house: World) -> None:
    propose(house, costs="gratis")
    propose(house, "ben", phone="0492 000 999")
    stale = answer(house, "ben", take=["costs"], version="1", text="Goed zo.")
    assert stale.status_code == 409 and "Nothing is decided yet" in said(stale) and "Goed zo." in said(stale)
    assert the_proposal(house).state == "open" and the_group(house).costs == ""


def test_of_two_who_decide_at_once_the_first_wins(house: World) -> None:
    seat(house, "cem")
    propose(house, costs="gratis")
    first = answer(house, "ben", "/refusal")
    second = answer(house, "cem", take=["costs"])
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Ben was ahead of you and decided already." in said(second)
    assert the_group(house).costs == ""


def both_decide(house: World, close: Any) -> list[str]:
    """Two transactions that both saw it open."""
    together, won = threading.Barrier(2), list[str]()

    def decide(name: str) -> None:
        with house.db() as db:
            found = db.get_one(Proposal, the_proposal(house).id)
            person = cast.person(db, name)
            together.wait(5)
            try:
                close(db, found, person)
            except actions.Overtaken:
                return
            won.append(name)

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("ben", "cem")]
    [thread.start() for thread in threads], [thread.join(20) for thread in threads]
    return won


def test_two_at_the_same_moment(house: World) -> None:
    seat(house, "cem")
    propose(house, costs="gratis")
    close = lambda db, found, by: actions._close(db, found, state="declined", by=by)  # noqa: E731
    assert len(both_decide(house, close)) == 1


def test_a_check_before_the_change_would_let_both_win(house: World) -> None:
    """The control: what the row's own condition is for."""
    seat(house, "cem")
    propose(house, costs="gratis")

    def careless(db: Any, found: Any, by: Any) -> None:
        assert found.state == "open"
        record(db, "proposal.declined", on=found.id, by=by.id)

    assert len(both_decide(house, careless)) == 2


def test_nothing_ticked_is_said(house: World) -> None:
    propose(house, costs="gratis")
    assert "Tick what you accept" in said(answer(house, "ben"))
    assert the_proposal(house).state == "open"


def test_half_of_two_times_is_refused(house: World) -> None:
    propose(house, starts_at="18:00", ends_at="19:00")
    refused = answer(house, "ben", take=["ends_at"])
    assert refused.status_code == 409 and "would end before it starts" in said(refused)
    assert the_proposal(house).state == "open" and the_group(house).ends_at is None
