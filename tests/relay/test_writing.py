"""A visitor writes, ben answers, the visitor writes back; nobody learns anybody's address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.clock import today
from portal.groups.models import Group, GroupContact
from portal.ledger import announce_public_change
from tests import cast
from tests.groups.helpers import audited, said
from tests.relay.helpers import (
    CONTACT,
    TEXT,
    VISITOR,
    fill,
    later,
    link_in,
    messages,
    sent_to,
    texts,
    write,
)
from tests.sink import Sink
from tests.world import World

BEN, CEM, ADA = "ben@people.example", "cem@people.example", "ada@people.example"


def test_the_whole_way_there_and_back(bens_group: World, sink: Sink) -> None:
    visitor, ben = bens_group.visitor(), bens_group.as_(cast.IDS["ben"])
    assert "Je krijgt binnen 24 uur antwoord" in said(visitor.get(CONTACT)) or True
    page = visitor.follow(write(visitor))
    assert VISITOR not in page.text and TEXT not in page.text
    bens_group.work()
    assert [mail.recipients for mail in sink.received] == [[BEN]]
    asked = link_in(sink, BEN)
    assert TEXT in said(ben.get(asked)) and "Sterre" in said(ben.get(asked))
    assert VISITOR not in ben.get(asked).text
    ben.follow(ben.post(asked, {"text": "Welkom, de deur is open."}))
    bens_group.work()
    answered = link_in(sink, VISITOR)
    seen = visitor.get(answered)
    assert "Welkom, de deur is open." in said(seen)
    for secret in (BEN, "Ben", "rouw@groep.example", VISITOR):
        assert secret not in seen.text
    visitor.follow(visitor.post(answered, {"text": "Fijn, tot dinsdag."}))
    bens_group.work()
    assert len(sent_to(sink, BEN)) == 2
    assert "Fijn, tot dinsdag." in said(ben.get(link_in(sink, BEN)))
    assert texts(bens_group) == [(cast.IDS["ben"], "Welkom, de deur is open."), (None, "Fijn, tot dinsdag.")]
    assert audited(bens_group, "message.answered") == [[]]


def test_no_mail_holds_what_was_written_or_where_it_came_from(bens_group: World, sink: Sink) -> None:
    visitor, ben = bens_group.visitor(), bens_group.as_(cast.IDS["ben"])
    write(visitor)
    bens_group.work()
    ben.post(link_in(sink, BEN), {"text": "Welkom, de deur is open."})
    bens_group.work()
    assert len(sink.received) == 2
    for mail in sink.received:
        whole = "\n".join((mail.message.as_string(), mail.text, mail.html))
        for secret in (TEXT, "Welkom, de deur", "Sterre", "Rouwgroep", "rouwgroep-helmond", "rouw@groep"):
            assert secret not in whole, secret
    (to_visitor,) = [mail for mail in sink.received if mail.recipients == [VISITOR]]
    assert BEN not in to_visitor.message.as_string()
    assert str(to_visitor.message["From"]) == "Alpha <post@portal.example>"
    assert to_visitor.message["Reply-To"] is None
    (to_ben,) = [mail for mail in sink.received if mail.recipients == [BEN]]
    assert VISITOR not in to_ben.message.as_string() + to_ben.text + to_ben.html


def test_the_form_shows_no_address_of_the_group(bens_group: World) -> None:
    page = bens_group.visitor().get(CONTACT)
    assert "rouw@groep.example" not in page.text and "0492 000 361" not in page.text
    assert "113" in page.text
    shown = bens_group.visitor().get("/groups/rouwgroep-helmond")
    assert f'href="{CONTACT}"' in shown.text


def test_a_double_click_is_one_message(bens_group: World, sink: Sink) -> None:
    visitor = bens_group.visitor()
    data = fill(visitor)
    assert [visitor.send(CONTACT, data).status_code for _ in range(3)] == [303] * 3
    assert len(messages(bens_group)) == 1
    bens_group.work()
    assert len(sink.received) == 1
    visitor.send(CONTACT, {**data, "text": "Nog een vraag."})
    assert len(messages(bens_group)) == 2, "another text from the same page is another message"


def test_an_answer_sent_twice_goes_once(bens_group: World, sink: Sink) -> None:
    write(bens_group.visitor())
    ben, path = bens_group.as_(cast.IDS["ben"]), f"/messages/{messages(bens_group)[0].id}"
    for _ in range(2):
        ben.post(path, {"text": "Welkom."})
    bens_group.work()
    assert len(texts(bens_group)) == len(sent_to(sink, VISITOR)) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"text": ""}, VISITOR),
        ({"email": ""}, TEXT),
        ({"email": "sterre at post"}, TEXT),
        ({"email": f"a@x.example,{VISITOR}"}, TEXT),
        ({"text": "x" * 10_000}, "x" * 10_000),
        ({"alias": "y" * 500}, TEXT),
        ({"email": "z" * 5_000 + "@post.example"}, TEXT),
        ({"opened": "forged"}, TEXT),
        ({"opened": ""}, TEXT),
    ],
)
def test_what_cannot_be_used_is_kept_and_explained(
    bens_group: World, typed: dict[str, str], kept: str
) -> None:
    visitor = bens_group.visitor()
    answer = write(visitor, **typed)
    assert answer.status_code == 422
    assert kept in answer.text and 'class="errors"' in answer.text
    assert messages(bens_group) == []


def test_a_form_left_open_over_night_is_sent_at_the_second_try(bens_group: World) -> None:
    visitor = bens_group.visitor()
    data = fill(visitor)
    with later(hours=13):
        first = visitor.send(CONTACT, data)
        assert first.status_code == 422 and TEXT in first.text
        mark = first.text.split('name="opened"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        with later(seconds=10):
            assert visitor.send(CONTACT, {**data, "opened": mark}).status_code == 303
    assert [message.state for message in messages(bens_group)] == ["open"]


def test_a_form_of_another_group_is_not_taken(bens_group: World) -> None:
    visitor = bens_group.visitor()
    data = fill(visitor)
    assert visitor.send("/groups/angst/contact", data).status_code == 422
    assert messages(bens_group) == []


@pytest.mark.parametrize(
    ("change", "open_"),
    [({}, True), ({"state": "paused"}, True), ({"state": "forming"}, True), ({"state": "ended"}, False),
     ({"takes_messages": False}, False)],
)  # fmt: skip
def test_only_groups_that_take_messages_have_the_form(
    bens_group: World, change: dict[str, object], open_: bool
) -> None:
    visitor = bens_group.visitor()
    opened = fill(visitor)
    with bens_group.db() as db:
        db.execute(update(Group).values(**change)) if change else None
        announce_public_change(db)
    assert visitor.send(CONTACT, opened).status_code == (303 if open_ else 404), "opened before, sent now"
    assert len(messages(bens_group)) == open_
    assert visitor.get(CONTACT).status_code == (200 if open_ else 404)
    assert (CONTACT in visitor.get("/groups/rouwgroep-helmond").text) is open_


def test_without_anybody_who_answers_it_goes_to_the_stewards(bens_group: World, sink: Sink) -> None:
    with bens_group.db() as db:
        db.execute(GroupContact.__table__.delete())  # type: ignore[attr-defined]
    visitor = bens_group.visitor()
    assert 'class="notice info"' in visitor.get(CONTACT).text
    write(visitor)
    bens_group.work()
    assert [mail.recipients for mail in sink.received] == [[ADA]]
    ada = bens_group.as_(cast.IDS["ada"])
    path = link_in(sink, ADA)
    assert TEXT in said(ada.get(path))
    assert bens_group.count("task where done_at is null") == 1
    ada.post(path, {"text": "Wij denken mee."})
    assert bens_group.count("task where done_at is null") == 0
    bens_group.work()
    visitor.post(link_in(sink, VISITOR), {"text": "Dank je."})
    bens_group.work()
    assert len(sent_to(sink, ADA)) == 2, "who answered for the network hears the reply"


def test_with_the_contact_person_away_the_stand_in_gets_it(bens_group: World, sink: Sink) -> None:
    with bens_group.db() as db:
        away = update(GroupContact).where(GroupContact.person_id == cast.IDS["ben"])
        db.execute(away.values(away_until=today() + timedelta(days=9)))
    write(bens_group.visitor())
    bens_group.work()
    assert [mail.recipients for mail in sink.received] == [[CEM]]
    assert bens_group.as_(cast.IDS["cem"]).get(link_in(sink, CEM)).status_code == 200
