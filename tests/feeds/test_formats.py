"""The formats over HTTP, made from rows: held to their field lists, with the dates of the calendar."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from dateutil.rrule import rrulestr

from portal.clock import today
from portal.groups.models import Group
from portal.recurrence.expanding import occurrences
from portal.recurrence.pattern import Pattern
from tests.feeds import fields, planting
from tests.feeds.planting import RULES, got
from tests.world import World


def test_meeting_guide_holds_to_its_field_list(filled: World) -> None:
    entries = got(filled, "/groups.json").get_json()
    assert [fault for entry in entries for fault in fields.meeting_guide_faults(entry)] == []
    assert {entry["name"] for entry in entries} == {f"Groep {n}" for n in range(len(RULES))} | {"Even niet"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("services", "service"),
        ("services?full=true", "service"),
        ("organizations?full=true", "organization"),
        ("service_at_locations?full=true", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ],
)
def test_hsds_holds_to_its_field_list(filled: World, path: str, kind: str) -> None:
    page = got(filled, f"/hsds/{path}").get_json()
    assert page["contents"] and fields.page_faults(page, kind) == []
    bare = path.split("?", maxsplit=1)[0]
    one = got(filled, f"/hsds/{bare}/{page['contents'][0]['id']}").get_json()
    assert fields.hsds_faults(one, kind) == []


def test_dates_in_every_format_are_those_of_the_calendar(filled: World) -> None:
    start, end = today(), today() + timedelta(days=92)
    services = got(filled, "/hsds/services?full=true").get_json()["contents"]
    entries = got(filled, "/groups.json").get_json()
    for number, rule in enumerate(RULES):
        ours = [one.on for one in occurrences(Pattern(rule, date(2026, 1, 4), None, None), start, end)]
        name = f"Groep {number}"
        (service,) = (one for one in services if one["name"] == name)
        (schedule,) = service["service_at_locations"][0]["schedules"]
        assert _expanded(schedule, start, end) == ours, rule
        days = {entry["day"] for entry in entries if entry["name"] == name and "day" in entry}
        weekly = "WEEKLY" in rule and "INTERVAL" not in rule
        assert days == ({on.isoweekday() % 7 for on in ours} if weekly else set()), rule


def _expanded(schedule: dict[str, Any], start: date, end: date) -> list[date]:
    """A schedule's dates, by the parts that other programs read."""
    parts = {
        name.upper(): schedule[name]
        for name in ("freq", "interval", "byday", "bymonthday")
        if name in schedule
    }
    anchor = datetime.combine(date.fromisoformat(schedule["dtstart"]), datetime.min.time())
    rule = rrulestr(";".join(f"{name}={text}" for name, text in parts.items()), dtstart=anchor)
    found = rule.between(
        datetime.combine(start, datetime.min.time()), datetime.combine(end, datetime.min.time()), inc=True
    )
    return [moment.date() for moment in found if moment.date() < end]


def test_nobody_is_sent_to_a_closed_building(filled: World) -> None:
    with filled.db() as db:
        made = planting.group(db, "Dicht", place=(house := planting.house(db, "De Eik")))
        planting.meeting(db, made)
        planting.closed(db, house, None, note="gesloten")
    (entry,) = (one for one in got(filled, "/groups.json").get_json() if one["name"] == "Dicht")
    assert "day" not in entry and "gesloten" in entry["notes"]
    graph = planting.data_of_page(filled, "/groups/dicht")["@graph"]
    excepted = graph[1]["eventSchedule"][0]["exceptDate"]
    assert len(excepted) == 13 and all(date.fromisoformat(day).isoweekday() == 2 for day in excepted)


def test_the_table_has_a_row_for_each_group(filled: World) -> None:
    answer = got(filled, "/groups.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(RULES) + 2
    assert answer.headers["Content-Disposition"] == 'attachment; filename="alpha.csv"'


def test_the_atom_feed_tells_what_happened(filled: World) -> None:
    with filled.db() as db:
        group = db.query(Group).filter_by(slug="groep-0").one()
        group.created_at -= timedelta(days=3)
        group.state = "ended"
        planting.announce_public_change(db)
    feed = ET.fromstring(got(filled, "/groups.atom").data)
    atom = "{http://www.w3.org/2005/Atom}"
    kinds = [
        (entry.findtext(f"{atom}title"), entry.find(f"{atom}category").get("term"))  # type: ignore[union-attr]
        for entry in feed.iter(f"{atom}entry")
    ]
    assert {kind for title, kind in kinds if str(title).endswith("Groep 0")} == {"added", "ended"}
    assert [kind for title, kind in kinds if str(title).endswith("Groep 1")] == ["added"]
    assert {kind for title, kind in kinds if str(title).endswith("Even niet")} == {"added", "paused"}
    assert len({entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")}) == len(kinds)


def test_data_of_pages_names_the_groups(filled: World) -> None:
    listed = planting.data_of_page(filled, "/groups")["itemListElement"]
    assert {one["name"] for one in listed} >= {"Groep 0", "Even niet"}
    assert all(one["url"].startswith(f"http://{filled.host}") for one in listed)
    graph = planting.data_of_page(filled, "/groups/groep-0")["@graph"]
    assert [one["@type"] for one in graph] == ["Organization", "Event"]


def test_no_name_ends_the_data_block(alpha: World) -> None:
    bad = '</script><script>alert("1")</script><!--'
    with alpha.db() as db:
        planting.meeting(db, planting.group(db, bad, intro=bad, slug="bad"), text=bad)
    for path in ("/groups", "/groups/bad"):
        planting.data_of_page(alpha, path)
        assert "<script>alert" not in alpha.visitor().get(path).text
    assert "<script>alert" not in got(alpha, "/embed/groups").text


def test_ids_are_those_of_the_groups(filled: World) -> None:
    with filled.db() as db:
        ids = {str(group.id) for group in db.query(Group)}
    assert {one["id"] for one in got(filled, "/hsds/services").get_json()["contents"]} == ids
    assert all(UUID(one) for one in ids)
