"""A list that comes back changes nothing of a group that looks after its own page: it proposes."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from portal.groups.models import Group, GroupContact
from portal.house.models import Proposal
from tests import cast
from tests.browser_like import Browser
from tests.imports.lists import DRUGS, GRIEF, bring, changed, csv_of, group, outcome
from tests.sink import Sink
from tests.world import World

LATER = csv_of(changed(GRIEF, tijd="20:15", e="rouw@cafe.example"), changed(DRUGS, tijd="21:00"))


@pytest.fixture
def ada(alpha: World, sink: Sink) -> UUID:
    """The steward. ben speaks for the first group of her list, nobody for the second."""
    with alpha.db() as db:
        steward = cast.ada(db).id
    bring(alpha, csv_of(GRIEF, DRUGS), by=steward)
    with alpha.db() as db:
        known = db.scalars(select(Group).where(Group.slug == "rouwcafe")).one()
        db.add(GroupContact(group_id=known.id, person_id=cast.ben(db).id))
    sink.clear()
    return steward


def proposals(world: World) -> list[Proposal]:
    """All of them, oldest first."""
    with world.db() as db:
        return list(db.scalars(select(Proposal).order_by(Proposal.created_at, Proposal.id)))


def decide(world: World, proposal: Proposal, deed: str, **values: object) -> None:
    """ben answers."""
    browser: Browser = world.as_(cast.IDS["ben"])
    version = group(world, "Rouwcafé").version
    path = f"/proposals/{proposal.id}"
    answer = browser.post(f"{path}/{deed}", {"version": str(version), **values}, page=path)
    assert answer.status_code == 303, answer.text[:500]


def test_a_claimed_group_gets_one_proposal_and_the_other_is_changed(
    alpha: World, ada: UUID, sink: Sink
) -> None:
    summary = bring(alpha, LATER, by=ada)
    assert outcome(summary) == (0, 2, 0, 0, 0) and summary.counts.asked == 1
    assert "1 proposals sent to groups" in str(summary)
    rouw, clean = group(alpha, "Rouwcafé"), group(alpha, "Clean")
    assert (str(rouw.starts_at), rouw.email) == ("19:30:00", "")
    assert str(clean.starts_at) == "21:00:00", "control: nobody looks after it"
    (made,) = proposals(alpha)
    assert made.wished == {"starts_at": "20:15", "email": "rouw@cafe.example"}
    assert (made.by_id, made.from_list, made.state) == (ada, True, "open")
    alpha.work()
    assert [mail.recipients for mail in sink.received] == [["ben@people.example"]]


def test_the_same_list_proposes_nothing_again_whatever_the_group_decided(alpha: World, ada: UUID) -> None:
    bring(alpha, LATER, by=ada)
    assert outcome(bring(alpha, LATER, by=ada)) == (0, 0, 2, 0, 0)
    decide(alpha, proposals(alpha)[0], "refusal")
    assert outcome(bring(alpha, LATER, by=ada)) == (0, 0, 2, 0, 0)
    assert [one.state for one in proposals(alpha)] == ["declined"]


def test_another_value_takes_the_place_of_what_is_open(alpha: World, ada: UUID) -> None:
    bring(alpha, LATER, by=ada)
    bring(alpha, csv_of(changed(GRIEF, tijd="20:45", e="rouw@cafe.example"), DRUGS), by=ada)
    first, second = proposals(alpha)
    assert (first.state, second.state) == ("withdrawn", "open")
    assert second.wished == {"starts_at": "20:45", "email": "rouw@cafe.example"}


def test_what_the_group_accepts_is_on_its_page_and_the_list_is_content(alpha: World, ada: UUID) -> None:
    bring(alpha, LATER, by=ada)
    decide(alpha, proposals(alpha)[0], "decision", take=["starts_at", "email"])
    rouw = group(alpha, "Rouwcafé")
    assert (str(rouw.starts_at), rouw.email) == ("20:15:00", "rouw@cafe.example")
    assert outcome(bring(alpha, LATER, by=ada)) == (0, 0, 2, 0, 0)


def test_a_command_proposes_too_and_a_steward_with_a_seat_does_not(alpha: World, ada: UUID) -> None:
    bring(alpha, LATER)
    assert proposals(alpha)[0].by_id is None
    with alpha.db() as db:
        known = db.scalars(select(Group).where(Group.slug == "rouwcafe")).one()
        db.add(GroupContact(group_id=known.id, person_id=ada))
    bring(alpha, csv_of(changed(GRIEF, tijd="20:45"), DRUGS), by=ada)
    assert str(group(alpha, "Rouwcafé").starts_at) == "20:45:00"


def test_the_report_says_so(alpha: World, ada: UUID) -> None:
    run = bring(alpha, LATER, by=ada).run_id
    browser = alpha.as_(ada)
    browser.set_cookie("lang", "en")
    text = browser.get(f"/stewardship/imports/{run}").text
    assert "1 proposal was sent to a group." in text and "1 group was changed." in text
    assert "The group decides." in text
