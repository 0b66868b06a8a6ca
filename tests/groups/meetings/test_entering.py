"""Entering meetings: read back before it is saved, refused with a sentence, changed and removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest

from tests import cast
from tests.groups.helpers import audited, filled_in, said, stored
from tests.groups.meetings.ground import (
    MEETINGS,
    NEW,
    PAGE,
    SECOND_TUESDAY,
    SLUG,
    TODAY,
    enter,
    meetings,
    on,
    plant,
)
from tests.sink import Sink
from tests.world import World


@pytest.fixture
def ground(alpha: World) -> Iterator[World]:
    """22 November 2026."""
    with on(TODAY):
        yield plant(alpha)


def test_it_is_read_back_before_it_is_saved(ground: World) -> None:
    browser = ground.as_(cast.IDS["ben"])
    values = filled_in(browser, NEW) | SECOND_TUESDAY | {"not_months": ["7"]}
    answer = browser.send(f"{NEW}?lang=en", values)
    text = said(answer)
    assert answer.status_code == 200
    assert "every second Tuesday of the month from 19:30 to 21:30, not in July" in text
    for day in ("Tuesday 8 December", "Tuesday 12 January 2027", "Tuesday 11 May 2027"):
        assert day in text
    assert "13 July" not in text
    assert 'value="19.30"' in answer.text, "what was typed stays"
    assert meetings(ground) == []
    unseen = browser.send(NEW, values | {"save": "yes"})
    assert unseen.status_code == 200 and meetings(ground) == [], "nothing is saved that was not shown"


def test_it_is_saved_and_everybody_sees_the_dates(ground: World) -> None:
    visitor = ground.visitor()
    assert "8 december" not in said(visitor.get(PAGE))
    assert enter(ground, **SECOND_TUESDAY).status_code == 303
    (meeting,) = meetings(ground)
    assert (meeting.rrule, meeting.starts_at, meeting.ends_at, meeting.zone) == (
        *("FREQ=MONTHLY;BYDAY=2TU", time(19, 30), time(21, 30)),
        "Europe/Amsterdam",
    )
    group = stored(ground, SLUG)
    assert (group.rrule, group.starts_at, group.ends_at) == (meeting.rrule, time(19, 30), time(21, 30))
    assert group.meeting_text, "the list has a sentence"
    page = said(visitor.get(f"{PAGE}?lang=en"))
    assert "Next dates Tuesday 8 December 19:30 to 21:30 Tuesday 12 January 2027" in page
    assert page.count("19:30 to 21:30") == 6 + 1
    assert audited(ground, "group.changed") == [["meeting_text"]]


def test_the_own_sentence_wins_and_the_dates_stand_below(ground: World) -> None:
    assert enter(ground, **SECOND_TUESDAY, text="elke tweede dinsdag, koffie om zeven").status_code == 303
    page = said(ground.visitor().get(f"{PAGE}?lang=en"))
    assert "When elke tweede dinsdag, koffie om zeven" in page
    assert "every second Tuesday" not in page and "Tuesday 8 December" in page
    assert stored(ground, SLUG).meeting_text == "elke tweede dinsdag, koffie om zeven"


BAD = [
    ({"weekdays": []}, "Choose on which day of the week."),
    ({"nths": []}, "Choose in which weeks of the month"),
    ({"ends_at": "19:30"}, "The meeting ends at the moment it starts."),
    ({"starts_at": "", "ends_at": "21:30"}, "There is an end time but no beginning."),
    ({"starts_at": "half acht"}, "Write a time as 19:30."),
    ({"first_on": "31-02-2027"}, "“31-02-2027” is not a day on the calendar."),
    ({"first_on": "0001-01-01"}, "Look at the year of this date."),
    ({"last_on": "2026-11-21"}, "The last date, 21 November 2026, has passed."),
    ({"last_on": "2026-12-01"}, "there is no meeting from today on"),
    ({"not_months": [str(month) for month in range(1, 13)]}, "Every month of the year is left out."),
    ({"rhythm": "weeks", "n": "3"}, "Choose the date of one meeting"),
    ({"rhythm": "weeks", "n": "drie"}, "Fill in a number."),
    ({"rhythm": "weeks", "n": "99999999999"}, "Fill in a number."),
    ({"rhythm": "weeks", "n": "27", "first_on": "2026-11-24"}, "Choose a number of weeks from 2 to 26."),
    ({"rhythm": "weeks", "n": "2", "first_on": "2026-11-25"}, "25 November 2026 is a Wednesday"),
    ({"rhythm": "monthday", "monthday": "32"}, "Choose a day of the month from 1 to 31."),
    (
        {"rhythm": "monthday", "monthday": "31", "not_months": ["1", "3", "5", "7", "8", "10", "12"]},
        "None of the months that are left has a 31st",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), BAD, ids=[sentence[:40] for _, sentence in BAD])
def test_what_makes_no_meeting_is_refused_with_a_sentence(
    ground: World, fields: dict[str, Any], sentence: str
) -> None:
    browser = ground.as_(cast.IDS["ben"])
    values = filled_in(browser, NEW) | SECOND_TUESDAY | {"text": "bij Ria"} | fields
    for more in ({}, {"save": "yes", "seen": "0" * 16}):
        answer = browser.send(f"{NEW}?lang=en", values | more)
        assert answer.status_code == 422
        assert sentence in said(answer)
        assert 'value="bij Ria"' in answer.text, "what was typed stays"
        for name in ("first_on", "last_on", "n"):
            if name in fields:
                assert f'value="{fields[name]}"' in answer.text
    assert meetings(ground) == []


def test_the_table_of_bad_input_would_notice_good_input(ground: World) -> None:
    browser = ground.as_(cast.IDS["ben"])
    assert browser.send(NEW, filled_in(browser, NEW) | SECOND_TUESDAY).status_code == 200


def test_past_midnight_is_fine_and_read_back(ground: World) -> None:
    browser = ground.as_(cast.IDS["ben"])
    values = filled_in(browser, NEW) | SECOND_TUESDAY | {"starts_at": "22:00", "ends_at": "0:30"}
    assert "from 22:00 to 0:30 the next day" in said(browser.send(f"{NEW}?lang=en", values))


def test_htmx_gets_only_what_was_understood(ground: World) -> None:
    browser = ground.as_(cast.IDS["ben"])
    values, htmx = filled_in(browser, NEW) | SECOND_TUESDAY, {"HX-Request": "true"}
    answer = browser.send(f"{NEW}?lang=en", values | {"save": "yes"}, headers=htmx)
    assert answer.text.lstrip().startswith('<div id="preview"') and "8 December" in answer.text
    wrong = browser.send(f"{NEW}?lang=en", values | {"weekdays": []}, headers=htmx)
    assert wrong.status_code == 200 and "Choose on which day" in wrong.text
    assert 'value="yes"' not in wrong.text and meetings(ground) == []


@pytest.mark.parametrize(
    ("rhythm", "text", "shown"),
    [("appointment", "", "op afspraak"), ("none", "", "no fixed dates"), ("none", "bel even", "bel even")],
)
def test_meetings_without_dates(ground: World, rhythm: str, text: str, shown: str) -> None:
    assert enter(ground, rhythm=rhythm, text=text).status_code == 303
    (meeting,) = meetings(ground)
    assert meeting.rrule == "" and stored(ground, SLUG).rrule == ""
    browser = ground.as_(cast.IDS["ben"])
    page = browser.get(f"{MEETINGS}?lang=en")
    assert shown in said(page) or "by appointment" in said(page)
    again = filled_in(browser, f"{MEETINGS}/{meeting.id}")
    assert again["rhythm"] == ("appointment" if rhythm == "appointment" or text else "none")


def test_a_second_meeting_online_and_a_third_elsewhere(ground: World) -> None:
    enter(ground, **SECOND_TUESDAY)
    enter(ground, rhythm="weekly", weekdays=["fr"], starts_at="10:00", mode="online")
    enter(ground, rhythm="last", weekdays=["sa"], venue="De Brug", street="Markt 1")
    first, online, elsewhere = meetings(ground)
    assert (first.location_id, online.mode, elsewhere.location_id is not None) == (None, "online", True)
    group = stored(ground, SLUG)
    assert group.online and group.rrule == "FREQ=MONTHLY;BYDAY=2TU", "the first one is the summary"
    page = said(ground.visitor().get(f"{PAGE}?lang=en"))
    assert "Friday 27 November from 10:00 online" in page
    assert "Saturday 28 November De Brug, Markt 1, Helmond" in page
    assert "every Friday at 10:00" in page and "the last Saturday of the month" in page


def test_changing_keeps_what_still_fits(ground: World) -> None:
    enter(ground, **SECOND_TUESDAY)
    (meeting,) = meetings(ground)
    path = f"{MEETINGS}/{meeting.id}"
    browser = ground.as_(cast.IDS["ben"])
    for day in ("2026-12-08", "2027-01-12"):
        assert browser.post(f"{path}/dates/{day}", {"kind": "cancelled"}).status_code == 303
    assert filled_in(browser, path)["nths"] == "2"
    assert enter(ground, path=path, first_on="2027-01-01").status_code == 303
    (after,) = meetings(ground)
    assert [change.on_date for change in after.changes] == [date(2027, 1, 12)]
    assert after.sequence > meeting.sequence and after.first_on == date(2027, 1, 1)


def test_removing_asks_first_and_the_summary_follows(ground: World) -> None:
    enter(ground, **SECOND_TUESDAY)
    enter(ground, rhythm="weekly", weekdays=["fr"], starts_at="10:00")
    first, _second = meetings(ground)
    browser = ground.as_(cast.IDS["ben"])
    assert "Remove this meeting?" in said(browser.get(f"{MEETINGS}/{first.id}/removal?lang=en"))
    assert browser.post(f"{MEETINGS}/{first.id}/removal").status_code == 303
    assert [one.rrule for one in meetings(ground)] == ["FREQ=WEEKLY;BYDAY=FR"]
    group = stored(ground, SLUG)
    assert (group.rrule, group.starts_at) == ("FREQ=WEEKLY;BYDAY=FR", time(10))


def test_a_meeting_of_another_group_is_not_found(ground: World) -> None:
    from tests import factories

    enter(ground, **SECOND_TUESDAY)
    (meeting,) = meetings(ground)
    with ground.db() as db:
        factories.group(db, "Angstgroep Best", contact=cast.cem(db))
    cem = ground.as_(cast.IDS["cem"])
    assert cem.get(f"/groups/angstgroep-best/meetings/{meeting.id}").status_code == 404
    assert cem.get(f"{MEETINGS}/{meeting.id}").status_code == 403
    assert ground.as_(cast.IDS["ben"]).get(f"{MEETINGS}/{meeting.id}").status_code == 200


def test_the_group_hears_what_a_steward_entered(ground: World, sink: Sink) -> None:
    enter(ground, "ada", **SECOND_TUESDAY)
    ground.work()
    assert [mail.recipients for mail in sink.received] == [["ben@people.example"]]
    assert "Rouw" not in str(sink.received[0].message["Subject"])
    sink.clear()
    enter(ground, "ben", rhythm="weekly", weekdays=["fr"])
    ground.work()
    assert sink.received == []


def test_there_is_an_end_to_meetings(ground: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.groups.meetings import actions

    monkeypatch.setattr(actions, "MOST_MEETINGS", 1)
    assert enter(ground, **SECOND_TUESDAY).status_code == 303
    answer = enter(ground, rhythm="weekly", weekdays=["fr"])
    assert answer.status_code == 409 and len(meetings(ground)) == 1
