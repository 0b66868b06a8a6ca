"""The overviews of Monday: what they say, to whom, and when there is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from portal.accounts.models import Person
from portal.calendar import actions as calendar
from portal.groups.meetings.models import Meeting
from portal.groups.models import Group, GroupContact
from portal.help_requests.models import HelpRequest
from portal.reminders import timing
from portal.reminders.choices import choose, who_is
from portal.tasks.actions import open_task
from tests import cast
from tests.calendar.helpers import USUAL
from tests.cast import IDS
from tests.reminders.conftest import GROUP
from tests.reminders.helpers import at, go_on, plan, rows, send, states, wall, written
from tests.signups import helpers as signups
from tests.sink import Sink
from tests.world import World

SUNDAY, MONDAY = wall("2026-11-29 12:00"), "2026-11-30 08:00"


def _ask(world: World, on: str, **facts: Any) -> None:
    with world.db() as db:
        db.add(HelpRequest(title="Wie heeft een zaal?", category="ruimte", created_at=wall(on), **facts))


def _quiet(world: World) -> None:
    """Nothing is left to tell ben."""
    with world.db() as db:
        db.execute(delete(Meeting))
        db.execute(update(Group).values(verified_on=wall("2026-11-20 00:00").date()))


def _monday(world: World, sink: Sink | None = None) -> None:
    with at(SUNDAY):
        plan(world)
    with at(MONDAY):
        world.work()


def _to(sink: Sink, name: str) -> Any:
    (mail,) = sink.sent_to(f"{name}@people.example")
    return mail


def test_contact_persons_read_on_monday_what_concerns_their_groups(circle: World, sink: Sink) -> None:
    with at("2026-11-27 12:00"):
        signups.training(circle, days=20)
    _ask(circle, "2026-11-26 10:00")
    _ask(circle, "2026-11-10 10:00")
    _monday(circle)
    mail = _to(sink, "ben")
    assert "/help-requests" in mail.text and "1 " in mail.text
    assert "/trainings" in mail.text
    assert "1 december" in mail.text
    assert mail.message["List-Unsubscribe"]
    for word in ("Rouw", "zaal", "Gesprekken", "Helmond"):
        assert word not in mail.whole
    assert written(circle, "digest") == [("ben", "digest")]


def test_they_read_how_much_the_network_has_in_its_calendar(circle: World, sink: Sink) -> None:
    """Of four one is for stewards and one is cancelled; ada is a steward and has a seat too."""
    _quiet(circle)
    with at(SUNDAY), circle.db() as db:
        ada, day = cast.ada(db), wall("2026-12-03 00:00").date()
        for visibility in ("public", "network", "stewards", "public"):
            values = {**USUAL, "first_on": day, "visibility": visibility}
            last = calendar.make(db, by=ada, values=values)
        last.cancelled_at = SUNDAY
        db.add(GroupContact(group_id=GROUP, person_id=IDS["ada"], role="stand_in"))
    _monday(circle, sink)
    assert "2 data van het netwerk" in _to(sink, "ben").text
    letters = [mail.text for mail in sink.sent_to("ada@people.example")]
    assert ["3 data van het netwerk" in text for text in letters].count(True) == 1


def test_an_empty_overview_is_not_sent(circle: World) -> None:
    _quiet(circle)
    _monday(circle)
    assert written(circle) == []
    assert states(circle, "digest") == [("digest", "11-30 08:00", "skipped", "empty")]


def test_an_overview_with_something_in_it_is_sent(circle: World) -> None:
    """The control of the test above."""
    _quiet(circle)
    _ask(circle, "2026-11-26 10:00")
    _monday(circle)
    assert written(circle, "digest") == [("ben", "digest")]


@pytest.mark.parametrize("facts", [{"visibility": "stewards"}, {"state": "solved"}])
def test_what_others_may_not_read_is_not_counted(circle: World, facts: dict[str, str]) -> None:
    _quiet(circle)
    _ask(circle, "2026-11-26 10:00", **facts)
    _monday(circle)
    assert written(circle, "digest") == []


def test_stewards_read_what_waits(circle: World, sink: Sink) -> None:
    with at(SUNDAY), circle.db() as db:
        open_task(db, "test", key="x", sentence="Bel de groep Rouw")
    _ask(circle, "2026-11-29 10:00", visibility="stewards")
    _monday(circle)
    mail = _to(sink, "ada")
    assert "/stewardship/board?view=new" in mail.text
    assert "/stewardship\r\n" in mail.text
    assert "Rouw" not in mail.whole
    assert ("ada", "briefing") in written(circle)


def test_stewards_of_a_quiet_network_read_nothing(circle: World) -> None:
    _quiet(circle)
    _monday(circle)
    assert written(circle, "briefing") == []


def test_who_chose_the_overview_reads_their_dates_there(circle: World, sink: Sink) -> None:
    """cem speaks for no group; his training is on 2 December."""
    with at("2026-11-23 12:00"):
        signups.training(circle, days=9)
        signups.put(circle, "cem")
        with circle.db() as db:
            choose(db, who_is(IDS["cem"]), "training", "digest", person_id=IDS["cem"])
        circle.work()
        sink.clear()
    go_on(circle, wall("2026-11-24 12:00"), 24 * 9, every=2)
    assert [name for to, name in written(circle) if to == "cem"] == ["sign_up_news", "digest"]
    with at("2026-12-03 12:00"):
        circle.work()
    assert "2 december" in " ".join(_to(sink, "cem").text.split())


def test_no_overview_for_who_does_not_want_it(circle: World) -> None:
    with at(SUNDAY), circle.db() as db:
        choose(db, who_is(IDS["ben"]), "digest", "off", person_id=IDS["ben"])
    _monday(circle)
    assert written(circle, "digest") == []


def test_nor_for_who_gave_up_the_seat_or_the_account_since_it_was_planned(circle: World) -> None:
    with at(SUNDAY):
        plan(circle)
        with circle.db() as db:
            db.execute(delete(GroupContact))
            db.execute(update(Person).where(Person.id == IDS["ada"]).values(ended_at=SUNDAY))
        plan(circle)
    with at(MONDAY):
        send(circle)
    assert written(circle) == []
    assert {row.state for row in rows(circle) if row.kind in ("digest", "briefing")} == {"dropped"}


def test_overviews_missed_while_the_clock_was_off_are_told_in_one(circle: World, sink: Sink) -> None:
    """Off from Sunday for twelve days: what came in both weeks stands in the one of the next Monday."""
    _quiet(circle)
    with at(SUNDAY):
        plan(circle)
    _ask(circle, "2026-11-28 10:00")
    _ask(circle, "2026-12-08 10:00")
    go_on(circle, SUNDAY + timedelta(days=12), 24 * 4)
    assert [row[1:] for row in states(circle, "digest")][:2] == [
        ("11-30 08:00", "skipped", "merged"), ("12-14 08:00", "sent", ""),
    ]  # fmt: skip
    assert written(circle, "digest") == [("ben", "digest")]
    with at("2026-12-14 12:00"):
        circle.work()
    assert "2 " in _to(sink, "ben").text


def test_an_overview_that_is_a_day_late_still_comes(circle: World) -> None:
    with at(SUNDAY):
        plan(circle)
    go_on(circle, wall("2026-12-01 09:00"), 1)
    assert ("ben", "digest") in written(circle, "digest")


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        ("2026-11-29 12:00", "2026-11-30"), ("2026-11-30 07:59", "2026-11-30"),
        ("2026-11-30 08:00", "2026-12-07"), ("2026-03-28 12:00", "2026-03-30"),
        ("2026-10-25 02:30", "2026-10-26"),
    ],
)  # fmt: skip
def test_monday_is_at_eight_on_the_wall(moment: str, monday: str) -> None:
    assert timing.next_monday(wall(moment)) == wall(f"{monday} 08:00")
