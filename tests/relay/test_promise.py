"""Nobody who wrote waits on one person: reminder, stand-in, stewards; and the end after four weeks."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from portal.mail import Mail
from portal.relay import actions, jobs
from portal.relay.models import Message
from tests import cast
from tests.groups.helpers import said
from tests.relay.helpers import TEXT, VISITOR, later, link_in, messages, sent_to, texts, write
from tests.sink import Sink
from tests.world import World

BEN, CEM, ADA = "ben@people.example", "cem@people.example", "ada@people.example"


def tick(world: World, hours: float) -> None:
    """What the job does so many hours after now, and the mails it writes."""
    with later(hours=hours):
        with world.db() as db:
            jobs.hand_on(db)
        world.work()


def got(sink: Sink) -> dict[str, int]:
    """How many mails each person has had."""
    return {name: len(sent_to(sink, name)) for name in (BEN, CEM, ADA, VISITOR)}


def test_a_message_that_waits_is_handed_on_step_by_step(bens_group: World, sink: Sink) -> None:
    write(bens_group.visitor())
    path = f"/messages/{messages(bens_group)[0].id}"
    cem, ada = bens_group.as_(cast.IDS["cem"]), bens_group.as_(cast.IDS["ada"])
    tick(bens_group, 11.9)
    assert got(sink) == {BEN: 1, CEM: 0, ADA: 0, VISITOR: 0}
    for _ in range(2):
        tick(bens_group, 12.1)
        assert got(sink) == {BEN: 2, CEM: 0, ADA: 0, VISITOR: 0}
    assert cem.get(path).status_code == ada.get(path).status_code == 404
    for _ in range(2):
        tick(bens_group, 24.1)
        assert got(sink) == {BEN: 2, CEM: 1, ADA: 0, VISITOR: 0}
    assert cem.get(path).status_code == 200 and ada.get(path).status_code == 404
    assert bens_group.count("task") == 0
    for _ in range(2):
        tick(bens_group, 36.1)
        assert got(sink) == {BEN: 2, CEM: 1, ADA: 1, VISITOR: 0}
        assert bens_group.count("task where done_at is null") == 1
    assert TEXT in said(ada.get(path))


def test_after_two_days_without_a_worker_each_is_told_once(bens_group: World, sink: Sink) -> None:
    write(bens_group.visitor())
    for _ in range(3):
        tick(bens_group, 48)
    assert got(sink) == {BEN: 2, CEM: 1, ADA: 1, VISITOR: 0}


def test_the_stand_in_answers_and_keeps_what_was_answered(bens_group: World, sink: Sink) -> None:
    write(bens_group.visitor())
    tick(bens_group, 24.1)
    cem, path = bens_group.as_(cast.IDS["cem"]), f"/messages/{messages(bens_group)[0].id}"
    cem.post(path, {"text": "Ben is er even niet, ik help je."})
    tick(bens_group, 100)
    assert got(sink) == {BEN: 2, CEM: 1, ADA: 0, VISITOR: 1}, "what is answered goes to nobody else"
    bens_group.visitor().post(link_in(sink, VISITOR), {"text": "Dank je."})
    assert messages(bens_group)[0].step == 0
    assert cem.get(path).status_code == 200


def test_a_group_without_stand_in_hands_over_to_the_stewards(bens_group: World, sink: Sink) -> None:
    with bens_group.db() as db:
        db.execute(text("delete from group_contact where role = 'stand_in'"))
    write(bens_group.visitor())
    tick(bens_group, 24.1)
    assert got(sink) == {BEN: 2, CEM: 0, ADA: 1, VISITOR: 0}


def test_an_answer_in_time_is_counted_and_a_late_one_is_seen_without_its_text(
    bens_group: World, sink: Sink
) -> None:
    for number in range(2):
        write(bens_group.visitor(), text=f"{TEXT} {number}")
    ben, ada = bens_group.as_(cast.IDS["ben"]), bens_group.as_(cast.IDS["ada"])
    ben.post(f"/messages/{messages(bens_group)[0].id}", {"text": "Welkom."})
    with bens_group.db() as db:
        late = db.get_one(Message, messages(bens_group)[1].id)
        late.due_at -= actions.KEEP / 27
    page = ada.get("/stewardship/messages")
    assert TEXT not in page.text and "Sterre" not in page.text
    assert "Rouwgroep Helmond" in said(page)
    assert str(messages(bens_group)[1].id) not in page.text, "no way to a text that is the group's"
    me = said(ben.get("/me"))
    assert "Rouwgroep Helmond" in me and "Sterre" in me


def test_after_four_weeks_nothing_is_left_but_that_there_was_one(bens_group: World, sink: Sink) -> None:
    write(bens_group.visitor())
    bens_group.work()
    ben = bens_group.as_(cast.IDS["ben"])
    path = link_in(sink, BEN)
    ben.post(path, {"text": "Welkom, de deur is open."})
    bens_group.work()
    conversation = link_in(sink, VISITOR)
    with later(days=27):
        with bens_group.db() as db:
            jobs.erase(db)
        assert messages(bens_group)[0].text == TEXT
    with later(days=28, minutes=1):
        for _ in range(2):
            with bens_group.db() as db:
                jobs.erase(db)
        assert bens_group.visitor().get(conversation).status_code == 410
    gone = messages(bens_group)[0]
    assert (gone.state, gone.text, gone.alias, gone.reply_to) == ("erased", "", "", "")
    assert texts(bens_group) == [(cast.IDS["ben"], "")]
    with bens_group.db() as db:
        mails = db.execute(select(Mail.template, Mail.recipient).order_by(Mail.template)).all()
    assert [tuple(row) for row in mails] == [("message_answered", ""), ("message_waiting", BEN)]
    shown = ben.get("/messages")
    assert "gewist" in said(shown) or "erased" in said(shown)
    assert ben.get(path).status_code == 200 and "Welkom" not in ben.get(path).text
    assert ben.post(path, {"text": "Nog iets."}, page="/me").status_code == 409


def test_the_database_refuses_an_erased_message_with_a_text(bens_group: World) -> None:
    write(bens_group.visitor())
    with pytest.raises(Exception, match="erased_is_empty"), bens_group.db() as db:
        db.execute(text("update message set state = 'erased'"))


def test_either_side_can_close(bens_group: World, sink: Sink) -> None:
    for number in range(2):
        write(bens_group.visitor(), text=f"{TEXT} {number}")
    ben = bens_group.as_(cast.IDS["ben"])
    first, second = (f"/messages/{message.id}" for message in messages(bens_group))
    ben.post(f"{first}/closure", {}, page=first)
    ben.post(second, {"text": "Welkom."})
    bens_group.work()
    visitor, link = bens_group.visitor(), link_in(sink, VISITOR)
    visitor.post(f"{link}/closure", {}, page=link)
    assert [message.state for message in messages(bens_group)] == ["closed", "closed"]
    assert visitor.post(link, {"text": "Toch nog iets."}, page="/signin").status_code == 409
    assert ben.post(second, {"text": "Toch nog iets."}, page="/me").status_code == 409
    assert len(texts(bens_group)) == 1
