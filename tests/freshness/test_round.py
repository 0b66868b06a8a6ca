"""The daily round: who is asked when, and what becomes of a page that nobody confirms."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from portal.clock import now
from portal.freshness import cycle
from portal.freshness.cycle import MOST_A_DAY, go_round
from portal.groups.checking import Cycle, takes_part
from portal.groups.models import Group, GroupContact
from portal.groups.rules import GROUP
from portal.mail import post
from portal.profile import NetworkProfile
from tests import cast
from tests.freshness.helpers import (
    DUE,
    asking,
    group,
    link_to,
    mails,
    on,
    round_on,
    rounds_until,
    stored,
)
from tests.sink import Sink, path_in
from tests.world import World

BEN, CEM, DORA = (f"{name}@people.example" for name in ("ben", "cem", "dora"))
DAY = timedelta(days=1)
HIDDEN_ON = date(2026, 9, 15)


def role(db: Any, found: Group, person: Any, **more: Any) -> None:
    """Give somebody a role in a group."""
    db.add(GroupContact(group_id=found.id, person_id=person.id, **more))
    db.flush()


@pytest.fixture
def asked(alpha: World) -> World:
    """ben speaks for the group, cem stands in."""
    with alpha.db() as db:
        cast.ada(db)
        role(db, group(db, contact=cast.ben(db)), cast.cem(db), role="stand_in")
    return alpha


def test_a_round_takes_its_steps_and_then_hides_the_page(asked: World) -> None:
    rounds_until(asked, DUE - 3 * DAY, HIDDEN_ON - DAY)
    assert [(day, to) for day, to, _ in mails(asked)] == [
        (DUE, BEN),
        *((DUE + 14 * DAY, address) for address in (BEN, CEM)),
    ]
    assert asking(stored(asked)) == (DUE, 3, DUE + 28 * DAY, None)
    round_on(asked, HIDDEN_ON)
    assert asking(stored(asked))[3] == HIDDEN_ON
    assert [(day, to) for day, to, _ in mails(asked)[3:]] == [(HIDDEN_ON, BEN), (HIDDEN_ON, CEM)]
    assert mails(asked)[3][2] != mails(asked)[2][2]


def test_running_twice_on_a_day_asks_once(asked: World) -> None:
    for day in (DUE, DUE, DUE + 14 * DAY, DUE + 14 * DAY):
        round_on(asked, day)
    assert len(mails(asked)) == 3


def test_a_clock_that_stood_still_skips_no_step(asked: World) -> None:
    for day in (DUE, DUE + 200 * DAY, DUE + 201 * DAY):
        round_on(asked, day)
    assert asking(stored(asked))[1:] == (2, DUE + 200 * DAY, None)
    round_on(asked, DUE + 214 * DAY)
    round_on(asked, DUE + 215 * DAY)
    assert asking(stored(asked))[1:] == (3, DUE + 214 * DAY, None)
    round_on(asked, DUE + 228 * DAY)
    assert asking(stored(asked))[3] == DUE + 228 * DAY


def test_a_clock_that_was_off_for_a_year_asks_before_it_hides(asked: World) -> None:
    late = DUE + 400 * DAY
    rounds_until(asked, late, late + 60 * DAY)
    assert asking(stored(asked))[1::2] == (3, None)
    rounds_until(asked, late + 61 * DAY, late + 63 * DAY)
    assert asking(stored(asked))[3] is not None


@pytest.mark.parametrize(
    ("ben_away", "stand_in", "first", "second"),
    [
        (None, True, [BEN], [BEN, CEM]),
        (DUE + 3 * DAY, True, [CEM], [BEN, CEM]),
        (DUE, True, [BEN], [BEN, CEM]),
        (DUE + 90 * DAY, True, [CEM], [CEM]),
        (DUE + 90 * DAY, False, ["post@group.example"], ["post@group.example"]),
    ],
)
def test_who_is_away_is_not_asked(
    alpha: World, ben_away: date | None, stand_in: bool, first: list[str], second: list[str]
) -> None:
    with alpha.db() as db:
        found = group(db, email="post@group.example")
        role(db, found, cast.ben(db), away_until=ben_away)
        if stand_in:
            role(db, found, cast.cem(db), role="stand_in")
    round_on(alpha, DUE)
    assert [to for _, to, _ in mails(alpha)] == first
    round_on(alpha, DUE + 14 * DAY)
    assert sorted(to for _, to, _ in mails(alpha)[len(first) :]) == second


def test_without_an_account_the_listed_address_is_asked_and_without_that_the_stewards_call(
    alpha: World,
) -> None:
    with alpha.db() as db:
        group(db, "Met adres", email="post@group.example")
        group(db, "Zonder adres")
        ended = cast.dora(db)
        ended.ended_at = group(db, "Vertrokken", contact=ended).created_at
    round_on(alpha, DUE)
    assert [to for _, to, _ in mails(alpha)] == ["post@group.example"]
    steps = {name: stored(alpha, name).asked_step for name in ("Met adres", "Zonder adres", "Vertrokken")}
    assert steps == {"Met adres": 1, "Zonder adres": 3, "Vertrokken": 3}


def test_one_mail_for_all_groups_of_a_person_that_names_none(asked: World, sink: Sink) -> None:
    with asked.db() as db:
        for number in range(5):
            group(db, f"Angstgroep {number}", theme="angst", contact=cast.ben(db))
    round_on(asked, DUE)
    with on(DUE + DAY):
        asked.work()
    assert [mail.recipients for mail in sink.received] == [[BEN]]
    written = f"{mails(asked)} {sink.received[0].text}".casefold()
    assert not any(word in written for word in ("angst", "rouw", "helmond"))
    with on(DUE):
        page = asked.visitor().get(path_in(sink.received[0].text, "/still-correct/"))
    assert page.status_code == 200
    assert all(f"Angstgroep {number}" in page.text for number in range(5)) and "Rouwgroep" in page.text


def test_many_are_asked_bit_by_bit_oldest_first(alpha: World) -> None:
    with alpha.db() as db:
        for number in range(MOST_A_DAY + 3):
            group(db, f"Groep {number:02}", email="post@group.example")
        group(db, "De oudste", verified_on=date(2024, 1, 1), email="oud@group.example")
    round_on(alpha, DUE)
    assert alpha.count("support_group where asked_step = 1") == MOST_A_DAY
    assert stored(alpha, "De oudste").asked_step == 1
    assert sorted(to for _, to, _ in mails(alpha)) == ["oud@group.example", "post@group.example"]
    assert len(link_to(alpha, "post@group.example")) < 2_000
    round_on(alpha, DUE + DAY)
    assert alpha.count("support_group where asked_step = 1") == MOST_A_DAY + 4


@pytest.mark.parametrize(
    "more",
    [{"state": "paused"}, {"state": "ended"}, {"state": "forming"}, {"listed": False}],
    ids=lambda more: next(iter(map(str, more.values()))),
)
def test_only_groups_that_visitors_find_and_that_meet_are_asked(alpha: World, more: dict[str, Any]) -> None:
    with alpha.db() as db:
        group(db, contact=cast.ben(db), **more)
    round_on(alpha, DUE)
    assert mails(alpha) == []


def test_a_group_just_written_down_is_left_alone(alpha: World) -> None:
    with on(DUE), alpha.db() as db:
        group(db, contact=cast.ben(db), verified_on=None, created_at=now())
    round_on(alpha, DUE + 13 * DAY)
    assert mails(alpha) == []
    round_on(alpha, DUE + 14 * DAY)
    assert len(mails(alpha)) == 1


def test_pausing_and_a_newer_list_end_the_round(asked: World) -> None:
    rounds_until(asked, DUE, HIDDEN_ON)
    assert stored(asked).stale_since
    with asked.db() as db:
        db.execute(update(Group).values(verified_on=HIDDEN_ON))
    round_on(asked, HIDDEN_ON + DAY)
    assert asking(stored(asked)) == (None, 0, None, None)
    assert "Rouwgroep" in asked.visitor().get("/groups").text


def test_the_network_chooses_its_rhythm(asked: World) -> None:
    with asked.db() as db:
        profile = db.get_one(NetworkProfile, 1)
        profile.check_months, profile.grace_months = 12, 1
        db.execute(text("update shared.public_revision set number = number + 1"))
    round_on(asked, DUE)
    assert mails(asked) == []
    rounds_until(asked, date(2026, 12, 15), date(2027, 2, 15))
    assert stored(asked).stale_since == date(2027, 2, 15)


def _two_at_once(world: World) -> int:
    """Two clocks go their round at the same moment; returns how many mails they wrote."""
    ready = Barrier(2)

    def one() -> None:
        with world.db() as db:
            ready.wait(timeout=10)
            go_round(db)

    with on(DUE):
        clocks = [Thread(target=one) for _ in range(2)]
        for clock in clocks:
            clock.start()
        for clock in clocks:
            clock.join()
    return len(mails(world))


def test_two_clocks_ask_once(asked: World) -> None:
    assert _two_at_once(asked) == 1


def test_two_clocks_that_hold_nothing_are_seen(asked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without holding the rows, and without the key that mails have, both ask: the test above can fail."""
    both_read = Barrier(2)

    def read_only(db: Any, _cycle: Cycle, *conditions: Any) -> list[UUID]:
        found = list(db.scalars(select(GROUP.id).where(takes_part(), *conditions)))
        both_read.wait(timeout=10)
        return found

    monkeypatch.setattr(cycle, "_choose", read_only)
    monkeypatch.setattr(cycle, "post", lambda db, key, **facts: post(db, **facts))
    assert _two_at_once(asked) == 2
