"""Every change of a question against the mails it sends, in one table: who, by which mail.

ben asks for the grief group. fay's group helps, gil's offers. ada is steward, bo her colleague. eva's group
has the question too. cem stands in for ben, dora is of no group.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts.models import Person
from portal.accounts.queries import stewards
from portal.clock import today
from portal.groups.models import Group, GroupContact
from portal.help_requests import asking, clock, groups, helping, merging, telling, tending
from portal.help_requests.models import HelpOffer, HelpRequest
from portal.help_requests.telling import ASKER, FOLLOWER, HELPER, OUTCOME, WAITING
from portal.mail import Mail
from portal.tables import new_id
from tests import cast, factories
from tests.help_requests.conftest import Scene
from tests.help_requests.helpers import NAMES, later, mailed
from tests.help_requests.play import BO, EVA, Play

pytestmark = pytest.mark.usefixtures("play")
NAMES |= {"bo@people.example": "bo", "eva@people.example": "eva"}


@pytest.fixture
def play(scene: Scene) -> None:
    """With a second steward, and a group that has the same question."""
    with scene.world.db() as db:
        db.add(Person(id=BO, email="bo@people.example", name="Bo", is_steward=True))
        eva = Person(id=EVA, email="eva@people.example", name="Eva")
        db.add(eva)
        db.flush()
        factories.group(db, "Rouw Deurne", contact=eva)


Deed = Callable[[Play, HelpRequest], object]
STEWARDS = {("ada", WAITING), ("bo", WAITING)}


def _answer(asks_back: bool) -> Deed:
    return lambda play, request: helping.answer(
        play.db, request, by=play.fay, group_id=play.scene.fear, text="Ja.", asks_back=asks_back
    )


def _again(play: Play, request: HelpRequest) -> object:
    """An offer of gil's group that is decided about."""
    return next(
        one
        for one in play.db.query(HelpOffer).filter_by(request_id=request.id, state="made")
        if one.group_id == play.scene.sleep
    )


def _merge(play: Play, request: HelpRequest) -> None:
    other = play.ask("Waar kunnen we bij elkaar komen?", by=play.gil)
    forget_mails(play)
    merging.merge(play.db, request, into=other, by=play.bo)


def forget_mails(play: Play) -> None:
    """What this deed needs first is told too, and is not the point."""
    for mail in play.db.query(Mail).all():
        play.db.delete(mail)
    play.db.flush()


def _closed(play: Play, request: HelpRequest, then: Deed) -> None:
    asking.solve(play.db, request, by=play.ben)
    forget_mails(play)
    then(play, request)


