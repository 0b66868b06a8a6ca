"""Meeting Guide: weekly meetings as such, all else without day and time; and back through our importer."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, time, timedelta
from typing import Any

import pytest

from portal.feeds.meeting_guide import meeting_guide
from portal.groups.public import PublicGroup
from portal.imports.meeting_guide import as_csv
from portal.imports.reading.columns import read_columns
from portal.imports.reading.rows import interpret
from portal.imports.reading.sheets import read_sheet
from portal.imports.reading.themes import load_catalogue
from portal.recurrence.pattern import Change
from tests.feeds.fields import MEETING_GUIDE, meeting_guide_faults
from tests.feeds.helpers import HOSTILE, NETWORK, bare, hostile
from tests.public_groups import TODAY, group, meeting, pattern, place

pytestmark = pytest.mark.usefixtures("english")
WEEK = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")


def entries(*groups: PublicGroup, today: date = TODAY) -> list[dict[str, Any]]:
    """The list, every entry checked against the list of fields, as it arrives at a reader."""
    made = meeting_guide(groups, NETWORK, today=today)
    assert [fault for entry in made for fault in meeting_guide_faults(entry)] == []
    assert len({entry["slug"] for entry in made}) == len(made)
    arrived: list[dict[str, Any]] = json.loads(json.dumps(made, ensure_ascii=False).encode())
    return arrived


def of_rule(rrule: str, *, today: date = TODAY, **changed: Any) -> list[dict[str, Any]]:
    """The entries of a group with one rule."""
    return entries(group(meetings=(meeting(rule=pattern(rrule, **changed)),)), today=today)


def test_a_whole_entry() -> None:
    (entry,) = entries(group())
    assert entry == {
        "name": "Rouwcafé 1",
        "slug": "rouwcafe-1",
        "day": 2,
        "time": "19:30",
        "end_time": "21:30",
        "timezone": "Europe/Amsterdam",
        "location": "De Huiskamer",
        "location_notes": "Bel bij de groene deur\nRolstoel kan via de achterdeur",
        "formatted_address": "Markt 1, 5701 RK Helmond, Nederland",
        "address": "Markt 1",
        "city": "Helmond",
        "postal_code": "5701 RK",
        "country": "NL",
        "region": "Helmond",
        "latitude": 51.48123,
        "longitude": 5.66123,
        "approximate": "no",
        "types": ["O"],
        "notes": "elke dinsdag, 19:30 to 21:30\nYou can just come along",
        "group": "Rouwcafé 1",
        "group_notes": "Samen praten na een verlies.\neveryone. vanaf 18 jaar\nGratis",
        "attendance_option": "in_person",
        "updated": "2026-11-01 23:30:05",
        "url": "https://alpha.example/groups/rouwcafe-1",
        "website": "https://groep.example/rouw",
        "contact_1_name": "Ria",
        "contact_1_phone": "+31 6 12345678",
        "contact_1_email": "rouw@groep.example",
        "entity": "Zelfhulpnetwerk Alpha",
        "entity_email": "post@alpha.example",
        "entity_phone": "+31-40-200-0100",
        "entity_location": "Zuidoost-Brabant",
        "entity_url": "https://alpha.example/",
        "entity_website_url": "https://alpha.example/",
    }


def test_none_one_and_many() -> None:
    assert entries() == []
    assert len(entries(*(group(number) for number in range(1, 301)))) == 300


@pytest.mark.parametrize("number", range(7))
def test_sunday_is_0(number: int) -> None:
    assert [entry["day"] for entry in of_rule(f"FREQ=WEEKLY;BYDAY={WEEK[number]}")] == [number]


def test_a_weekly_meeting_on_two_days_is_two_entries() -> None:
    made = of_rule("FREQ=WEEKLY;BYDAY=SU,MO")
    assert [(entry["day"], entry["time"]) for entry in made] == [(1, "19:30"), (0, "19:30")]
    assert made[0]["slug"] == "rouwcafe-1"
    assert made[1]["slug"].startswith("rouwcafe-1-")


def test_two_meetings_on_one_day_keep_apart() -> None:
    both = (meeting(1), meeting(2, rule=pattern(starts_at=time(10), ends_at=None)))
    assert [entry["time"] for entry in entries(group(meetings=both))] == ["19:30", "10:00"]


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"])
def test_every_day_is_seven_entries(rule: str) -> None:
    assert sorted(entry["day"] for entry in of_rule(rule)) == list(range(7))


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", {}),
        ("FREQ=MONTHLY;BYMONTHDAY=15", {}),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", {"first_on": date(2026, 11, 3)}),
        ("", {}),
        ("FREQ=WEEKLY;BYDAY=TU", {"starts_at": None, "ends_at": None}),
        ("FREQ=WEEKLY;BYDAY=TU", {"first_on": TODAY + timedelta(days=30)}),
        ("FREQ=WEEKLY;BYDAY=TU", {"not_months": (11,)}),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=7,8", {}),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", {}),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=4", {}),
        ("nonsense", {}),
        ("FREQ=WEEKLY;BYDAY=XX", {}),
    ],
)
def test_what_is_not_weekly_now_has_no_day_and_no_time(rule: str, changed: dict[str, Any]) -> None:
    (entry,) = of_rule(rule, **changed)
    assert not {"day", "time", "end_time"} & entry.keys()
    assert "elke dinsdag" in entry["notes"]


def test_a_meeting_that_is_over_leaves_an_entry_by_appointment() -> None:
    (entry,) = of_rule("FREQ=WEEKLY;BYDAY=TU", last_on=TODAY - timedelta(days=1))
    assert "day" not in entry and "dinsdag" not in entry["notes"]


def test_weekly_but_not_in_summer() -> None:
    winter = of_rule("FREQ=WEEKLY;BYDAY=TU", not_months=(7, 8))
    summer = of_rule("FREQ=WEEKLY;BYDAY=TU", not_months=(7, 8), today=date(2026, 7, 1))
    assert winter[0]["day"] == 2
    assert "day" not in summer[0]
    assert "Not in July and August" in winter[0]["notes"]


def test_single_changes_stand_in_the_notes() -> None:
    changes = (
        Change(date(2026, 11, 10), "cancelled", note="long ago"),
        Change(date(2026, 12, 22), "cancelled", note="holidays"),
        Change(date(2026, 12, 29), "moved", to=date(2026, 12, 30), starts_at=time(14)),
        Change(date(2027, 1, 3), "extra"),
    )
    (entry,) = of_rule("FREQ=WEEKLY;BYDAY=TU", changes=changes)
    assert entry["notes"].splitlines()[1:4] == [
        "Not on 22 December 2026, holidays",
        "On 30 December 2026 instead of 29 December 2026, from 14:00",
        "Also on 3 January 2027",
    ]


def test_a_paused_group_never_shows_an_hour() -> None:
    (entry,) = entries(group(state="paused", paused_until=date(2027, 3, 1)))
    assert entry["types"] == ["TC"] and entry["attendance_option"] == "inactive"
    assert entry["notes"] == "The group is paused until 1 March 2027"
    assert not {"day", "time", "end_time"} & entry.keys()


def test_temporarily_closed_is_said_of_locations_only() -> None:
    online = meeting(in_person=False, online=True, place=None)
    assert entries(group(state="paused", in_person=False, online=True, meetings=(online,))) == []


def test_ended_groups_are_gone() -> None:
    assert entries(group(state="ended")) == []


@pytest.mark.parametrize(
    ("audiences", "joining", "types"),
    [
        (("everyone",), "open", ["O"]),
        (("everyone",), "intake", None),
        (("women",), "open", ["W"]),
        (("men",), "", ["M"]),
        (("women", "men"), "open", None),
        (("women", "young"), "closed", ["W", "Y"]),
        (("older",), "", ["SEN"]),
        (("women", "relatives"), "", None),
        ((), "open", None),
    ],
)
def test_only_types_that_are_true(audiences: tuple[str, ...], joining: str, types: list[str] | None) -> None:
    (entry,) = entries(group(audiences=audiences, joining=joining))
    assert entry.get("types") == types
    assert set(types or []) <= set(MEETING_GUIDE["types"])


def test_a_note_about_wheelchairs_is_no_code() -> None:
    (entry,) = entries(group(meetings=(meeting(place=place(access_note="Niet rolstoeltoegankelijk")),)))
    assert "X" not in entry["types"] and "Niet rolstoel" in entry["location_notes"]


def test_who_only_comes_online_goes_to_no_street() -> None:
    (entry,) = entries(group(online=True, meetings=(meeting(in_person=False, online=True),)))
    assert (entry["city"], entry["approximate"], entry["attendance_option"]) == ("Helmond", "yes", "online")
    assert not {"address", "latitude", "location"} & entry.keys()
    hybrid = entries(group(meetings=(meeting(online=True),)))[0]
    assert hybrid["attendance_option"] == "hybrid" and hybrid["address"] == "Markt 1"


def test_a_group_that_says_almost_nothing() -> None:
    (entry,) = entries(bare())
    assert entry["name"] == "Rouwcafé 1" and entry["contact_1_phone"] == "+31 6 12345678"
    assert not {"day", "types", "notes", "city", "attendance_option", "contact_1_name"} & entry.keys()


def test_last_names_stay_home() -> None:
    (entry,) = entries(group(contact_name="Ria de Vries"))
    assert "contact_1_name" not in entry


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_harm_nobody(text: str) -> None:
    made = entries(hostile(1, text), group(2))
    assert [entry["slug"] for entry in made] == ["rouwcafe-1", "rouwcafe-2"]
    sent = json.dumps(made, ensure_ascii=False)
    assert not any(sign in sent for sign in "\x00\x1b\u202e\u2028\ufffe")


def test_over_long_slugs_stay_apart() -> None:
    long = "a-" * 50
    two = [group(number, slug=f"{long}{number}", meetings=(meeting(1), meeting(2))) for number in (1, 2)]
    assert len(entries(*two)) == 4


@pytest.mark.parametrize("locale", ["nl", "en", "de"])
@pytest.mark.parametrize("day", range(7))
def test_our_importer_understands_day_hour_and_name(day: int, locale: str) -> None:
    """Sunday and Monday are where counting goes wrong."""
    (entry,) = of_rule(f"FREQ=WEEKLY;BYDAY={WEEK[day]}")
    text = as_csv(json.dumps([entry]).encode(), locale)
    sheet = read_sheet("list.csv", text)
    catalogue = load_catalogue()
    mapping = read_columns(sheet, catalogue).mapping
    (row,) = interpret(sheet, mapping, catalogue, locale=locale, today=TODAY)
    assert row.values.name == "Rouwcafé 1"
    assert row.values.rrule == f"FREQ=WEEKLY;BYDAY={WEEK[day]}"
    assert (row.values.start, row.values.end) == (time(19, 30), time(21, 30))


def test_the_csv_of_the_importer_has_every_group() -> None:
    text = as_csv(json.dumps(entries(group(1), bare(2))).encode(), "nl").decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Reference"] for row in rows] == ["rouwcafe-1", "rouwcafe-2"]
