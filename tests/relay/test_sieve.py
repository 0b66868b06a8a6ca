"""Spam and floods are held back without a puzzle, and nobody can see that from outside."""

from __future__ import annotations

import pytest
from flask import g

from portal import limits, links
from portal.accounts.models import Person
from portal.relay import actions, jobs, sieve
from portal.relay.models import Message
from tests import cast
from tests.browser_like import Browser
from tests.groups.helpers import said
from tests.relay.helpers import CONTACT, TEXT, VISITOR, fill, later, link_in, messages, sent_to, write
from tests.sink import Sink
from tests.world import World

BEN, ADA = "ben@people.example", "ada@people.example"
SPAM = {
    "a machine fills in everything": {"company": "Acme"},
    "links": {"text": "http://a.example http://b.example www.c.example"},
    "too quick": {"after": 1},
}


def states(world: World) -> list[str]:
    """Of all messages, oldest first."""
    return [message.state for message in messages(world)]


@pytest.mark.parametrize("typed", SPAM.values(), ids=list(SPAM))
def test_what_looks_like_spam_waits_and_the_sender_sees_no_difference(
    bens_group: World, sink: Sink, typed: dict[str, str]
) -> None:
    visitor = bens_group.visitor()
    honest, suspected = write(visitor, text="Iets anders."), write(visitor, **typed)
    assert (honest.status_code, honest.headers["Location"]) == (
        suspected.status_code,
        suspected.headers["Location"],
    )
    assert states(bens_group) == ["open", "held"]
    bens_group.work()
    assert [mail.recipients for mail in sink.received] == [[BEN]]
    assert bens_group.count("task where done_at is null and key = 'messages.held'") == 1


def test_an_ordinary_message_is_not_suspected(bens_group: World) -> None:
    write(bens_group.visitor(), text="Zie https://zelfhulp.example en bel me niet.", after=5)
    assert states(bens_group) == ["open"]


def test_a_steward_releases_one_and_drops_the_other(bens_group: World, sink: Sink) -> None:
    for number in range(2):
        write(bens_group.visitor(), company="Acme", text=f"{TEXT} {number}")
    real, spam = (f"/messages/{message.id}" for message in messages(bens_group))
    ben, ada = bens_group.as_(cast.IDS["ben"]), bens_group.as_(cast.IDS["ada"])
    assert ben.get(real).status_code == 404
    assert f"{TEXT} 0" in said(ada.get(real))
    ada.post(f"{real}/release", {}, page=real)
    assert ben.get(real).status_code == 200
    assert ada.get(real).status_code == 404, "released, it is the group's and nobody else's"
    assert bens_group.count("task where done_at is null") == 1
    ada.post(f"{spam}/removal", {}, page=spam)
    assert bens_group.count("message") == 1
    assert bens_group.count("task where done_at is null") == 0
    bens_group.work()
    assert len(sent_to(sink, BEN)) == 1
    assert ben.post(f"{real}/removal", {}, page="/me").status_code == 403


def test_held_messages_are_not_handed_on_and_are_erased(bens_group: World) -> None:
    write(bens_group.visitor(), company="Acme")
    with later(days=2), bens_group.db() as db:
        jobs.hand_on(db)
    assert states(bens_group) == ["held"]
    with later(days=29), bens_group.db() as db:
        jobs.erase(db)
    assert states(bens_group) == ["erased"]
    assert bens_group.count("task where done_at is null") == 0


def flood(world: World, visitor: Browser, number: int) -> list[int]:
    """The answers to so many different messages."""
    data = fill(visitor)
    return [visitor.send(CONTACT, {**data, "text": f"{TEXT} {n}"}).status_code for n in range(number)]


def test_a_flood_is_held_then_turned_away(
    bens_group: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sieve, "FLOOD", 9)
    visitor = bens_group.visitor()
    assert flood(bens_group, visitor, 12) == [303] * 9 + [429] * 3
    assert states(bens_group) == ["open"] * 6 + ["held"] * 3
    refused = write(visitor)
    assert refused.status_code == 429 and TEXT in refused.text and VISITOR in refused.text
    bens_group.work()
    assert len(sent_to(sink, BEN)) == 6


def test_the_same_text_to_many_is_held(bens_group: World) -> None:
    data = fill(bens_group.visitor())
    for number in range(5):
        visitor = bens_group.visitor()
        assert visitor.send(CONTACT, fill(visitor, email=f"v{number}@post.example")).status_code == 303
    assert data["text"] == TEXT
    assert states(bens_group) == ["open"] * 3 + ["held"] * 2


def test_without_limits_the_flood_reaches_the_group(
    bens_group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "spend", lambda *_args, **_kw: None)
    flood(bens_group, bens_group.visitor(), 12)
    assert states(bens_group) == ["open"] * 12


def conversation(world: World, sink: Sink) -> str:
    """A link as it was mailed."""
    write(world.visitor())
    with world.db() as db:
        message = db.get_one(Message, messages(world)[0].id)
        actions.answer(db, message, by=db.get_one(Person, cast.IDS["ben"]), text="Welkom.")
    world.work()
    return link_in(sink, VISITOR)


def test_a_scanner_changes_nothing(bens_group: World, sink: Sink) -> None:
    link, scanner = conversation(bens_group, sink), bens_group.visitor()
    before = [vars(message) for message in messages(bens_group)]
    assert scanner.get(link).status_code == 200
    assert scanner._client.head(link, base_url=f"http://{scanner.host}").status_code == 200
    for path in (link, f"{link}/closure"):
        assert scanner.send(path, {"text": "x"}).status_code == 400
    after = [vars(message) for message in messages(bens_group)]
    assert [{**row, "_sa_instance_state": 0} for row in before] == [
        {**row, "_sa_instance_state": 0} for row in after
    ]
    assert scanner.post(f"{link}/closure", {}, page=link).status_code == 303, "with the page's token it acts"


def test_forged_and_old_links_open_nothing(bens_group: World, beta: World, sink: Sink) -> None:
    link = conversation(bens_group, sink)
    visitor = bens_group.visitor()
    for bad in (link[:-1], link + "x", "/conversations/x", link.replace(".", "", 1)):
        assert visitor.get(bad).status_code == 404, bad
        assert visitor.post(bad, {"text": "x"}, page="/signin").status_code == 404
    assert beta.visitor().get(link).status_code == 404, "another network's link"
    with bens_group.app.app_context():
        g.network = bens_group.network
        other = links.signed("interest", messages(bens_group)[0].id)
    assert visitor.get(f"/conversations/{other}").status_code == 404, "a link for something else"
    with later(days=30):
        assert visitor.get(link).status_code == 410
