"""The stewards' board, the text for a newsletter, and everything of one person in one place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from portal.board import queries
from portal.clock import now, today
from portal.groups.models import Group, GroupContact
from portal.help_requests.models import HelpOffer, HelpRequest
from portal.offers.models import OfferQuestion, StandingOffer
from portal.rooms.models import Booking, Room
from portal.tables import new_id
from tests import cast, factories
from tests.groups.helpers import said
from tests.world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOARD = "/stewardship/board"


@pytest.fixture
def world(alpha: World) -> World:
    """ben speaks for a group alone; fay for one with a stand-in; ada is steward."""
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
        factories.group(db, "Rouwgroep", contact=cast.ben(db))
        other = factories.group(db, "Angstgroep", theme="angst", contact=cast.person(db, "fay"))
        db.add(GroupContact(group_id=other.id, person_id=cast.cem(db).id, role="stand_in"))
    return alpha


def group_id(db: Any, slug: str) -> UUID:
    """Of a group."""
    return db.scalars(select(Group.id).where(Group.slug == slug)).one()  # type: ignore[no-any-return]


def request(
    world: World, title: str, *, offers: tuple[tuple[str | None, str], ...] = (), **more: Any
) -> UUID:
    """A request; `offers` are (slug of the group or None for the network, state)."""
    with world.db() as db:
        values = {"category": "huisvesting", "due_at": now() + DAY, "state": "open", **more}
        made = HelpRequest(id=new_id(), title=title, group_id=group_id(db, "rouwgroep"), **values)
        db.add(made)
        db.flush()
        for slug, state in offers:
            of = group_id(db, slug) if slug else None
            db.add(HelpOffer(request_id=made.id, group_id=of, by_id=cast.IDS["ada"], text="Wij", state=state))
        return made.id


def shown(world: World, view: str) -> set[str]:
    """Titles in a column of the board."""
    with world.db() as db:
        return {row.title for row in queries.column(db, view, 1)}


def fill(world: World) -> None:
    """One of each."""
    being_helped = {"state": "being_helped", "due_at": None}
    request(world, "new")
    request(world, "late", due_at=now() - HOUR)
    request(world, "asked back", state="waiting_for_asker", due_at=None)
    request(world, "offered", offers=(("angstgroep", "made"),))
    request(world, "answered", answered_at=now(), in_time=True, due_at=None)
    request(world, "steward alone", **being_helped, steward_id=cast.IDS["ada"])
    request(world, "steward late", **being_helped, steward_id=cast.IDS["ada"], steward_due_on=today() - DAY)
    request(world, "small group", **being_helped, offers=(("rouwgroep", "accepted"),))
    request(world, "group of two", **being_helped, offers=(("angstgroep", "accepted"),))
    request(world, "both", **being_helped, steward_id=cast.IDS["ada"], offers=(("rouwgroep", "accepted"),))
    request(world, "steward offered", **being_helped, offers=((None, "accepted"),))
    request(world, "over", state="solved", due_at=None)
    request(world, "withdrawn", state="withdrawn", due_at=None, offers=(("angstgroep", "made"),))


def test_each_request_stands_where_it_belongs(world: World) -> None:
    fill(world)
    assert shown(world, "new") == {"new"}
    assert shown(world, "late") == {"late", "steward late"}
    assert shown(world, "waiting") == {"asked back", "offered"}
    assert shown(world, "one_person") == {"steward alone", "steward late", "small group", "steward offered"}
    assert len(shown(world, "all")) == 11
    with world.db() as db:
        counted = queries.counts(db)
    assert [counted.of(view) for view in queries.VIEWS] == [1, 2, 2, 4, 11]


def test_a_steward_reads_it_and_begins_with_what_is_late(world: World) -> None:
    fill(world)
    ada = world.as_(cast.IDS["ada"])
    page = said(ada.get(f"{BOARD}?lang=en"))
    assert "steward late" in page and "group of two" not in page
    assert "Ada: 3 requests (2 alone)" in page
    assert "group of two" in said(ada.get(f"{BOARD}?view=all"))
    for who, status in (("ben", 403), ("cem", 403)):
        assert world.as_(cast.IDS[who]).get(BOARD).status_code == status
    assert said(ada.get(f"{BOARD}?view=shred&page=999999"))


def test_who_ended_an_account_carries_nothing(world: World) -> None:
    request(world, "two", state="being_helped", due_at=None, offers=(("angstgroep", "accepted"),))
    assert shown(world, "one_person") == set()
    with world.db() as db:
        cast.cem(db).ended_at = now()
    assert shown(world, "one_person") == {"two"}


def test_the_share_answered_in_time(world: World) -> None:
    ada = world.as_(cast.IDS["ada"])
    assert "no question got its first answer" in said(ada.get(f"{BOARD}?lang=en"))
    for number, in_time in enumerate((True, True, True, False)):
        request(world, f"r{number}", answered_at=now() - HOUR, in_time=in_time, due_at=None)
    request(world, "long ago", answered_at=now() - 60 * DAY, in_time=False, due_at=None)
    assert "75 % answered in time, in the last four weeks" in said(ada.get(f"{BOARD}?lang=en"))


def test_what_else_waits_is_said(world: World) -> None:
    with world.db() as db:
        offer = StandingOffer(category="porto", title="Zegels", until=today() + DAY)
        room = Room(name="Zaal", way="ask")
        db.add_all([offer, room])
        db.flush()
        db.add(OfferQuestion(offer_id=offer.id, text="?", due_at=now() - HOUR))
        when = {"starts_at": now() + DAY, "ends_at": now() + DAY + HOUR}
        db.add(Booking(room_id=room.id, group_id=group_id(db, "rouwgroep"), state="asked", **when))
    page = said(world.as_(cast.IDS["ada"]).get(f"{BOARD}?lang=en"))
    assert "1 question about an offer is late" in page and "1 booking waits for a yes" in page


def many(world: World, number: int) -> None:
    """Requests, each with an offer, of every state in turn."""
    with world.db() as db:
        owner = group_id(db, "rouwgroep")
        states = ("open", "being_helped", "waiting_for_asker")
        rows = [
            {
                "id": new_id(), "title": f"Vraag {at}", "category": "porto", "group_id": owner,
                "state": states[at % 3], "due_at": now() + HOUR if at % 3 == 0 else None,
                "steward_id": cast.IDS["ada"] if at % 2 else None, "created_at": now(), "changed_at": now(),
            }
            for at in range(number)
        ]  # fmt: skip
        db.execute(insert(HelpRequest), rows)
        offered = {
            "text": "Wij",
            "state": "accepted",
            "group_id": group_id(db, "angstgroep"),
            "created_at": now(),
        }
        db.execute(insert(HelpOffer), [{**offered, "id": new_id(), "request_id": row["id"]} for row in rows])


@pytest.mark.parametrize(
    ("path", "most"),
    [
        *((BOARD, 8), (f"{BOARD}?view=all", 8), (f"{BOARD}/newsletter", 8), ("/me/practical-help", 8)),
        ("/me", 20),
    ],
)
def test_five_hundred_requests_cost_as_many_statements_as_three(world: World, path: str, most: int) -> None:
    ada, found = world.as_(cast.IDS["ada"]), []
    for number in (3, 497):
        many(world, number)
        ada.get(path)
        with world.statements() as asked:
            assert ada.get(path).status_code == 200
        found.append(len(asked))
    assert found[0] == found[1] <= most


def test_pages_of_the_board(world: World) -> None:
    many(world, 60)
    ada = world.as_(cast.IDS["ada"])
    pages = [said(ada.get(f"{BOARD}?view=all&page={number}")) for number in (1, 2, 3)]
    assert [text.count("Vraag ") for text in pages] == [25, 25, 10]


def test_the_newsletter_names_nobody(world: World) -> None:
    request(world, "Ruimte voor Rouwgroep, bel Ben op 0492 000 361", needed_by=date(2026, 12, 3))
    request(world, "Wie heeft een beamer?", category="drukwerk")
    request(world, "Ruzie in de groep", visibility="stewards")
    request(world, "Al geholpen", state="being_helped", due_at=None)
    page = world.as_(cast.IDS["ada"]).get(f"{BOARD}/newsletter?lang=nl").text
    text = page.split("<textarea")[1].split("</textarea>")[0]
    assert "Wie heeft een beamer?" in text and "3 december" in text
    for telling in ("Rouwgroep", "Ben ", "0492", "Ruzie", "Al geholpen"):
        assert telling not in text, telling
    assert "/help-requests" in text
    notice = said(world.as_(cast.IDS["ada"]).get(f"{BOARD}/newsletter?lang=nl")).split("/help-requests")[1]
    assert "bel Ben op 0492" in notice and "beamer" not in notice


def test_the_newsletter_of_nothing(world: World) -> None:
    assert "textarea" not in world.as_(cast.IDS["ada"]).get(f"{BOARD}/newsletter").text


def plant_mine(world: World) -> None:
    """ben asked, offers and booked; fay asks ben's group."""
    with world.db() as db:
        bens, fays = group_id(db, "rouwgroep"), group_id(db, "angstgroep")
        offer = StandingOffer(group_id=bens, category="porto", title="Postzegels", until=today() + DAY)
        other = StandingOffer(group_id=fays, category="porto", title="Enveloppen", until=today() + DAY)
        room = Room(name="Huiskamer")
        db.add_all([offer, other, room])
        db.flush()
        db.add(OfferQuestion(offer_id=offer.id, group_id=fays, text="?", due_at=now() + HOUR))
        db.add(
            OfferQuestion(
                offer_id=other.id, group_id=bens, by_id=cast.IDS["ben"], text="?", due_at=now() + HOUR
            )
        )
        when = {"starts_at": now() + DAY, "ends_at": now() + DAY + HOUR}
        db.add(Booking(room_id=room.id, group_id=bens, **when))
    request(world, "Een zaal in Helmond")
    with world.db() as db:
        theirs = HelpRequest(title="Een folder", category="folder", group_id=group_id(db, "angstgroep"))
        db.add(theirs)
        db.flush()
        db.add(
            HelpOffer(request_id=theirs.id, group_id=group_id(db, "rouwgroep"), text="Wij", state="accepted")
        )


