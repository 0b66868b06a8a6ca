"""A series is read back before it is saved, and so is a date that is not what it seems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests import cast
from tests.browser_like import Browser
from tests.calendar.helpers import entries, entry, fill_in, put, tuesday
from tests.calendar.test_deeds import change, form, series
from tests.groups.helpers import said
from tests.groups.meetings.ground import TODAY, on
from tests.world import World

NEW = "/calendar/new"
WEEKLY = {"rhythm": "weekly", "first_on": "2026-12-01"}


@pytest.fixture
def ada(alpha: World) -> Iterator[Browser]:
    """A steward's browser on 22 November 2026."""
    with on(TODAY):
        with alpha.db() as db:
            cast.ada(db)
        yield alpha.as_(cast.IDS["ada"])


def look(ada: Browser, path: str = NEW, **sent: Any) -> TestResponse:
    """Send the form once, in English."""
    return ada.post(f"{path}?lang=en", form(**sent), page=path)


def test_a_series_is_read_back_first(alpha: World, ada: Browser) -> None:
    answer = look(ada, **WEEKLY, text="Blijft staan")
    text = said(answer)
    assert answer.status_code == 200 and entries(alpha) == [] and "Blijft staan" in answer.text
    assert "It is not saved yet." in text and "every Tuesday from 19:30 to 21:30" in text
    assert "Tuesday 5 January 2027" in text and "12 January" not in text, "six of them"
    assert "There is no last date: in five years these are 261 dates." in text
    unseen = ada.post(NEW, form(**WEEKLY, save="yes"))
    assert unseen.status_code == 200 and entries(alpha) == [], "nothing is saved that was not shown"
    assert fill_in(ada, NEW, form(**WEEKLY)).status_code == 303
    assert [one.rrule for one in entries(alpha)] == ["FREQ=WEEKLY;BYDAY=TU"]


def test_what_was_shown_is_what_is_saved(alpha: World, ada: Browser) -> None:
    """Another last day, or more days, after looking: it is shown again."""
    shown = look(ada, **WEEKLY).text.split('name="seen" value="')[1].split('"')[0]
    for more in ({"last_on": "2027-01-05"}, {"last_day": "2026-12-02"}, {"starts_at": "20:00"}):
        again = ada.post(NEW, form(**WEEKLY, **more, save="yes", seen=shown))
        assert again.status_code == 200 and entries(alpha) == [], more
    assert ada.post(NEW, form(**WEEKLY, save="yes", seen=shown)).status_code == 303


def test_what_is_once_is_saved_at_once(alpha: World, ada: Browser) -> None:
    assert look(ada).status_code == 303
    assert len(entries(alpha)) == 1


