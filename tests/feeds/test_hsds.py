"""HSDS: every record and page has what the format asks, and the filters and single doors find theirs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from portal.feeds import hsds
from portal.feeds.hsds_records import STATUS
from portal.groups.models import STATES
from tests.feeds.fields import hsds_faults, page_faults
from tests.feeds.helpers import HOSTILE, NETWORK, bare, hostile
from tests.public_groups import TODAY, group, meeting, place, uid

pytestmark = pytest.mark.usefixtures("english")
Fields = dict[str, Any]


def full(one: Any, *, today: date = TODAY) -> Fields:
    """The service of a group, checked against the list of fields, as it arrives."""
    made = hsds.service([one], NETWORK, str(one.id), today=today)
    assert made is not None
    assert hsds_faults(made, "service") == []
    arrived: Fields = json.loads(json.dumps(made, ensure_ascii=False).encode())
    return arrived


def test_a_whole_service() -> None:
    made = full(group())
    assert made["id"] == str(uid(1))
    assert made["status"] == "active"
    assert made["assured_date"] == "2026-10-14"
    assert made["last_modified"] == "2026-11-01T23:30:05.123Z"
    assert made["application_process"] == "You can just come along"
    assert made["eligibility_description"] == "everyone. vanaf 18 jaar"
    assert made["phones"][0]["number"] == "+31 6 12345678"
    assert made["contacts"][0]["name"] == "Ria"
    assert made["attributes"][0]["taxonomy_term"]["code"] == "grief"
    (held,) = made["service_at_locations"]
    assert held["location"]["addresses"][0]["country"] == "NL"
    assert held["location"]["accessibility"][0]["description"] == "Rolstoel kan via de achterdeur"
    (schedule,) = held["schedules"]
    assert schedule == {
        "id": str(uid(9001)),
        "service_at_location_id": held["id"],
        "freq": "WEEKLY",
        "interval": 1,
        "byday": "TU",
        "timezone": 1.0,
        "opens_at": "19:30+01:00",
        "closes_at": "21:30+01:00",
        "description": "elke dinsdag, 19:30 to 21:30",
        "attending_type": "in person",
    }


@pytest.mark.parametrize("state", STATES)
def test_states(state: str) -> None:
    made = full(group(state=state, paused_until=date(2027, 3, 1)))
    assert made["status"] == STATUS[state]
    assert made.get("alert") == ("The group is paused until 1 March 2027" if state == "paused" else None)


@pytest.mark.parametrize(
    ("precision", "said"), [("day", "2026-10-14"), ("month", "2026-10-01"), ("year", "2026-01-01")]
)
def test_a_checking_is_never_fresher_than_it_was(precision: str, said: str) -> None:
    assert full(group(verified_precision=precision))["assured_date"] == said
    assert "assured_date" not in full(group(verified_on=None))


def test_two_places_two_records() -> None:
    two = (meeting(1), meeting(2, place=place(2, city="Deurne")), meeting(3))
    held = full(group(meetings=two))["service_at_locations"]
    assert [len(one["schedules"]) for one in held] == [2, 1]
    assert [one["location"]["addresses"][0]["city"] for one in held] == ["Helmond", "Deurne"]


def test_a_group_that_says_almost_nothing() -> None:
    made = full(bare())
    assert not {"contacts", "schedules", "service_at_locations", "attributes", "url"} - {"url"} & made.keys()


def test_ids_are_stable_and_apart() -> None:
    again = full(group())
    assert again == full(group(name="Another name")) | {
        "name": again["name"],
        "organization": again["organization"],
    }
    ids = {again["id"], again["organization_id"], again["phones"][0]["id"], again["contacts"][0]["id"]}
    assert len(ids) == 4 and all(UUID(one) for one in ids)
    assert again["organization_id"] == "324b4de9-e439-5172-b55e-b0d3d8895a1c"


@pytest.mark.parametrize(
    ("count", "page", "per_page", "total_pages", "size", "last"),
    [
        (0, 1, 50, 0, 0, True),
        (1, 1, 50, 1, 1, True),
        (120, 1, 50, 3, 50, False),
        (120, 3, 50, 3, 20, True),
        (120, 4, 50, 3, 0, True),
        (120, -5, 0, 120, 1, False),
        (500, 1, 10**9, 3, 200, False),
    ],
)
def test_pages(  # noqa: PLR0917 - a table
    count: int, page: int, per_page: int, total_pages: int, size: int, last: bool
) -> None:
    groups = [group(number) for number in range(1, count + 1)]
    for made, kind in (
        (hsds.services(groups, NETWORK, today=TODAY, page=page, per_page=per_page), "service"),
        (hsds.organizations(groups, page=page, per_page=per_page), "organization"),
    ):
        assert page_faults(made, kind) == []
        assert (made["total_items"], made["total_pages"]) == (count, total_pages)
        assert (made["size"], made["empty"], made["last_page"]) == (size, size == 0, last)
        assert made["first_page"] is (page <= 1)


def test_full_pages() -> None:
    made = hsds.services([group(), bare(2)], NETWORK, today=TODAY, full=True)
    assert page_faults(made, "service") == []
    assert made["contents"][0] == hsds.service([group()], NETWORK, str(uid(1)), today=TODAY)
    assert page_faults(hsds.organizations([group(), bare(2)], full=True), "organization") == []


def test_filters() -> None:
    old = group(1, updated_at=datetime(2026, 1, 1, tzinfo=UTC), themes=(("drugs", "drugs"),))
    new = group(2)
    theme = full(new)["attributes"][0]["taxonomy_term_id"]

    def names(**chosen: Any) -> list[str]:
        return [one["name"] for one in hsds.services([old, new], NETWORK, today=TODAY, **chosen)["contents"]]

    assert names(modified_after=datetime(2026, 6, 1, tzinfo=UTC)) == [new.name]
    assert names(taxonomy_term_id=theme) == [new.name]
    assert names(organization=full(old)["organization_id"]) == [old.name]
    assert names() == [old.name, new.name]


def test_the_other_doors() -> None:
    groups = [group(), group(2)]
    root = hsds.root(NETWORK, description="See /open-data")
    assert hsds_faults(root, "root") == [] and root["version"] == "3.2"
    held = hsds.service_at_locations(groups, NETWORK, today=TODAY)
    assert page_faults(held, "service_at_location") == []
    assert "schedules" not in held["contents"][0]
    whole = hsds.service_at_location(groups, NETWORK, held["contents"][1]["id"], today=TODAY)
    assert whole is not None and hsds_faults(whole, "service_at_location") == [] and whole["schedules"]
    terms = hsds.taxonomy_terms(groups)
    assert page_faults(terms, "taxonomy_term") == [] and terms["total_items"] == 1
    assert hsds.taxonomy_term(groups, terms["contents"][0]["id"]) == terms["contents"][0]
    lists = hsds.taxonomies()
    assert page_faults(lists, "taxonomy") == []
    assert hsds.taxonomy(lists["contents"][0]["id"]) == lists["contents"][0]
    one = hsds.organization(groups, full(groups[0])["organization_id"].upper())
    assert one is not None and hsds_faults(one, "organization") == []


@pytest.mark.parametrize("wanted", ["", "x", str(uid(404)), "' or 1=1"])
def test_what_is_not_there_is_none(wanted: str) -> None:
    groups = [group()]
    assert hsds.service(groups, NETWORK, wanted, today=TODAY) is None
    assert hsds.organization(groups, wanted) is None
    assert hsds.service_at_location(groups, NETWORK, wanted, today=TODAY) is None
    assert hsds.taxonomy(wanted) is None and hsds.taxonomy_term(groups, wanted) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_harm_nobody(text: str) -> None:
    made = full(hostile(1, text))
    assert not any(sign in json.dumps(made, ensure_ascii=False) for sign in "\x00\x1b\u202e\u2028\ufffe")
    assert "website" not in made["organization"] or made["organization"]["website"].startswith("https://")


def test_a_fault_is_seen() -> None:
    """The control of the lists of fields."""
    made = full(group())
    assert hsds_faults(made | {"status": "open"}, "service") == ["/service: status is 'open'"]
    assert hsds_faults({"id": made["id"], "name": "x"}, "service") == ["/service: no status"]
    assert hsds_faults(made | {"lat": 1}, "service") == ["/service: lat is unknown"]