ALL = ("Een zaal in Helmond", "Een folder", "Postzegels", "Enveloppen", "Huiskamer")


def test_ones_own_things_stand_in_one_place(world: World) -> None:
    plant_mine(world)
    page = said(world.as_(cast.IDS["ben"]).get("/me/practical-help?lang=en"))
    assert [text for text in ALL if text not in page] == []
    assert "1 question waits for you" in page and "they count on it" in page
    me = said(world.as_(cast.IDS["ben"]).get("/me?lang=en"))
    assert [text for text in ("Een zaal in Helmond", "Postzegels", "Huiskamer") if text not in me] == []


def test_others_do_not_see_them(world: World) -> None:
    plant_mine(world)
    for who in ("dora", "ada"):
        page = said(world.as_(cast.IDS[who]).get("/me/practical-help"))
        assert [text for text in ALL if text in page] == [], who
    fay = said(world.as_(cast.IDS["fay"]).get("/me/practical-help"))
    assert [text for text in ALL if text in fay] == ["Een folder", "Enveloppen"]
    assert world.visitor().get("/me/practical-help").status_code == 303


def test_who_has_no_group_reads_what_this_is(world: World) -> None:
    page = said(world.as_(cast.IDS["dora"]).get("/me/practical-help?lang=en"))
    assert "This is for people who speak for a group" in page
    empty = said(world.as_(cast.IDS["ben"]).get("/me/practical-help?lang=en"))
    assert "You have not asked anything yet." in empty and "You have not booked anything." in empty