def test_how_many_in_all(ada: Browser) -> None:
    text = said(look(ada, **WEEKLY, last_on="2027-01-07"))
    assert "These are 6 dates in all, the last one on Tuesday 5 January." in text
    assert "It is 1 date in all: Tuesday 1 December." in said(look(ada, **WEEKLY, last_on="2026-12-02"))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"first_on": "2027-03-28", "starts_at": "02:30", "ends_at": "04:00"},
         "In the night of Sunday 28 March 2027 the clock skips this hour: it begins an hour later."),
        ({"first_on": "2027-10-31", "starts_at": "02:30", "ends_at": "04:00"},
         "In the night of Sunday 31 October 2027 this hour comes twice: the first one counts."),
        ({"rhythm": "weekly", "first_on": "2026-11-29", "starts_at": "02:30", "ends_at": "04:00"},
         "In the night of Sunday 31 October 2027 this hour comes twice"),
        ({"rhythm": "weekly", "first_on": "2026-11-28", "starts_at": "22:00", "ends_at": "06:00"},
         "After Saturday 27 March 2027 the clock goes forward in the night: that one lasts an hour shorter."),
        ({"first_on": "2027-10-30", "starts_at": "22:00", "ends_at": "06:00"},
         "After Saturday 30 October 2027 the clock goes back in the night: that one lasts an hour longer."),
        ({"rhythm": "monthday", "monthday": "31", "first_on": "2026-12-31"},
         "There is no 31st in February, April, June, September and November: then it does not take place."),
        ({"rhythm": "monthday", "monthday": "31", "first_on": "2026-12-31", "not_months": ["2", "4", "6"]},
         "There is no 31st in September and November"),
        ({"rhythm": "monthday", "monthday": "29", "first_on": "2026-12-29"},
         "February has a 29th in leap years only"),
        ({"rhythm": "months", "n": "3", "first_on": "2026-11-30"},
         "There is no 30th in February: then it does not take place."),
        ({"rhythm": "yearly", "first_on": "2028-02-29"}, "29 February is only there in leap years"),
        ({"rhythm": "nth", "nths": ["5"], "weekdays": ["tu"], "first_on": "2026-12-29"},
         "Not every month has a fifth Tuesday: then it does not take place."),
        ({"rhythm": "weekly", "weekdays": ["th"], "first_on": "2026-12-01"},
         "1 December 2026 is not such a day. The first one is on 3 December 2026."),
    ],
)  # fmt: skip
def test_what_is_not_what_it_seems_is_said(
    alpha: World, ada: Browser, sent: dict[str, Any], words: str
) -> None:
    answer = look(ada, **sent)
    assert answer.status_code == 200 and words in said(answer), said(answer)
    assert fill_in(ada, NEW, form(**sent)).status_code == 303 and len(entries(alpha)) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"rhythm": "weekly", "first_on": "2026-11-29", "starts_at": "10:00", "ends_at": "12:00"},
        {"rhythm": "monthday", "monthday": "28", "first_on": "2026-12-28"},
        {"rhythm": "months", "n": "2", "first_on": "2027-01-31", "not_months": ["9", "11"]},
        {"rhythm": "nth", "nths": ["4"], "weekdays": ["tu"], "first_on": "2026-12-22"},
    ],
)
def test_what_is_as_it_seems_gets_no_note(ada: Browser, sent: dict[str, Any]) -> None:
    """The control."""
    text = said(look(ada, **sent))
    assert "We understand it like this" in text and "Note:" not in text, text


def test_more_than_a_thousand_dates_are_refused_and_not_shown(alpha: World, ada: Browser) -> None:
    answer = look(ada, rhythm="daily", first_on="2026-12-01", last_on="2054-04-10")
    assert answer.status_code == 409 and "At most 1000 fit in one entry" in said(answer)
    assert 'value="yes"' not in answer.text and entries(alpha) == []


def test_a_changed_entry_is_read_back_when_its_dates_are_otherwise(alpha: World, ada: Browser) -> None:
    key = put(alpha, **series())
    change(ada, key, tuesday(4), to=str(tuesday(4) + timedelta(days=1)))
    change(ada, key, tuesday(3), kind="cancelled", reason="Dicht")
    path, rule = f"/calendar/entries/{key}/edit", {"rhythm": "weekly", "first_on": str(tuesday())}
    assert look(ada, path, **rule, title="Anders").status_code == 303, "only called otherwise"
    assert entry(alpha, key).title == "Anders"
    answer = look(ada, path, **rule, starts_at="20:00", last_on=str(tuesday(6)))
    text = said(answer)
    assert answer.status_code == 200 and "These are 4 dates in all" in text
    assert "Wednesday 16 December" in text and "Tuesday 8 December" not in text, "single ones stay changed"
    assert fill_in(ada, path, form(**rule, starts_at="20:00", last_on=str(tuesday(6)))).status_code == 303
    assert entry(alpha, key).last_on == tuesday(6)


def test_htmx_gets_only_what_was_understood(alpha: World, ada: Browser) -> None:
    token, htmx = ada.token(NEW), {"HX-Request": "true"}
    for sent, words in ((WEEKLY, "5 January 2027"), ({"last_on": "2026-01-01", **WEEKLY}, "has passed")):
        whole = form(**sent, save="yes", csrf_token=token)
        answer = ada.send(f"{NEW}?lang=en", whole, headers=htmx)
        assert answer.status_code == 200 and answer.text.lstrip().startswith('<div id="preview"')
        assert words in answer.text
    once = ada.send(f"{NEW}?lang=en", form(csrf_token=token), headers=htmx)
    assert 'value="yes"' not in once.text and "understand" not in once.text
    assert entries(alpha) == []


def test_the_day_of_this_file() -> None:
    """Tuesdays here are those of December 2026."""
    with on(TODAY):
        assert tuesday() == date(2026, 12, 1)
