"""One meeting that is cancelled, moved or added, and back; what visitors read of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from portal.errors import Refused
from portal.groups.meetings import actions
from tests import cast
from tests.browser_like import Browser
from tests.groups.helpers import audited, said
from tests.groups.meetings.ground import (
    MEETINGS,
    PAGE,
    SECOND_TUESDAY,
    TODAY,
    enter,
    load,
    meetings,
    on,
    plant,
)
from tests.world import World

DECEMBER, JANUARY = "2026-12-08", "2027-01-12"


@pytest.fixture
def ground(alpha: World) -> Iterator[World]:
    """The group meets every second Tuesday; today is 22 November 2026."""
    with on(TODAY):
        plant(alpha)
        enter(alpha, **SECOND_TUESDAY)
        yield alpha


@pytest.fixture
def ben(ground: World) -> Browser:
    """The contact person's browser."""
    return ground.as_(cast.IDS["ben"])


@pytest.fixture
def path(ground: World) -> str:
    """The address of the meeting."""
    return f"{MEETINGS}/{meetings(ground)[0].id}"


def public(world: World) -> str:
    """The page as a visitor reads it, from the dates on."""
    return said(world.visitor().get(f"{PAGE}?lang=en")).split("Next dates")[1]


def test_one_is_cancelled_and_held_after_all(ground: World, ben: Browser, path: str) -> None:
    sent = ben.post(f"{path}/dates/{DECEMBER}", {"kind": "cancelled", "note": "zaal bezet"})
    assert sent.status_code == 303
    text = public(ground)
    assert "Tuesday 8 December cancelled zaal bezet Tuesday 12 January 2027" in text
    assert text.count("19:30 to 21:30") == 6, "six that are held"
    assert ben.post(f"{path}/dates/{DECEMBER}/undoing", page=MEETINGS).status_code == 303
    assert "Tuesday 8 December 19:30 to 21:30" in public(ground)
    assert audited(ground, "meeting.date_cancelled") == audited(ground, "meeting.date_restored") == [[]]


def test_one_is_moved_and_said_on_both_days(ground: World, ben: Browser, path: str) -> None:
    fields = {"kind": "moved", "to": "15-12-2026", "starts_at": "20.00", "note": "in de tuinkamer"}
    assert ben.post(f"{path}/dates/{DECEMBER}", fields).status_code == 303
    text = public(ground)
    assert "Tuesday 8 December moved to Tuesday 15 December" in text
    assert "Tuesday 15 December 20:00 to 21:30 moved from Tuesday 8 December in de tuinkamer" in text
    own = said(ben.get(f"{MEETINGS}?lang=en"))
    assert "Undo : Tuesday 8 December" in own
    ben.post(f"{path}/dates/{DECEMBER}/undoing", page=MEETINGS)
    assert "15 December" not in public(ground)


def test_one_extra(ground: World, ben: Browser, path: str) -> None:
    assert ben.post(f"{path}/extra", {"on": "2026-12-22", "starts_at": "14:00"}).status_code == 303
    assert "Tuesday 22 December 14:00 to 21:30 extra meeting" in public(ground)
    assert "Undo : Tuesday 22 December" in said(ben.get(f"{MEETINGS}?lang=en"))


BAD: list[tuple[str, dict[str, str], str]] = [
    (f"dates/{DECEMBER}", {"kind": "moved", "to": "2026-11-21"}, "That day has passed."),
    (f"dates/{DECEMBER}", {"kind": "moved", "to": "31-02-2027"}, "is not a day on the calendar"),
    (f"dates/{DECEMBER}", {"kind": "moved", "to": JANUARY}, "The group already meets on that day."),
    (f"dates/{DECEMBER}", {"kind": "moved"}, "This is the usual day and time."),
    (
        f"dates/{DECEMBER}",
        {"kind": "moved", "starts_at": "20:00", "ends_at": "20:00"},
        "The meeting ends at the moment it starts.",
    ),
    ("extra", {"on": ""}, "Choose the day of the extra meeting."),
    ("extra", {"on": "2026-11-21"}, "That day has passed."),
    ("extra", {"on": DECEMBER}, "The group already meets on that day."),
]


