"""JSON-LD: dates and hours as the pattern has them, no medical types, and nothing ends the script element."""

from __future__ import annotations

import json
import re
from datetime import date, time, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from portal.feeds.jsonld import group_list, group_page, script_text
from portal.groups.public import PublicGroup
from portal.recurrence.pattern import Change, Pattern
from tests.feeds.helpers import HOSTILE, NETWORK, bare, dates, hostile
from tests.feeds.test_hsds_schedules import RULES
from tests.public_groups import TODAY, group, meeting, pattern, place

pytestmark = pytest.mark.usefixtures("english")
Fields = dict[str, Any]
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def graph(one: PublicGroup, *, today: date = TODAY) -> tuple[Fields, list[Fields]]:
    """The organization and the events of a page, as they arrive."""
    arrived = json.loads(script_text(group_page(one, NETWORK, today=today)))
    organization, *events = arrived["@graph"]
    return organization, events


def schedules(rule: Pattern) -> list[Fields]:
    """The schedules of a meeting."""
    _organization, events = graph(group(meetings=(meeting(rule=rule),)))
    return [one for event in events for one in event["eventSchedule"]]


def read_back(schedule: Fields, start: date, end: date) -> list[date]:
    """The dates that a reader gets out, by looking at each day: only what needs no first date."""
    start = max(start, date.fromisoformat(schedule.get("startDate", "0001-01-01")))
    end = min(end, date.fromisoformat(schedule.get("endDate", "9999-12-31")))
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return [day for day in days if _fits(schedule, day)]


def _fits(schedule: Fields, day: date) -> bool:
    weekdays = schedule.get("byDay", [])
    week = (day.day - 1) // 7 + 1
    code, last = NAMES[day.weekday()][:2].upper(), (day + timedelta(days=7)).month != day.month
    codes = {f"{week}{code}", f"-1{code}" if last else ""}
    by_day = not weekdays or f"https://schema.org/{NAMES[day.weekday()]}" in weekdays or codes & set(weekdays)
    return bool(
        by_day
        and week in schedule.get("byMonthWeek", [week])
        and day.day in schedule.get("byMonthDay", [day.day])
        and day.month in schedule.get("byMonth", [day.month])
        and day.isoformat() not in schedule.get("exceptDate", [])
    )


