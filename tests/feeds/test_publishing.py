"""Rows as everybody may know them: what is kept is nowhere, what is closed is cancelled, four statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import g
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.clock import today
from portal.groups import publishing
from portal.groups.models import Group, GroupTheme
from portal.groups.public import PublicGroup
from portal.groups.publishing import public_groups
from portal.groups.rules import in_public_list, in_public_lists
from portal.groups.visibility import CAN_BE_KEPT
from portal.ledger import announce_public_change
from portal.recurrence.expanding import occurrences
from tests.feeds import planting
from tests.world import World

OF_THE_PLACE = {"venue": "name", "street": "street", "postcode": "postcode", "directions": "directions"}
SECRETS = {
    name: f"{name.replace('_', '')}geheim"
    for name in sorted(CAN_BE_KEPT - {"phone", "email", "website", "postcode"})
} | {
    "phone": "0499 123 321",
    "email": "geheim@groep.example",
    "website": "https://geheim.example/",
    "postcode": "5799 ZZ",
}


def read(world: World, **chosen: Any) -> list[PublicGroup]:
    """The groups as everybody may know them."""
    with world.db() as db:
        return public_groups(db, **{"locale": "nl", **chosen})[1]


def secretive(world: World, **shown_to: str) -> Group:
    """A group of which every field that can be kept holds a word of its own."""
    own = {name: text for name, text in SECRETS.items() if name not in OF_THE_PLACE}
    with world.db() as db:
        house = planting.house(db, **{column: SECRETS[name] for name, column in OF_THE_PLACE.items()})
        made = planting.group(db, place=house, **{**own, "shown_to": shown_to})
        planting.meeting(db, made, text=SECRETS["meeting_text"])
        return made


def where(world: World, made: Group, name: str) -> list[str]:
    """The doors at which a field's word is seen, however it is broken."""
    secret = "".join(SECRETS[name].split())
    said = planting.everywhere(world, made.slug, made.id)
    return [door for door, text in said.items() if secret in "".join(text.split())]


def test_what_a_group_keeps_is_at_no_door(alpha: World) -> None:
    made = secretive(alpha, **dict.fromkeys(CAN_BE_KEPT, "network"))
    said = planting.everywhere(alpha, made.slug, made.id)
    seen = {
        name: [door for door, text in said.items() if "".join(SECRETS[name].split()) in "".join(text.split())]
        for name in SECRETS
    }
    assert {name: doors for name, doors in seen.items() if doors} == {}
    assert "51.48" not in "".join(said.values())


def test_what_a_group_shows_is_at_the_doors(alpha: World) -> None:
    made = secretive(alpha)
    said = planting.everywhere(alpha, made.slug, made.id)
    squeezed = {door: "".join(text.split()) for door, text in said.items()}
    unseen = [
        name
        for name in SECRETS
        if not any("".join(SECRETS[name].split()) in text for text in squeezed.values())
    ]
    assert unseen == []
    assert "51.48" in said["/groups.json"]


@pytest.mark.parametrize("name", ["phone", "street"])
def test_one_field_is_kept_and_the_others_stay(alpha: World, name: str) -> None:
    made = secretive(alpha, **{name: "group"})
    assert where(alpha, made, name) == []
    assert where(alpha, made, "contact_name") != []


def test_a_hidden_address_has_no_id_that_leads_to_it(alpha: World) -> None:
    with alpha.db() as db:
        house = planting.house(db)
        planting.group(db, "Open", place=house)
        planting.group(db, "Stil", place=house, shown_to={"street": "group"})
        planting.group(db, "Ook open", place=house)
    ids = {one.name: one.meetings[0].place.id for one in read(alpha) if one.meetings[0].place}
    assert ids["Open"] == ids["Ook open"] == house.id != ids["Stil"]


def test_it_takes_four_statements_for_one_group_and_for_thirty(alpha: World) -> None:
    costs = []
    for numbers in (range(1), range(1, 30)):
        with alpha.db() as db:
            for number in numbers:
                house = planting.house(db, f"Huis {number}")
                made = planting.group(db, f"Groep {number}", place=house)
                held = planting.meeting(db, made)
                planting.change(db, held, "cancelled", today())
                planting.closed(db, house, 3)
            announce_public_change(db)
        with alpha.statements() as asked, alpha.db() as db:
            g.network = alpha.kernel.directory.find_by_host(alpha.host)
            asked.clear()
            public_groups(db, locale="nl")
            costs.append(len(asked))
    assert costs[0] == costs[1] <= 4


def test_only_what_visitors_find(alpha: World) -> None:
    with alpha.db() as db:
        for name, more in (
            ("Gewoon", {}), ("Even niet", {"state": "paused"}), ("Weg", {"state": "ended"}),
            ("Verborgen", {"listed": False}), ("In wording", {"state": "forming"}),
        ):  # fmt: skip
            planting.group(db, name, **more)
    assert [one.name for one in read(alpha)] == ["Even niet", "Gewoon"]


KINDS: dict[str, dict[str, Any]] = {
    "Gewoon": {},
    "Even niet": {"state": "paused"},
    "Weg": {"state": "ended"},
    "Verborgen": {"listed": False},
    "Te oud": {"stale_since": date(2026, 9, 1)},
    "In wording": {"state": "forming"},
}


@pytest.fixture
def one_of_each(alpha: World) -> World:
    """A group of every kind, all in one building."""
    with alpha.db() as db:
        house = planting.house(db)
        for name, more in KINDS.items():
            made = planting.group(db, name, place=house, **more)
            db.add(GroupTheme(group_id=made.id, theme_code="alcohol"))
            planting.meeting(db, made)
    return alpha


