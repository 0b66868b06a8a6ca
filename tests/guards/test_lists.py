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
from portal.fees.models import Payment, Voucher
from portal.gate import Gate
from portal.groups.meetings.models import Closure, Meeting, MeetingChange
from portal.groups.models import Group
from portal.help_requests.finding import keep_findable
from portal.help_requests.models import (
    GroupAsker,
    HelpAnswer,
    HelpEcho,
    HelpInvitation,
    HelpOffer,
    HelpRequest,
    HelpStep,
    HelpWilling,
)
from portal.house.models import GroupChange, Proposal
from portal.imports.models import ImportRun
from portal.knowledge import actions as knowledge
from portal.knowledge.models import Article
from portal.ledger import announce_public_change
from portal.offers.models import StandingOffer
from portal.pages import page
from portal.relay.models import Message
from portal.rooms.models import Booking, Room, RoomClosure
from portal.tables import new_id
from portal.tasks.models import Task
from tests import cast, factories
from tests.browser_like import Browser
from tests.guards.ground_attendance import attend
from tests.guards.ground_calendar import enter
from tests.guards.ground_reminders import remind
from tests.guards.ground_trainings import train
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
    "/help-requests",
    "/help-requests?which=over",
    "/help-requests/00000000-0000-7000-8000-000000000001",
    "/help-requests/00000000-0000-7000-8000-000000000001/merging",
    "/help-requests/00000000-0000-7000-8000-000000000001/invitations",
    "/fees",
    "/fees/vouchers",
    "/me/mails",
    "/me/reminders",
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
    "/calendar",
    "/calendar?view=week",
    "/calendar?view=agenda&kind=booking",
    "/calendar.ics",
    f"/calendar/entries/{UUID(int=1)}",
    "/me/calendar",
    "/stewardship/articles",
    "/rooms",
    f"/rooms/{UUID(int=1)}",
    f"/rooms/{UUID(int=1)}/past",
    f"/rooms/{UUID(int=1)}/closures",
    f"/rooms/{UUID(int=1)}/meetings",
    "/rooms/occupancy",
    "/offers",
    "/offers?q=kopie&category=porto",
    "/stewardship/board?view=all",
    "/stewardship/board/newsletter",
    "/me/practical-help",
    "/trainings",
    "/trainings?view=over",
    "/trainings?view=drafts",
    f"/trainings/{UUID(int=1)}",
    f"/trainings/{UUID(int=1)}/sessions",
    f"/trainings/{UUID(int=1)}/questions",
    f"/trainings/{UUID(int=1)}/sign-up",
    f"/trainings/{UUID(int=1)}/sign-ups",
    f"/trainings/{UUID(int=1)}/afterwards",
    f"/trainings/{UUID(int=1)}/evaluation",
    f"/trainings/sessions/{UUID(int=1)}/attendance",
    "/qualifications",
    f"/trainings/{UUID(int=1)}/invitations",
    f"/trainings/{UUID(int=2)}",
    f"/trainings/{UUID(int=2)}/days",
    f"/trainings/{UUID(int=2)}/sign-up",
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
            db.add(Payment(way="invoice", cents=100))
            db.add(Voucher(code=f"CODE{number}", issued_to="Beta", until=today()))
            db.add(StandingOffer(category="porto", title=f"Kopieën {number}", until=today()))
            db.add(HelpRequest(category="porto", title=f"Postzegels {number}", steward_id=guest.id))
            db.add(ImportRun(filename=f"list{number}.csv", state="done"))
            soon = now() + timedelta(days=1)
            email = f"new{number}@people.example"
            db.add(Invitation(token_hash=new_id().bytes, email=email, group_id=group.id, expires_at=soon))
            _meet(db, place.id)
            _write_article(db, number)
            _help(db, number, group.id)
            _book(db, number, place.id, group.id)
            train(db, number)
            attend(db, number)
            enter(db, number)
            remind(db, number)
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
FIRST = UUID(int=0x0000_0000_0000_7000_8000_0000_0000_0001)


def _help(db: Any, number: int, group_id: UUID) -> None:
    """Questions, and one more of everything that belongs to the first."""
    category, titled = "huisvesting", {"text": "Een zaal", "due_at": now()}
    if number == 0:
        db.add(HelpRequest(id=FIRST, category=category, title="Wie heeft een zaal?", **titled))
    for state in ("open", "solved"):
        more = titled if state == "open" else {"text": ""}
        made = HelpRequest(category=category, title=f"Zaal {number}", state=state, group_id=group_id, **more)
        db.add(made)
        db.flush()
        keep_findable(db, made)
    told = {"request_id": FIRST, "group_id": group_id}
    db.add(HelpOffer(**told, text="Dat kan."))
    db.add(HelpAnswer(**told, role="group", text="Vraag het de buren."))
    db.add(HelpStep(request_id=FIRST, text="Bellen"))
    db.add(HelpEcho(**told, kind="also"))
    db.add(HelpInvitation(**told))
    db.add(HelpWilling(group_id=group_id, category=category))
    first = db.scalars(select(Group.id).where(Group.slug == "rouwgroep-0")).one()
    asker = Person(name=f"Asker {number}", email=f"asker{number}@people.example")
    db.add(asker)
    db.flush()
    db.add(GroupAsker(group_id=first, person_id=asker.id, agreed_at=now()))


def _meet(db: Any, place_id: UUID) -> None:
    """One more meeting of the first group, at a place of its own that is closed, with a changed date."""
    group_id = db.scalars(select(Group.id).where(Group.slug == "rouwgroep-0")).one()
    meeting = Meeting(group_id=group_id, rrule="FREQ=DAILY", location_id=place_id)
    meeting.changes = [MeetingChange(kind="cancelled", on_date=today())]
    db.add_all([meeting, Closure(location_id=place_id, from_on=today())])


def _book(db: Any, number: int, place_id: UUID, group_id: UUID) -> None:
    """One more room, and in the first one a booking to come, one that was, one lost, and a closure."""
    db.add(Room(id=UUID(int=number + 1), name=f"Kamer {number}", location_id=place_id))
    db.flush()
    for days, state in ((number + 1, "booked"), (-number - 1, "booked"), (number + 1, "closed")):
        times = {"starts_at": now() + timedelta(days=days), "ends_at": now() + timedelta(days=days, hours=1)}
        db.add(Booking(room_id=UUID(int=1), group_id=group_id, state=state, **times))
    db.add(RoomClosure(room_id=UUID(int=1), from_on=today() + timedelta(days=90 + number)))


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
    [
        *("/groups", "/groups?q=rouw", "/groups?q=rouw+angst&place=5701+Helmond&within=5", "/networks", "/"),
        "/calendar?kind=meeting",
    ],
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
