"""Questions that wait, last days, and what becomes of those who wait when an offer is over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text

from portal.accounts.models import Person
from portal.clock import today
from portal.groups.models import GroupContact
from portal.offers import actions
from portal.offers.models import OfferQuestion
from tests import cast
from tests.groups.helpers import said
from tests.offers.helpers import answered, ask, later, offered, pass_by, recipients, the_offer
from tests.sink import Sink
from tests.world import World


def test_a_question_that_waits_goes_to_the_stewards(world: World, sink: Sink) -> None:
    path = offered(world)
    ask(world, path)
    world.work(), sink.clear()
    with later(hours=13):
        pass_by(world)
        assert recipients(sink) == ["ben"]
    with later(hours=25):
        pass_by(world)
        assert recipients(sink) == ["ada"]
        answered(world, path)
        world.work()
        assert recipients(sink) == ["fay"]
    with world.db() as db:
        assert db.scalars(select(OfferQuestion.in_time)).one() is False


def test_nobody_left_to_answer_means_the_stewards_at_once(world: World, sink: Sink) -> None:
    path = offered(world)
    with world.db() as db:
        db.execute(text("delete from group_contact where person_id = :ben"), {"ben": cast.IDS["ben"]})
    ask(world, path)
    world.work()
    assert recipients(sink) == ["ada"]


def test_an_offer_ends_by_itself_with_a_reminder(world: World, sink: Sink) -> None:
    path = offered(world, until=str(today() + timedelta(days=20)))
    world.work(), sink.clear()
    with later(days=7):
        pass_by(world)
        assert recipients(sink) == ["ben"]
    with later(days=19):
        ask(world, path)
    with later(days=21):
        pass_by(world)
        found = recipients(sink)
    assert found == ["ada", "ben", "fay"]  # the question, that it was not answered, and that it is over
    assert the_offer(world).state == "ended"
    fay, ben = world.as_(cast.IDS["fay"]), world.as_(cast.IDS["ben"])
    assert "Een kopieerapparaat" not in said(fay.get("/offers"))
    assert fay.get(path).status_code == 200  # asked about it
    assert world.as_(cast.IDS["cem"]).get(path).status_code == 404
    assert ben.post(f"{path}/extension", page=path).status_code == 303
    assert the_offer(world).state == "open" and the_offer(world).until > today() + timedelta(days=170)


def test_one_button_lets_it_stand_and_the_reminder_begins_anew(world: World, sink: Sink) -> None:
    path = offered(world, until=str(today() + timedelta(days=10)))
    pass_by(world)
    assert recipients(sink) == ["ben"]
    ben = world.as_(cast.IDS["ben"])
    assert f'action="{path}/extension"' in ben.get(path).text
    ben.post(f"{path}/extension", page=path)
    assert f'action="{path}/extension"' not in ben.get(path).text
    with later(days=175):
        pass_by(world)
    assert recipients(sink) == ["ben"]


def test_withdrawing_asks_first_and_tells_who_waits(world: World, sink: Sink) -> None:
    path = offered(world, kind="once")
    ask(world, path)
    world.work(), sink.clear()
    ben = world.as_(cast.IDS["ben"])
    assert world.as_(cast.IDS["fay"]).get(f"{path}/end").status_code == 403
    assert ben.post(f"{path}/end", {"given": "1"}).status_code == 303
    ben.send(f"{path}/end", {"csrf_token": ben.token(path)})
    world.work()
    assert recipients(sink) == ["fay"] and the_offer(world).state == "given"
    assert ben.get(f"{path}/edit").status_code == 200


def test_when_an_account_ends_the_question_stays_with_the_group(world: World, sink: Sink) -> None:
    path = offered(world)
    ask(world, path)
    with world.db() as db:
        fay = db.get_one(Person, cast.IDS["fay"])
        gone = db.scalars(select(GroupContact).where(GroupContact.person_id == fay.id)).one()
        gone.person_id = cast.dora(db).id
        actions.let_go(db, fay)
    world.work(), sink.clear()
    answered(world, path)
    world.work()
    assert recipients(sink) == ["dora"]
