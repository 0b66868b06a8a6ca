"""A group is proposed, opened, waited for, begun; and nothing of those who waited stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from portal.accounts.actions import end_account
from portal.accounts.models import Person
from portal.clock import today
from portal.forming import jobs
from portal.forming.models import Interest
from portal.groups.models import Group, GroupContact
from portal.mail import Mail
from tests import cast
from tests.forming.helpers import PAGE, ask, formation, group, put
from tests.groups.helpers import filled_in, said
from tests.relay.helpers import later, link_in, sent_to
from tests.sink import Sink
from tests.world import World

BEN, ADA, CEM = "ben@people.example", "ada@people.example", "cem@people.example"


def test_an_idea_becomes_a_list_and_then_a_group(alpha: World, sink: Sink) -> None:
    with alpha.db() as db:
        cast.ada(db), cast.ben(db)
    ben, ada, visitor = alpha.as_(cast.IDS["ben"]), alpha.as_(cast.IDS["ada"]), alpha.visitor()
    assert visitor.get("/start-a-group").status_code == 200
    idea = {"theme": "rouw", "place": "Deurne", "intro": "Samen wandelen.", "needed": "5"}
    page = ben.follow(ben.post("/start-a-group/proposal", idea))
    assert page.status_code == 200
    slug = group(alpha).slug
    assert group(alpha).listed is False and visitor.get(f"/groups/{slug}").status_code == 404
    assert alpha.count("task where done_at is null and kind = 'formation'") == 1
    until = today() + timedelta(days=60)
    assert ben.post(f"{formation(alpha)}/opening", page=formation(alpha)).status_code == 403
    ada.follow(
        ada.post(f"{formation(alpha)}/opening", {"needed": "6", "until": str(until)}, page=formation(alpha))
    )
    opened = group(alpha)
    assert (opened.listed, opened.needed, opened.forming_until) == (True, 6, until)
    assert alpha.count("task where done_at is null") == 0
    assert f"/groups/{slug}/interest" in visitor.get(f"/groups/{slug}").text


def test_on_the_list_by_the_link_and_off_it_by_the_link(forming: World, sink: Sink) -> None:
    visitor = forming.visitor()
    assert ask(visitor, "vlinder@post.example", help="y") == 303
    forming.work()
    (mail,) = sent_to(sink, "vlinder@post.example")
    for telling in ("Rouw", "rouw", "Deurne", "deurne", "zelfhulp"):
        assert telling not in mail
    link = link_in(sink, "vlinder@post.example")
    for _ in range(2):
        assert visitor.get(link).status_code == 200
    assert forming.count("interest where confirmed_at is not null") == 0, "opening confirms nothing"
    assert visitor.send(link, {}).status_code == 400, "nor does a machine without the page's token"
    visitor.follow(visitor.post(link, {}))
    assert forming.count("interest where confirmed_at is not null and purposes = '{begin,help}'") == 1
    visitor.follow(visitor.post(f"{link}/withdrawal", {}, page=link))
    assert forming.count("interest") == 0
    assert visitor.get(link).status_code == 404
    assert visitor.post(link, {}, page="/signin").status_code == 404


def test_enough_people_tells_those_who_start_it_once(forming: World, sink: Sink) -> None:
    put(forming, 4, locale="nl")
    with forming.db() as db:
        db.execute(
            update(Interest).where(Interest.email == "v0@post.example").values(purposes=["begin", "help"])
        )
    for number in range(2):
        address, visitor = f"new{number}@post.example", forming.visitor()
        ask(visitor, address)
        forming.work()
        visitor.post(link_in(sink, address), {})
        forming.work()
    assert [len(sent_to(sink, who)) for who in (BEN, ADA, "v0@post.example", "v1@post.example")] == [
        1,
        1,
        1,
        0,
    ]
    assert forming.count("task where done_at is null and kind = 'formation'") == 1
    for who in (BEN, "v0@post.example"):
        assert "rouw" not in sent_to(sink, who)[0].lower() and "deurne" not in sent_to(sink, who)[0].lower()


@pytest.mark.parametrize("by", ["the button", "the form"])
def test_beginning_tells_everybody_once_and_deletes_the_list(forming: World, sink: Sink, by: str) -> None:
    put(forming, 6)
    with forming.db() as db:
        values = {
            "group_id": group(forming).id,
            "expires_on": today(),
            "consented_at": group(forming).created_at,
        }
        db.add(Interest(email="unsure@post.example", purposes=["begin"], **values))
    ben = forming.as_(cast.IDS["ben"])
    refused = ben.post(f"{formation(forming)}/beginning", {}, page=formation(forming))
    assert refused.status_code == 409 and group(forming).state == "forming"
    phone = {**filled_in(ben, f"{PAGE}/edit"), "phone": "0493 000 111"}
    if by == "the form":
        phone["state"] = "active"
    assert ben.send(f"{PAGE}/edit", phone).status_code == 303
    if by == "the button":
        assert ben.post(f"{formation(forming)}/beginning", {}, page=formation(forming)).status_code == 303
    for _ in range(2):
        forming.work()
    assert group(forming).state == "active"
    assert forming.count("interest") == 0
    assert [len(sent_to(sink, f"v{n}@post.example")) for n in range(6)] == [1] * 6
    assert sent_to(sink, "unsure@post.example") == []
    (mail,) = sent_to(sink, "v0@post.example")
    assert "deurne" not in mail.lower()
    arrived = forming.visitor().get(link_in(sink, "v0@post.example"))
    assert arrived.headers["Location"] == PAGE
    assert ben.post(f"{formation(forming)}/beginning", {}, page="/me").status_code == 409
    with later(days=2), forming.db() as db:
        jobs.tend(db)
    with forming.db() as db:
        assert db.scalars(select(Mail.recipient).where(Mail.template == "interest_begun")).all() == [""] * 6


def test_a_list_ends_with_a_mail_before(forming: World, sink: Sink) -> None:
    put(forming, 6)

    def day(number: int) -> None:
        with later(days=number):
            for _ in range(2):
                with forming.db() as db:
                    jobs.tend(db)
            forming.work()

    day(75)
    assert sink.received == [] and forming.count("task") == 0
    day(77)
    assert [len(sent_to(sink, f"v{n}@post.example")) for n in range(6)] == [1] * 6
    assert forming.count("interest") == 6 and forming.count("task where done_at is null") == 1
    day(91)
    assert forming.count("interest") == 0 and len(sink.received) == 6
    assert group(forming).listed is False
    assert forming.visitor().get(PAGE).status_code == 404
    with forming.db() as db:
        assert set(db.scalars(select(Mail.recipient))) == {""}


def test_an_entry_nobody_confirms_goes_after_a_week(forming: World) -> None:
    ask(forming.visitor(), "v@post.example")
    for days, left in ((6, 1), (8, 0)):
        with later(days=days), forming.db() as db:
            jobs.tend(db)
        assert forming.count("interest") == left


@pytest.mark.parametrize(
    ("needed", "days"), [("4", 60), ("51", 60), ("", 60), ("6", 0), ("6", -1), ("6", 400), ("x", 60)]
)
def test_a_list_cannot_be_opened_without_sense(forming: World, needed: str, days: int) -> None:
    ada = forming.as_(cast.IDS["ada"])
    until = str(today() + timedelta(days=days))
    answer = ada.post(
        f"{formation(forming)}/opening", {"needed": needed, "until": until}, page=formation(forming)
    )
    assert answer.status_code == 422 and group(forming).needed == 5


def test_a_companion_comes_along_eight_times_at_most(forming: World) -> None:
    ada, cem = forming.as_(cast.IDS["ada"]), forming.as_(cast.IDS["cem"])
    path = formation(forming)
    assert cem.get(path).status_code == 403
    assert ada.post(f"{path}/companion", {"email": "nobody@people.example"}, page=path).status_code == 409
    assert ada.post(f"{path}/companion", {"email": CEM}, page=path).status_code == 303
    assert "Rouw in Deurne" in said(cem.get("/me"))
    for number in (1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10):
        cem.post(f"{path}/meetings", {"number": str(number)}, page=path)
    assert group(forming).companion_meetings == 8
    assert ada.post(f"{path}/meetings", {"number": "9"}, page=path).status_code == 409
    with pytest.raises(Exception, match="companion_meetings"), forming.db() as db:
        db.execute(text("update support_group set companion_meetings = 9"))
    assert cem.post(f"{path}/beginning", {}, page=path).status_code == 403, "a companion helps, others decide"


def test_without_a_contact_person_stewards_still_hear_of_it(forming: World, sink: Sink) -> None:
    with forming.db() as db:
        db.execute(GroupContact.__table__.delete())  # type: ignore[attr-defined]
    put(forming, 5)
    with forming.db() as db:
        jobs.enough(db, group_id=str(group(forming).id))
    forming.work()
    assert [mail.recipients for mail in sink.received] == [[ADA]]


def test_an_account_that_ends_accompanies_nobody(forming: World) -> None:
    with forming.db() as db:
        db.execute(update(Group).values(companion_id=cast.IDS["cem"]))
        end_account(db, db.get_one(Person, cast.IDS["cem"]), by=db.get_one(Person, cast.IDS["ada"]))
    assert group(forming).companion_id is None


@pytest.mark.parametrize("way", ["beginning", "edit", "state"])
def test_who_proposes_a_group_does_not_show_it_to_visitors(forming: World, way: str) -> None:
    with forming.db() as db:
        db.execute(update(Group).values(listed=False, phone="0492 000 361"))
    for name in ("ben", "ada") if way != "edit" else ("ben",):  # a steward's edit is a proposal
        browser = forming.as_(cast.IDS[name])
        path = {"beginning": f"{formation(forming)}/beginning"}.get(way, f"{PAGE}/{way}")
        page = formation(forming) if way == "beginning" else path
        values = {"edit": {"listed": "y"}, "state": {"state": "active"}}.get(way, {})
        answer = browser.send(path, filled_in(browser, page) | values)
        found = group(forming)
        assert (answer.status_code < 400, found.state != "forming" or found.listed) == (name == "ada",) * 2


def test_stewards_who_ticked_off_the_end_of_a_list_are_not_asked_again(forming: World) -> None:
    waiting = "task where done_at is null and kind = 'formation'"
    with later(days=80):
        for _ in range(2):
            with forming.db() as db:
                jobs.tend(db)
            assert forming.count(waiting) == 1
        with forming.db() as db:
            db.execute(text("update task set done_at = now()"))
            jobs.tend(db)
        assert forming.count(waiting) == 0
        with forming.db() as db:
            db.execute(update(Group).values(forming_until=today() + timedelta(days=12)))
            jobs.tend(db)
        assert forming.count(waiting) == 1, "another last day"