TABLE: list[tuple[str, str, Deed, str, set[tuple[str, str]]]] = [
    # what, "new" or "helped" before, the deed, the state after, who gets which mail
    ("answered", "new", _answer(False), "open", {("ben", ASKER)}),
    ("asked back", "new", _answer(True), "waiting_for_asker", {("ben", ASKER)}),
    (
        "pointed to an article", "new",
        lambda play, it: helping.point(play.db, it, by=play.ada, group_id=None, article_id=new_id()),
        "open", {("ben", ASKER)},
    ),
    (
        "offered", "new", lambda play, it: play.offer(it, play.fay, play.scene.fear), "open",
        {("ben", ASKER)},
    ),
    (
        "taken on", "new", lambda play, it: tending.take_on(play.db, it, by=play.ada, due_on=today()),
        "being_helped", {("ben", ASKER)},
    ),
    (
        "note in the log", "new",
        lambda play, it: helping.answer(
            play.db, it, by=play.ada, group_id=None, text="Gebeld.", audience="stewards"
        ),
        "open", set(),
    ),
    (
        "written back before anybody answered", "new",
        lambda play, it: asking.write_back(play.db, it, by=play.ben, text="Tot tien uur."),
        "open", {("ada", HELPER), ("bo", HELPER)},
    ),
    (
        "written back", "helped",
        lambda play, it: asking.write_back(play.db, it, by=play.ben, text="Tot tien uur."),
        "being_helped", {("fay", HELPER), ("ada", HELPER)},
    ),
    (
        "offer accepted", "helped",
        lambda play, it: helping.accept(play.db, _again(play, it), by=play.ben),  # type: ignore[arg-type]
        "being_helped", {("gil", HELPER)},
    ),
    (
        "offer declined", "helped",
        lambda play, it: helping.decline(play.db, _again(play, it), by=play.ben),  # type: ignore[arg-type]
        "being_helped", {("gil", HELPER)},
    ),
    (
        "handed over", "helped", lambda play, it: tending.hand_over(play.db, it, by=play.ada, to=play.bo),
        "being_helped", {("bo", HELPER)},
    ),
    (
        "given back, a group still helps", "helped",
        lambda play, it: tending.hand_over(play.db, it, by=play.ada, to=None),
        "being_helped", {("ben", ASKER), ("bo", WAITING)},
    ),
    (
        "solved", "helped", lambda play, it: asking.solve(play.db, it, by=play.ben), "solved",
        {("fay", HELPER), ("ada", HELPER), ("gil", HELPER), ("eva", FOLLOWER)},
    ),
    (
        "solved, says a steward", "helped", lambda play, it: asking.solve(play.db, it, by=play.ada), "solved",
        {("ben", ASKER), ("fay", HELPER), ("gil", HELPER), ("eva", FOLLOWER)},
    ),
    (
        "not solved", "helped",
        lambda play, it: asking.say_outcome(play.db, it, by=play.ben, outcome="no", text=""),
        "being_helped", {("fay", HELPER), ("ada", HELPER), ("bo", WAITING)},
    ),
    (
        "solved, says the link", "helped",
        lambda play, it: asking.say_outcome(play.db, it, by=None, outcome="yes", text=""),
        "solved", {("fay", HELPER), ("ada", HELPER), ("gil", HELPER), ("eva", FOLLOWER)},
    ),
    (
        "withdrawn while being helped", "helped",
        lambda play, it: asking.withdraw(play.db, it, by=play.ben), "withdrawn",
        {("fay", HELPER), ("ada", HELPER), ("gil", HELPER), ("eva", FOLLOWER)},
    ),
    (
        "merged", "helped", _merge, "withdrawn",
        {("ben", ASKER), ("fay", HELPER), ("ada", HELPER), ("gil", HELPER), ("eva", FOLLOWER)},
    ),
    (
        "expired", "helped", lambda play, it: clock.expire(play.db, it), "expired",
        {("ben", ASKER), ("fay", HELPER), ("ada", HELPER), ("gil", HELPER), ("eva", FOLLOWER)},
    ),
    (
        "opened again", "helped",
        lambda play, it: _closed(play, it, lambda play, it: asking.reopen(play.db, it, by=play.ben)),
        "open", {("eva", FOLLOWER)} | STEWARDS,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "deed", "state", "mails"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_a_change_tells_exactly_those_it_concerns(
    scene: Scene, before: str, deed: Deed, state: str, mails: set[tuple[str, str]]
) -> None:
    with scene.world.db() as db:
        play = Play(db, scene)
        request = play.ask() if before == "new" else play.helped()
        forget_mails(play)
        deed(play, request)
        assert request.state == state
    assert mailed(scene.world) == mails


def test_what_is_asked_goes_to_willing_groups_and_stewards(scene: Scene) -> None:
    with scene.world.db() as db:
        act = Play(db, scene)
        fear = db.get_one(Group, scene.fear)
        groups.be_willing(db, fear, by=act.fay, categories=["huisvesting"])
        act.ask()
    assert mailed(scene.world) == {("fay", WAITING)} | STEWARDS


def test_an_invitation_goes_to_willing_groups_only(scene: Scene) -> None:
    with scene.world.db() as db:
        act = Play(db, scene)
        request = act.ask()
        groups.be_willing(db, db.get_one(Group, scene.fear), by=act.fay, categories=["huisvesting"])
        forget_mails(act)
        asked = tending.invite(db, request, by=act.ada, groups=[scene.fear, scene.sleep])
        assert asked == 1
        assert tending.invite(db, request, by=act.bo, groups=[scene.fear]) == 0
    assert mailed(scene.world) == {("fay", WAITING)}


def test_a_promise_that_runs_out_goes_from_hand_to_hand(scene: Scene) -> None:
    """Nobody took it: those asked first, then the stewards; each step once."""
    with scene.world.db() as db:
        Play(db, scene).ask()
    mailed(scene.world)
    seen = []
    for hours in (11, 12.1, 12.2, 24.1, 36.1, 60):
        with later(hours=hours), scene.world.db() as db:
            clock.hand_on_all(db)
        seen.append(mailed(scene.world))
    assert seen == [set(), STEWARDS, set(), STEWARDS, set(), set()]
    assert scene.world.count("task where done_at is null") == 1


def test_a_helping_group_is_reminded_then_its_stand_in_then_the_stewards(scene: Scene) -> None:
    with scene.world.db() as db:
        act = Play(db, scene)
        dora = db.get_one(Person, cast.IDS["dora"])
        db.add(GroupContact(group_id=scene.fear, person_id=dora.id, role="stand_in"))
        request = act.ask()
        helping.accept(db, act.offer(request, act.fay, scene.fear), by=act.ben)
        helping.answer(db, request, by=act.fay, group_id=scene.fear, text="Hoeveel stoelen?", asks_back=True)
        asking.write_back(db, request, by=act.ben, text="Twaalf.")
        forget_mails(act)
    seen = []
    for hours in (12.1, 24.1, 36.1):
        with later(hours=hours), scene.world.db() as db:
            clock.hand_on_all(db)
        seen.append(mailed(scene.world))
    assert seen == [{("fay", WAITING)}, {("dora", WAITING)}, STEWARDS]


def test_did_it_work_is_asked_once_and_then_it_ends(scene: Scene) -> None:
    with scene.world.db() as db:
        act = Play(db, scene)
        request = act.ask()
        helping.accept(db, act.offer(request, act.fay, scene.fear), by=act.ben)
    mailed(scene.world)
    seen = []
    for days in (6, 7.1, 8, 20, 21.5, 40):
        with later(days=days), scene.world.db() as db:
            clock.ask_all(db)
            clock.expire_all(db)
        seen.append(mailed(scene.world))
    over = {("ben", ASKER), ("fay", HELPER)}
    assert seen == [set(), {("ben", OUTCOME)}, set(), set(), over, set()]


def test_a_mail_too_many_or_to_another_would_be_seen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a circle too wide changes the result of the table."""
    monkeypatch.setitem(telling.CIRCLES, "asker", lambda db, _request: stewards(db))
    with scene.world.db() as db:
        act = Play(db, scene)
        request = act.ask()
        forget_mails(act)
        _answer(False)(act, request)
    assert mailed(scene.world) != {("ben", ASKER)}


def test_every_change_and_mail_of_the_table_has_a_sentence() -> None:
    missing = [
        (template, change)
        for change, told in telling.TELLS.items()
        for template in told.values()
        if template != OUTCOME and (template, change) not in telling.SENTENCES
    ]
    assert missing == []
    told = {(template, change) for change, circle in telling.TELLS.items() for template in circle.values()}
    assert set(telling.SENTENCES) <= told