@pytest.mark.parametrize(("where", "fields", "sentence"), BAD)
def test_what_cannot_be_is_said(
    ground: World, path: str, where: str, fields: dict[str, str], sentence: str
) -> None:
    address = f"{path}/{where}"
    answer = ground.as_(cast.IDS["ben"]).post(
        f"{address}?lang=en", {"note": "bij Ria", **fields}, page=address
    )
    assert answer.status_code in (409, 422)
    assert sentence in said(answer) and 'value="bij Ria"' in answer.text
    assert all(f'value="{text}"' in answer.text for name, text in fields.items() if name != "kind" and text)
    assert meetings(ground)[0].changes == []


@pytest.mark.parametrize("day", ["2026-12-09", "2026-02-31", "tomorrow", "2026-12-08T10:00"])
def test_a_day_without_a_meeting_has_no_page(ben: Browser, path: str, day: str) -> None:
    assert ben.get(f"{path}/dates/{day}").status_code == 404
    assert ben.get(f"{path}/dates/{DECEMBER}").status_code == 200


def test_the_past_stays_as_it_was(ground: World) -> None:
    with ground.db() as db:
        group, ben = load(db), cast.ben(db)
        meeting = db.get(actions.Meeting, meetings(ground)[0].id)
        assert meeting is not None
        db.refresh(meeting, ["changes"])
        with pytest.raises(Refused):
            actions.cancel(db, group, meeting, date(2026, 11, 10), by=ben)
        actions.cancel(db, group, meeting, date(2026, 12, 8), by=ben)


def test_hours_are_those_on_the_wall_on_both_sides_of_a_clock_change(alpha: World) -> None:
    """The clock goes back on 25 October 2026 and forward on 28 March 2027."""
    for day, expected in (
        (date(2026, 10, 14), ("18 October", "25 October", "1 November")),
        (date(2027, 3, 15), ("21 March", "28 March", "4 April")),
    ):
        with on(day):
            alpha.wipe()
            plant(alpha)
            enter(alpha, rhythm="weekly", weekdays=["su"], starts_at="10:00", ends_at="12:00")
            text = public(alpha)
        for said_day in expected:
            assert f"Sunday {said_day} 10:00 to 12:00" in text


def test_the_page_of_tomorrow_is_another_one(ground: World) -> None:
    assert "8 December" in public(ground)
    with on(date(2026, 12, 9)):
        assert "8 December" not in public(ground)


def test_the_page_costs_the_same_for_three_meetings(ground: World, ben: Browser, path: str) -> None:

    def cost() -> int:
        with ground.statements() as asked:
            assert ground.visitor().get(f"{PAGE}?lang=en").status_code == 200
        return len(asked)

    before = cost()
    ben.post(f"{path}/dates/{DECEMBER}", {"kind": "cancelled"})
    enter(ground, rhythm="weekly", weekdays=["fr"], venue="De Brug")
    enter(ground, rhythm="weekly", weekdays=["sa"], venue="De Hoek")
    assert before == cost() <= 8


def test_who_may_not_know_when_sees_no_dates(ground: World, ben: Browser) -> None:
    def keep(audience: str) -> None:
        with ground.db() as db:
            from portal.ledger import announce_public_change

            load(db).shown_to = {"meeting_text": audience}
            announce_public_change(db)

    cem: Any
    with ground.db() as db:
        cem = cast.cem(db)
    readers = {"visitor": ground.visitor(), "cem": ground.as_(cem), "ben": ben}
    seen = {}
    for audience in ("public", "network", "group"):
        keep(audience)
        seen[audience] = [name for name, one in readers.items() if "8 dec" in said(one.get(PAGE)).lower()]
    assert seen == {"public": ["visitor", "cem", "ben"], "network": ["cem", "ben"], "group": ["ben"]}
