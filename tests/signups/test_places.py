"""Places, the waiting list and offers: who gets one, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from portal.access import find as visible
from portal.accounts.models import Person
from portal.clock import now
from portal.errors import Refused
from portal.signups import actions, hooks
from portal.signups.timing import offered_until
from portal.signups.wishes import Companion
from portal.trainings import actions as trainings
from portal.trainings.models import Training
from tests.cast import IDS
from tests.groups.helpers import said
from tests.signups.helpers import (
    FORM,
    KEY,
    PAGE,
    change,
    do,
    find,
    group_id,
    link_in,
    mails,
    names_in,
    put,
    sent,
    soon,
    states,
    taken,
    training,
)
from tests.sink import Sink
from tests.world import World

ZONE = ZoneInfo("Europe/Amsterdam")


def stewards(world: World, deed: Any, **more: Any) -> None:
    """What ada does to the training itself."""
    with world.db() as db:
        ada = db.get_one(Person, IDS["ada"])
        found = visible(db, Training, ada, id=KEY)
        assert found is not None
        deed(db, found, by=ada, **more)


def test_who_is_late_waits_and_is_offered_what_becomes_free(course: World, sink: Sink) -> None:
    ben, dora = course.as_(IDS["ben"]), course.as_(IDS["dora"])
    own = sent(ben, name="ben").headers["Location"]
    put(course, "anna")
    assert sent(dora, name="dora").status_code == 303
    assert states(course) == {"ben": "confirmed", "anna": "confirmed", "dora": "waiting"}
    assert ben.post(f"{own}/cancellation", page=own).status_code == 303
    assert states(course)["dora"] == "offered" and taken(course) == 2
    course.work()
    visitor, path = course.visitor(), link_in(sink, "dora")
    assert visitor.get(path).status_code == 200 and states(course)["dora"] == "offered"
    assert visitor.post(f"{path}/acceptance", page=path).status_code == 303
    assert names_in(course, "confirmed") == ["anna", "dora"]
    assert "Mijn trainingen" in said(dora.get("/me")) or "My trainings" in said(dora.get("/me"))


def test_let_go_it_goes_to_the_next(course: World, sink: Sink) -> None:
    for name in ("a", "b", "c", "d"):
        put(course, name)
    do(course, actions.cancel, "a")
    assert states(course)["c"] == "offered"
    course.work()
    path = link_in(sink, "c")
    course.visitor().post(f"{path}/refusal", page=path)
    assert states(course) == {"a": "cancelled", "b": "confirmed", "c": "declined", "d": "offered"}


def test_an_offer_nobody_takes_goes_on_and_is_no_good_after_that(course: World) -> None:
    for name in ("a", "b", "c", "d"):
        put(course, name)
    do(course, actions.cancel, "a")
    until = find(course, "c").kept_until
    assert until is not None
    with time_machine.travel(until, tick=False), pytest.raises(Refused):
        do(course, actions.accept, "c")
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        course.work()
        assert states(course)["c"] == "offered"
    with time_machine.travel(until, tick=False):
        course.work()
    assert states(course) == {"a": "cancelled", "b": "confirmed", "c": "expired", "d": "offered"}
    assert taken(course) == 2


def test_taken_in_the_last_second_the_clock_finds_nothing_to_do(course: World) -> None:
    for name in ("a", "b", "c"):
        put(course, name)
    do(course, actions.cancel, "a")
    until = find(course, "c").kept_until
    assert until is not None
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        do(course, actions.accept, "c")
    with time_machine.travel(until + timedelta(hours=1), tick=False):
        course.work()
    assert states(course)["c"] == "confirmed"


def test_signing_up_twice_is_once(course: World) -> None:
    ben = course.as_(IDS["ben"])
    for _number in range(2):
        assert sent(ben, name="ben").status_code == 303
    assert course.count("sign_up") == 1 and taken(course) == 1


def test_a_group_has_its_share_until_the_limit_is_over(course: World) -> None:
    change(course, capacity=4, per_group=1, per_group_until=soon(days=3))
    group = group_id(course, "Rouw")
    for name in ("a", "b"):
        put(course, name, group_id=group)
    put(course, "c", group_id=group_id(course, "Angst"))
    put(course, "d")
    assert states(course) == {"a": "confirmed", "b": "waiting", "c": "confirmed", "d": "confirmed"}
    do(course, actions.cancel, "c")
    assert states(course)["b"] == "waiting", "the other group's place is no use to them"
    with time_machine.travel(now() + timedelta(days=3, minutes=1), tick=False):
        course.work()
    assert states(course)["b"] == "offered"


def test_somebody_of_the_group_who_cancels_lets_the_next_of_it_in(course: World) -> None:
    change(course, capacity=4, per_group=1)
    group = group_id(course, "Rouw")
    for name in ("a", "b"):
        put(course, name, group_id=group)
    do(course, actions.cancel, "a")
    assert states(course)["b"] == "offered"


def test_two_come_together_or_wait_together(course: World) -> None:
    put(course, "a")
    put(course, "pair", companion=Companion("other"))
    assert states(course) == {"a": "confirmed", "pair": "waiting", "other": "waiting"}
    put(course, "single")
    assert states(course)["single"] == "confirmed", "one place is of no use to two"
    do(course, actions.cancel, "a")
    assert names_in(course, "waiting") == ["other", "pair"]
    do(course, actions.cancel, "single")
    assert names_in(course, "offered") == ["other", "pair"]
    do(course, actions.accept, "pair")
    assert names_in(course, "confirmed") == ["other", "pair"] and taken(course) == 2
    do(course, actions.cancel, "pair")
    assert taken(course) == 0 and names_in(course, "cancelled") == ["a", "other", "pair", "single"]


def test_one_of_two_comes_alone_when_they_said_so(course: World) -> None:
    put(course, "a")
    put(course, "pair", companion=Companion("other"), alone_ok=True)
    assert states(course) == {"a": "confirmed", "pair": "offered", "other": "waiting"}
    course.work()
    assert [to for to, kind in mails(course) if kind == "sign_up_offer"] == ["pair"]
    do(course, actions.cancel, "a")
    assert states(course)["other"] == "offered"


def test_more_places_move_the_list_up_and_fewer_than_taken_are_refused(course: World) -> None:
    for name in ("a", "b", "c", "d"):
        put(course, name)
    stewards(course, trainings.change, values={"capacity": 3})
    assert states(course)["c"] == "offered" and states(course)["d"] == "waiting"
    with pytest.raises(Refused):
        stewards(course, trainings.change, values={"capacity": 1})
    assert taken(course) == 3


def test_called_off_everybody_hears_it_and_nobody_is_offered_anything(course: World, sink: Sink) -> None:
    for name in ("a", "b", "c"):
        put(course, name)
    course.work()
    stewards(course, trainings.cancel, reason="De trainer is ziek.")
    assert set(states(course).values()) == {"cancelled"} and taken(course) == 0
    course.work()
    assert sorted(mail.recipients[0][0] for mail in sink.received[-3:]) == ["a", "b", "c"]
    assert "CANCEL" in sink.received[-1].message.as_string()
    assert "De trainer is ziek." in said(course.visitor().get(link_in(sink, "c")))


def test_a_mail_that_is_not_true_any_more_is_not_sent(course: World) -> None:
    put(course, "a")
    do(course, actions.cancel, "a")
    course.work()
    assert mails(course) == [("a", "sign_up_news")]


def test_the_stewards_say_yes_first(course: World) -> None:
    change(course, approval="steward")
    put(course, "a")
    assert states(course) == {"a": "asked"} and taken(course) == 0
    ada = course.as_(IDS["ada"])
    where = f"/trainings/sign-ups/{find(course, 'a').id}/decision"
    assert ada.post(where, {"yes": "yes"}, page=f"{PAGE}/sign-ups").status_code == 303
    assert states(course) == {"a": "confirmed"} and taken(course) == 1


def test_a_place_is_held_while_it_is_paid(course: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "holds", [lambda _db, _training, _one: timedelta(minutes=30)])
    left: list[str] = []
    monkeypatch.setattr(hooks, "left", [lambda _db, one, was: left.append(f"{one.name} {was}")])
    for name in ("a", "b", "c"):
        put(course, name)
    assert states(course) == {"a": "held", "b": "held", "c": "waiting"} and taken(course) == 2
    do(course, actions.confirm_held, "a")
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        course.work()
        assert states(course) == {"a": "confirmed", "b": "expired", "c": "offered"} and left == ["b held"]
        do(course, actions.confirm_held, "b")
        assert states(course)["b"] == "waiting", "paid too late: first on the list"
        put(course, "d")
        do(course, actions.decline, "c")
    assert states(course) == {"a": "confirmed", "b": "offered", "c": "declined", "d": "waiting"}


def test_an_account_that_ends_gives_its_places_back(course: World) -> None:
    from portal.signups.feature import leave

    for name in ("ben", "a", "c"):
        put(course, name)
    with course.db() as db:
        leave(db, db.get_one(Person, IDS["ben"]))
    assert states(course) == {"ben": "cancelled", "a": "confirmed", "c": "offered"}


def test_single_sessions_have_places_of_their_own(alpha: World, course: World) -> None:
    key = IDS["eve"]
    training(course, key=key, by_session=True, places=1)
    page = f"/trainings/{key}/sign-up"
    with course.db() as db:
        sessions = [one.id for one in visible(db, Training, None, id=key).sessions]  # type: ignore[union-attr]
    for name, chosen in (("ben", sessions), ("dora", sessions[:1]), ("cem", [])):
        data = {"name": name, "group": "", "sessions": [str(one) for one in chosen]}
        answer = course.as_(IDS[name]).post(page, data, page=page)
        assert answer.status_code == (303 if chosen else 409), said(answer)
    assert states(course, key) == {"ben": "confirmed", "dora": "waiting"} and course.count("sign_up") == 3


OVER = ({"state": "closed"}, {"signup_until": soon(days=-1)}, {"starts_at": now()})


@pytest.mark.parametrize("facts", OVER)
def test_outside_the_window_nobody_signs_up(course: World, facts: dict[str, Any]) -> None:
    change(course, **facts)
    assert sent_anyway(course).status_code == 409 and course.count("sign_up") == 0


def sent_anyway(world: World) -> Any:
    """The form was open before it was over."""
    ben = world.as_(IDS["ben"])
    token = ben.token("/me")
    return ben.send(FORM, {"csrf_token": token, "name": "Ben", "group": ""})


@pytest.mark.parametrize(
    ("begin", "starts", "until"),
    [
        ("2026-11-23 10:00", "2027-06-01 19:00", "2026-11-26 16:00"),
        ("2026-11-23 23:00", "2027-06-01 19:00", "2026-11-27 14:00"),
        ("2026-11-23 10:00", "2026-11-23 18:00", "2026-11-23 12:00"),
        ("2026-11-23 09:00", "2026-11-24 19:00", "2026-11-23 17:30"),
        ("2026-11-23 21:00", "2026-11-24 09:00", "2026-11-24 09:00"),
        ("2027-03-27 21:00", "2027-06-01 19:00", "2027-03-31 13:00"),
        ("2026-10-24 21:00", "2027-06-01 19:00", "2026-10-28 13:00"),
    ],
)
def test_an_offer_lasts_48_waking_hours_or_a_quarter_of_what_is_left(
    begin: str, starts: str, until: str
) -> None:
    first, start, end = (
        datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC) for text in (begin, starts, until)
    )
    assert offered_until(first, start) == end