def told_otherwise(world: World) -> list[str]:
    """The groups of which `public_group` tells something else than `public_groups`."""
    with world.db() as db:
        listed = {one.name: one for one in public_groups(db, locale="nl")[1]}
        loaded = db.scalars(select(Group).options(selectinload(Group.themes)))
        alone = {group.name: publishing.public_group(db, group, locale="nl") for group in loaded}
    assert set(listed) < set(alone) == set(KINDS)
    return [name for name in KINDS if alone[name] != listed.get(name)]


def test_one_group_is_told_of_as_the_list_tells_of_it(
    one_of_each: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told_otherwise(one_of_each) == []
    monkeypatch.setattr(publishing, "in_public_list", lambda _group: True)
    assert told_otherwise(one_of_each) == ["Verborgen", "Te oud"], "the control"
    monkeypatch.setattr(publishing, "MEETS", ("active", "paused", "ended", "forming"))
    monkeypatch.setattr(publishing, "in_public_list", lambda group: group.state != "paused")
    assert told_otherwise(one_of_each) == ["Even niet", "Weg", "Verborgen", "Te oud"], "the control"


def test_the_rule_for_lists_and_the_rule_for_one_group_agree(one_of_each: World) -> None:
    with one_of_each.db() as db:
        found = set(db.scalars(select(Group.name).where(in_public_lists())))
        groups = db.scalars(select(Group)).all()
    assert {group.name for group in groups if in_public_list(group)} == found
    careless: dict[str, Callable[[Group], bool]] = {
        "Weg": lambda group: group.listed and group.stale_since is None,
        "Verborgen": lambda group: group.state != "ended" and group.stale_since is None,
        "Te oud": lambda group: group.listed and group.state != "ended",
    }
    for name, rule in careless.items():
        assert {group.name for group in groups if rule(group)} ^ found == {name}, "the control"


def test_choosing(alpha: World) -> None:
    with alpha.db() as db:
        planting.group(db, "Een", theme="rouw")
        planting.group(db, "Twee", theme="alcohol")
    assert [one.name for one in read(alpha, theme="rouw")] == ["Een"]
    assert [one.name for one in read(alpha, slugs=["twee", "drie"])] == ["Twee"]
    assert [one.name for one in read(alpha, place="helmond")] == ["Een", "Twee"]
    assert read(alpha, place="Deurne") == read(alpha, theme="geen") == []


def test_a_theme_brings_its_children_and_its_name_in_the_language(alpha: World) -> None:
    with alpha.db() as db:
        planting.group(db, "Een", theme="rouw")
    (one,) = read(alpha, locale="de")
    assert one.themes == (("rouw", "Trauer"),)


def test_the_sentence_is_the_groups_own_or_made_of_the_rule(alpha: World) -> None:
    with alpha.db() as db:
        made = planting.group(db)
        planting.meeting(db, made, text="als de maan vol is", position=0)
        planting.meeting(db, made, "FREQ=MONTHLY;BYDAY=2TU", position=1)
    dutch, english = (read(alpha, locale=locale)[0].meetings for locale in ("nl", "en"))
    assert dutch[0].text == english[0].text == "als de maan vol is"
    assert "dinsdag" in dutch[1].text and "Tuesday" in english[1].text


def test_a_group_without_meetings_in_the_table_says_what_it_says_itself(alpha: World) -> None:
    with alpha.db() as db:
        house = planting.house(db)
        planting.group(db, "Aan huis", place=house)
        planting.group(db, "Met zin", meeting_text="elke dinsdag", rrule="FREQ=WEEKLY;BYDAY=TU")
        planting.group(db, "Zwijgt")
    found = {one.name: one.meetings for one in read(alpha)}
    assert found["Aan huis"][0].text == "" and found["Aan huis"][0].place is not None
    assert found["Met zin"][0].pattern.rrule == "FREQ=WEEKLY;BYDAY=TU"
    assert found["Zwijgt"] == ()


def test_meetings_in_a_closed_building_are_cancelled_until_it_opens(alpha: World) -> None:
    with alpha.db() as db:
        house, other = planting.house(db), planting.house(db, "De Eik")
        made = planting.group(db, place=house)
        planting.meeting(db, made, "FREQ=DAILY", position=0)
        planting.meeting(db, made, "FREQ=DAILY", position=1, location_id=other.id)
        planting.meeting(db, made, "FREQ=DAILY", position=2, mode="online")
        extra = planting.meeting(db, made, "", position=3)
        planting.change(db, extra, "extra", today() + timedelta(days=2))
        planting.closed(db, house, 3, note="schilders")
    at_home, elsewhere, online, extra_one = read(alpha)[0].meetings
    day = today()
    shut = {day + timedelta(days=number) for number in range(3)}
    held = occurrences(at_home.pattern, day, day + timedelta(days=9))
    assert {one.on for one in held if one.status == "cancelled"} == shut
    assert {one.note for one in held if one.status == "cancelled"} == {"schilders"}
    assert elsewhere.pattern.changes == online.pattern.changes == ()
    assert extra_one.pattern.changes == ()


def test_a_meeting_moved_into_the_closed_days_is_cancelled(alpha: World) -> None:
    with alpha.db() as db:
        house = planting.house(db)
        held = planting.meeting(db, planting.group(db, place=house), "FREQ=DAILY;INTERVAL=1")
        planting.change(db, held, "moved", today() + timedelta(days=8), to_date=today() + timedelta(days=1))
        planting.closed(db, house, 3)
    (found,) = read(alpha)[0].meetings
    moved = [change for change in found.pattern.changes if change.on == today() + timedelta(days=8)]
    assert [change.kind for change in moved] == ["cancelled"]
