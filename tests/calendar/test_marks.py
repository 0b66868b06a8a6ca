"""Who comes on a date still comes when the date goes to another day or another entry, and hears of it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from portal.calendar import coming
from portal.calendar.moving import paired
from portal.recurrence import stepping
from portal.recurrence.pattern import Pattern
from tests import cast
from tests.calendar.helpers import entries, fill_in, put, soon, tuesday
from tests.calendar.test_deeds import change, form, press, series
from tests.groups.helpers import said
from tests.sink import Sink
from tests.world import World

DAY = timedelta(days=1)


class People:
    """ada tends; dora has an account and the other one has none."""

    def __init__(self, world: World) -> None:
        with world.db() as db:
            cast.ada(db), cast.dora(db)
        self.world = world
        self.ada, self.dora = (world.as_(cast.IDS[name]) for name in ("ada", "dora"))
        self.visitor = world.visitor()

    def come(self, key: UUID, *days: date) -> None:
        """Both of them say so."""
        for browser in (self.dora, self.visitor):
            for day in days:
                press(browser, key, day)

    def coming(self, key: UUID) -> list[int]:
        """On how many dates each of them comes, as the page tells them."""
        pages = (said(browser.get(f"/calendar/entries/{key}")) for browser in (self.dora, self.visitor))
        return [page.count("Je komt.") for page in pages]


@pytest.fixture
def people(alpha: World) -> People:
    """Three that look at one calendar."""
    return People(alpha)


def split(people: People) -> tuple[UUID, UUID]:
    """Tuesdays, of which the fourth and later ones go to Thursdays; both come to two of those."""
    key = put(people.world, coming=True, **series())
    people.come(key, tuesday(3), tuesday(5), tuesday(6))
    to = str(tuesday(5) + 2 * DAY)
    change(people.ada, key, tuesday(5), scope="later", to=to, starts_at="14:00", ends_at="16:00")
    (new,) = (one.id for one in entries(people.world) if one.id != key)
    return key, new


def test_marks_go_along_when_a_series_is_split(people: People) -> None:
    key, new = split(people)
    assert people.coming(key) == [1, 1] and people.coming(new) == [2, 2]
    thursday = tuesday(5) + 2 * DAY
    people.come(new, thursday)
    assert people.world.count("calendar_entry_coming") == 6, "who comes already counts once"
    for browser in (people.dora, people.visitor):
        press(browser, new, thursday, undo=True)
    assert people.coming(new) == [1, 1] and people.world.count("calendar_entry_coming") == 4
    people.come(new, thursday)
    assert people.coming(new) == [2, 2]


def test_without_carrying_them_they_are_lost(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(coming, "carry", lambda *_: None)
    assert people.coming(split(people)[1]) == [0, 0]


def test_a_mark_is_made_with_what_it_was_made_with(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: looked for with the new entry and date, nobody is known again."""
    _key, new = split(people)
    real = coming.mark
    monkeypatch.setattr(coming, "mark", lambda who, _key, _on: real(who, new, tuesday()))
    assert people.coming(new) == [0, 0]


def test_who_has_an_account_hears_of_it_and_doubles_nothing(people: People, sink: Sink) -> None:
    key, new = split(people)
    people.world.work()
    (mail,) = sink.received
    assert mail.recipients == ["dora@people.example"]
    assert str(new) in mail.text and "14.00" in mail.text and "19.30" in mail.text
    attached: Any = mail.message.get_payload()[-1]
    off, now = Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
    assert str(off["UID"]).startswith(str(key)) and off["STATUS"] == "CANCELLED" and off["SEQUENCE"] == 1
    assert off["RECURRENCE-ID"].dt.date() == tuesday(5)
    assert str(now["UID"]).startswith(str(new)) and now["STATUS"] == "CONFIRMED"
    assert now["DTSTART"].dt.date() == tuesday(5) + 2 * DAY


def test_those_after_it_that_are_cancelled_are_told_and_forgotten(people: People, sink: Sink) -> None:
    key = put(people.world, coming=True, **series())
    people.come(key, tuesday(3), tuesday(5))
    change(people.ada, key, tuesday(4), scope="later", kind="cancelled", reason="Zomer")
    people.world.work()
    (mail,) = sink.received
    assert "METHOD:CANCEL" in str(mail.message.get_payload()[-1].get_payload(decode=True))
    assert people.coming(key) == [1, 1] and people.world.count("calendar_entry_coming") == 2


def test_all_of_a_series_go_to_another_day_and_back(people: People, sink: Sink) -> None:
    key = put(people.world, coming=True, **series(first_on=tuesday(-3)))
    people.come(key, tuesday(2), tuesday(4))
    change(people.ada, key, tuesday(3), scope="all", to=str(tuesday(3) + DAY))
    people.world.work()
    assert people.coming(key) == [2, 2]
    assert "gaat niet door" not in sink.received[0].text and "19.30" in sink.received[0].text
    people.come(key, tuesday(2) + DAY)
    change(people.ada, key, tuesday(3) + DAY, scope="all", to=str(tuesday(3)))
    assert people.coming(key) == [2, 2] and people.world.count("calendar_entry_coming") == 4


def test_every_day_goes_a_day_later(people: People) -> None:
    """Each date is where the next one was."""
    key = put(people.world, coming=True, rrule="FREQ=DAILY", first_on=soon(), last_on=soon(20))
    people.come(key, soon(), soon(1 + 10))
    change(people.ada, key, soon(), scope="all", to=str(soon(11)))
    assert people.coming(key) == [2, 2]
    press(people.visitor, key, soon(11), undo=True)
    assert people.coming(key) == [2, 1]


@pytest.mark.parametrize("way", ["form", "date"])
def test_one_that_is_once_is_moved_and_not_cancelled(people: People, sink: Sink, way: str) -> None:
    key = put(people.world, coming=True)
    people.come(key, soon())
    if way == "date":
        change(people.ada, key, soon(), to=str(soon(12)))
    else:
        sent = form(first_on=str(soon(12)), coming="y", place="Helmond")
        assert fill_in(people.ada, f"/calendar/entries/{key}/edit", sent).status_code == 303
    people.world.work()
    (mail,) = sink.received
    assert "METHOD:PUBLISH" in str(mail.message.get_payload()[-1].get_payload(decode=True))
    assert people.coming(key) == [1, 1]


@pytest.mark.parametrize(
    ("old", "new", "on", "to"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=2TH", date(2027, 1, 12), date(2027, 1, 14)),
        ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=1MO", date(2027, 1, 29), date(2027, 2, 1)),
        ("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=MO", date(2027, 3, 23), date(2027, 3, 22)),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=1", date(2027, 3, 31), date(2027, 4, 1)),
    ],
)
def test_the_third_one_stays_the_third_one(old: str, new: str, on: date, to: date) -> None:
    first = date(2026, 9, 1)
    before, after = (Pattern(rule, first, time(10), None) for rule in (old, new))
    days = stepping.dates(before, on - 70 * DAY, on + 400 * DAY)
    goes = paired(before, after, on, to, days)
    assert goes[on] == to and sorted(goes.values()) == [goes[day] for day in sorted(goes)]
    near = [day for day in days if abs(day - on) < 300 * DAY and day >= on]
    assert [goes[day] for day in near] == stepping.dates(after, to, to + 400 * DAY)[: len(near)]
    assert paired(before, after, on, to, []) == {}
