"""Every list asks the database as often for three rows as for one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import g
from sqlalchemy import select

from portal.access import Permission, access
from portal.accounts.models import Invitation, Person
from portal.clock import now, today
from portal.directory import book
from portal.directory.publishing import publish
from portal.gate import Gate
from portal.groups.meetings.models import Closure, Meeting, MeetingChange
from portal.groups.models import Group
from portal.house.models import GroupChange, Proposal
from portal.imports.models import ImportRun
from portal.knowledge import actions as knowledge
from portal.knowledge.models import Article
from portal.ledger import announce_public_change
from portal.pages import page
from portal.relay.models import Message
from portal.tables import new_id
from portal.tasks.models import Task
from tests import cast, factories
from tests.browser_like import Browser
from tests.world import World

MOST = 8
"""Statements a page may cost in all: the session's person, the menu and what is remembered included."""
LISTS = (
    "/groups",
    "/groups?q=rouw&place=helmond",
    "/groups/rouwgroep-0",
    "/groups/rouwgroep-0/meetings",
    "/groups?place=5701&within=5&day=tu&part=evening&access=1&open=1",
    "/groups?q=rouw+angst&place=Groningen&within=5&map=1",
    "/embed/groups?theme=rouw",
    "/groups.atom",
    "/groups.csv",
    "/groups.json",
    "/hsds/services?full=true",
    "/open-data",
    "/print",
    "/print/booklet.pdf",
    "/print/referral.pdf?place=helmond",
    "/stewardship/groups",
    "/stewardship/places",
    "/stewardship/places?q=huis",
    "/stewardship/messages",
    "/stewardship/people",
    "/stewardship/import",
    "/stewardship/proposals",
    "/groups/rouwgroep-0/changes",
    "/groups/rouwgroep-0/house",
    "/stewardship",
    "/stewardship/freshness?view=overdue",
    "/questions/similar?text=stichting+of+vereniging",
    "/knowledge",
    "/knowledge?q=postzegels",
    "/knowledge/checks",
    "/knowledge/pool",
    "/stewardship/articles",
)


def add_rows(world: World, numbers: range) -> None:
    """One more of everything that is listed, for each number; what was remembered is forgotten."""
    with world.db() as db:
        ids = []
        for number in numbers:
            guest = Person(name=f"Guest {number}", email=f"guest{number}@people.example")
            db.add(guest)
            db.flush()
            place = factories.location(db, name=f"Huis {number}")
            group = factories.group(
                db, f"Rouwgroep {number}", contact=guest, location_id=place.id, verified_on=date(2020, 1, 1)
            )
            ids.append(str(group.id))
            first = db.scalars(select(Group.id).where(Group.slug == "rouwgroep-0")).one()
            db.add(Proposal(group_id=first, before={"costs": ""}, wished={"costs": "1 euro"}))
            db.add(GroupChange(group_id=first, by_role="contact", fields={"costs": ["", "1 euro"]}))
            db.add(Task(kind="test", key=f"key{number}", sentence="Look at this.", group_id=group.id))
            db.add(Message(group_id=group.id, step=3, due_at=now(), erase_at=now() + timedelta(days=9)))
            db.add(ImportRun(filename=f"list{number}.csv", state="done"))
            soon = now() + timedelta(days=1)
            email = f"new{number}@people.example"
            db.add(Invitation(token_hash=new_id().bytes, email=email, group_id=group.id, expires_at=soon))
            _meet(db, place.id)
            _write_article(db, number)
        db.flush()
        publish(db, ids)
        announce_public_change(db)


def _write_article(db: Any, number: int) -> None:
    """One more article, to be checked."""
    article = Article(
        title=f"Postzegels {number}", text="Het netwerk betaalt.", category="porto", state="published",
        visibility="public", checked_on=date(2020, 1, 1),
    )  # fmt: skip
    db.add(article)
    knowledge.settle(db, article)


def _meet(db: Any, place_id: UUID) -> None:
    """One more meeting of the first group, at a place of its own that is closed, with a changed date."""
    group_id = db.scalars(select(Group.id).where(Group.slug == "rouwgroep-0")).one()
    meeting = Meeting(group_id=group_id, rrule="FREQ=DAILY", location_id=place_id)
    meeting.changes = [MeetingChange(kind="cancelled", on_date=today())]
    db.add_all([meeting, Closure(location_id=place_id, from_on=today())])


def cost(world: World, browser: Browser, path: str) -> int:
    """How many statements a page takes, with nothing remembered."""
    book.forget()
    with world.db() as db:
        announce_public_change(db)
    with world.statements() as asked:
        answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(asked)


def growing_cost(world: World, browser: Browser, path: str) -> tuple[int, int]:
    """Its cost with one row and with three."""
    add_rows(world, range(1))
    one = cost(world, browser, path)
    add_rows(world, range(1, 3))
    return one, cost(world, browser, path)


@pytest.fixture
def steward(alpha: World) -> Browser:
    """ada's browser."""
    with alpha.db() as db:
        cast.ada(db)
    return alpha.as_(cast.IDS["ada"])


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_for_one_row_and_three(alpha: World, steward: Browser, path: str) -> None:
    one, three = growing_cost(alpha, steward, path)
    assert one == three <= MOST


@pytest.mark.parametrize(
    "path",
    ["/groups", "/groups?q=rouw", "/groups?q=rouw+angst&place=5701+Helmond&within=5", "/networks", "/"],
)
def test_a_national_list_costs_the_same_for_one_row_and_three(alpha: World, path: str) -> None:
    one, three = growing_cost(alpha, Browser(alpha.app, "localhost"), path)
    assert one == three <= MOST


def test_a_query_for_each_row_is_seen(
    alpha: World, steward: Browser, app: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def naughty() -> Any:
        for run in g.db.scalars(select(ImportRun)).all():
            g.db.scalars(select(Person).where(Person.id == run.created_by)).all()
        return page("site/accessibility.html", profile=None)

    monkeypatch.setitem(app.view_functions, "imports.index", access(Permission.IMPORT_RUN)(naughty))
    one, three = growing_cost(alpha, steward, "/stewardship/import")
    assert three == one + 2