def test_a_whole_page() -> None:
    organization, events = graph(group())
    assert organization == {
        "@type": "Organization",
        "@id": "https://alpha.example/groups/rouwcafe-1#group",
        "name": "Rouwcafé 1",
        "url": "https://alpha.example/groups/rouwcafe-1",
        "description": "Samen praten na een verlies.",
        "email": "rouw@groep.example",
        "telephone": "+31 6 12345678",
        "sameAs": "https://groep.example/rouw",
    }
    (event,) = events
    assert event["eventSchedule"] == [
        {
            "@type": "Schedule",
            "repeatFrequency": "P1W",
            "byDay": ["https://schema.org/Tuesday"],
            "startTime": "19:30",
            "endTime": "21:30",
            "scheduleTimezone": "Europe/Amsterdam",
        }
    ]
    assert event["isAccessibleForFree"] is True
    assert event["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert event["location"][0]["address"]["addressLocality"] == "Helmond"
    assert event["organizer"] == {"@id": organization["@id"]}


SIMPLE = [rule for rule in RULES if "INTERVAL" not in rule.rrule and "BYMONTHDAY=-" not in rule.rrule]


@pytest.mark.parametrize("rule", SIMPLE, ids=lambda rule: f"{rule.rrule} {rule.first_on or ''}")
def test_a_schedule_gives_the_dates_of_the_pattern(rule: Pattern) -> None:
    (schedule,) = schedules(rule)
    end = TODAY + timedelta(days=400)
    assert read_back(schedule, TODAY, end) == dates(rule, TODAY, end)
    assert (schedule["startTime"], schedule["endTime"]) == ("19:30", "21:30")


def test_intervals_count_from_the_first_date() -> None:
    (fortnight,) = schedules(pattern("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", first_on=date(2026, 11, 2)))
    assert (fortnight["repeatFrequency"], fortnight["startDate"]) == ("P2W", "2026-11-02")
    (months,) = schedules(pattern("FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU", first_on=date(2026, 11, 1)))
    assert (months["repeatFrequency"], months["byMonthWeek"]) == ("P2M", [1])
    assert months["byDay"] == ["https://schema.org/Sunday"]


def test_weeks_that_numbers_cannot_say() -> None:
    assert schedules(pattern("FREQ=MONTHLY;BYDAY=1MO,3SU"))[0]["byDay"] == ["1MO", "3SU"]
    assert schedules(pattern("FREQ=MONTHLY;BYDAY=-1SU"))[0]["byDay"] == ["-1SU"]
    assert schedules(pattern("FREQ=MONTHLY;BYMONTHDAY=-1")) == []


def test_months_and_changes() -> None:
    changes = (
        Change(date(2026, 12, 1), "cancelled"),
        Change(date(2026, 12, 8), "moved", to=date(2026, 12, 13), starts_at=time(14)),
        Change(date(2026, 12, 28), "extra"),
    )
    regular, moved, extra = schedules(pattern(not_months=(7, 8), changes=changes))
    assert regular["byMonth"] == [1, 2, 3, 4, 5, 6, 9, 10, 11, 12]
    assert regular["exceptDate"] == ["2026-12-01", "2026-12-08"]
    assert (moved["startDate"], moved["endDate"], moved["startTime"]) == ("2026-12-13", "2026-12-13", "14:00")
    assert (extra["startDate"], extra["repeatCount"], extra["startTime"]) == ("2026-12-28", 1, "19:30")


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_who_does_not_meet_has_no_events(state: str) -> None:
    assert graph(group(state=state))[1] == []


def test_no_dates_no_event() -> None:
    assert graph(group(meetings=(meeting(rule=pattern("")),)))[1] == []
    assert graph(group(meetings=(meeting(rule=pattern(last_on=TODAY - timedelta(days=1))),)))[1] == []
    organization, events = graph(bare())
    assert events == [] and "description" not in organization


def test_where_and_how() -> None:
    both = graph(group(meetings=(meeting(online=True),)))[1][0]
    assert [one["@type"] for one in both["location"]] == ["Place", "VirtualLocation"]
    assert both["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    calls = graph(group(meetings=(meeting(in_person=False, by_phone=True),)))[1][0]
    assert not {"location", "eventAttendanceMode"} & calls.keys()
    unknown = graph(group(meetings=(meeting(place=place(lat=None, lon=None)),)))[1][0]
    assert "geo" not in unknown["location"][0]


@pytest.mark.parametrize(
    ("costs", "free"),
    [
        *((text, True) for text in ("Gratis", "geen kosten.", "kostenlos")),
        *((text, None) for text in ("€ 2", "", "Gratis, koffie € 1", "niet gratis")),
    ],
)
def test_free_only_when_that_is_all_it_says(costs: str, free: bool | None) -> None:
    assert graph(group(costs=costs))[1][0].get("isAccessibleForFree") is free


def test_nothing_about_health() -> None:
    page, whole = group_page(group(), NETWORK, today=TODAY), group_list([group()], NETWORK)
    text = script_text(page) + script_text(whole)
    assert not re.search(r"Medical|Health|Patient|Disease|Condition|Therap|grief", text)


@pytest.mark.parametrize("count", [0, 1, 200])
def test_a_list(count: int) -> None:
    made = group_list([group(number) for number in range(1, count + 1)], NETWORK)
    assert made["numberOfItems"] == count
    assert [one["position"] for one in made["itemListElement"]] == list(range(1, count + 1))


class _Scripts(HTMLParser):
    """What a browser sees of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.data = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.data += data


@pytest.mark.parametrize("text", [*HOSTILE, "<!--<script>", "</SCRIPT >", "\u2028'"])
def test_nothing_ends_the_script_element(text: str) -> None:
    for data in (group_page(hostile(1, text), NETWORK, today=TODAY), group_list([hostile(1, text)], NETWORK)):
        page = _Scripts()
        page.feed(f'<script type="application/ld+json">{script_text(data)}</script>')
        assert page.tags == ["script"]
        assert json.loads(page.data) == data
