"""Changing a group's page: what is saved, what is refused and why, and what happens when two people do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.clock import today
from portal.groups import actions
from portal.groups.models import Group
from tests import cast, factories
from tests.groups.helpers import audited, filled_in, said, slugs, stored
from tests.sink import Sink
from tests.world import World

EDIT = "/groups/rouwgroep-helmond/edit"


@pytest.fixture
def bens_group(alpha: World) -> World:
    """ben speaks for the grief group; ada is steward."""
    with alpha.db() as db:
        cast.ada(db)
        place = factories.location(db, street="Kerkstraat 58", postcode="5701 AB")
        factories.group(
            db,
            contact=cast.ben(db),
            location_id=place.id,
            intro="Koffie.\n\nGeen agenda.",
            audiences=["men"],
            rrule="FREQ=MONTHLY;BYDAY=2TU",
            starts_at=time(19, 30),
            network_note="let op: zomerstop",
        )
    return alpha


def send(world: World, person: str = "ben", **changes: Any) -> Any:
    """Open the form as this person, change some fields, and send it. None leaves a field out."""
    browser = world.as_(cast.IDS[person])
    values = filled_in(browser, EDIT) | changes
    return browser.send(EDIT, {name: value for name, value in values.items() if value is not None})


def test_a_form_sent_back_untouched_changes_nothing(bens_group: World) -> None:
    before = stored(bens_group, "rouwgroep-helmond")
    assert send(bens_group).status_code == 303
    after = stored(bens_group, "rouwgroep-helmond")
    assert audited(bens_group, "group.changed") == []
    assert (after.version, after.updated_at, after.verified_on) == (
        before.version,
        before.updated_at,
        before.verified_on,
    )


def test_everything_can_be_changed_by_a_contact_person(bens_group: World) -> None:
    changes = {
        "name": "Rouwcafé Helmond", "intro": "Een <nieuw> begin.\r\nTweede regel.",
        "themes": ["rouw", "eenzaamheid"], "audiences": ["women", "older"], "audience_note": "vanaf 60",
        "in_person": None, "online": "y", "by_phone": "y", "venue": "De Brug", "street": "Markt 1",
        "postcode": "5702 CD", "place": "Deurne", "meeting_text": "op afspraak", "starts_at": "20.00",
        "ends_at": "21:30", "contact_name": "Ria", "phone": "+31 (0)492 000-362",
        "phone_note": "na 18 uur",
        "email": "ria@groep.example", "website": "www.groep.example/rouw", "costs": "gratis",
        "access_note": "lift", "joining": "intake", "network_note": "zoekt zaal",
        "state": "paused", "listed": "y",
    }  # fmt: skip
    assert send(bens_group, **changes).headers["Location"] == "/groups/rouwgroep-helmond"
    group = stored(bens_group, "rouwgroep-helmond")
    kept = {name: getattr(group, name) for name in actions.COLUMNS}
    assert kept == {
        **{name: changes[name] for name in kept if name in changes},
        "intro": "Een <nieuw> begin.\nTweede regel.", "in_person": False, "online": True, "by_phone": True,
        "listed": True, "starts_at": time(20, 0), "ends_at": time(21, 30),
        "website": "https://www.groep.example/rouw",
    }  # fmt: skip
    assert [theme.code for theme in group.themes] == ["rouw", "eenzaamheid"]
    assert group.location and group.location.line == "De Brug, Markt 1, 5702 CD Deurne"
    assert group.rrule == "", "the old rule does not fit the new sentence"
    assert group.slug == "rouwgroep-helmond"
    fields = audited(bens_group, "group.changed")[0]
    assert set(fields) == {*changes} - {"listed", "postcode", "street"}
    assert audited(bens_group, "group.verified") == []


def test_search_and_cached_pages_follow_at_once(bens_group: World) -> None:
    visitor = bens_group.visitor()
    assert slugs(visitor.get("/groups?q=vlindertuin")) == []
    heard: list[Any] = []
    hear: Callable[..., None] = lambda _db, group_id: heard.append(group_id)  # noqa: E731
    actions.CHANGED.append(hear)
    try:
        send(bens_group, name="Vlindertuin", place="Someren")
    finally:
        actions.CHANGED.remove(hear)
    assert slugs(visitor.get("/groups?q=vlindertuin")) == ["rouwgroep-helmond"]
    assert slugs(visitor.get("/groups?place=Someren")) == ["rouwgroep-helmond"]
    assert heard == [stored(bens_group, "rouwgroep-helmond").id]


def test_a_sentence_somebody_understands_becomes_a_rule(bens_group: World) -> None:
    read: Callable[[str], str] = lambda text: "FREQ=WEEKLY;BYDAY=TH" if "donderdag" in text else ""  # noqa: E731
    actions.UNDERSTANDS.insert(0, read)
    try:
        send(bens_group, meeting_text="iedere donderdag")
        assert stored(bens_group, "rouwgroep-helmond").rrule == "FREQ=WEEKLY;BYDAY=TH"
        send(bens_group, costs="gratis")
        assert stored(bens_group, "rouwgroep-helmond").rrule == "FREQ=WEEKLY;BYDAY=TH"
    finally:
        actions.UNDERSTANDS.remove(read)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "  "}, "Give the group a name."),
        ({"name": "x" * 121}, "Keep it within 120 characters."),
        ({"themes": None}, "Choose at least one theme"),
        ({"themes": ["geen-thema"]}, "geen-thema"),
        ({"phone": "", "email": "", "website": ""}, "so that people can reach the group"),
        ({"phone": "bel Ria"}, "This does not look like a phone number."),
        ({"phone": "123"}, "This does not look like a phone number."),
        ({"email": "ria@"}, "This does not look like a mail address."),
        ({"email": "a@x.example, b@x.example"}, "This does not look like a mail address."),
        ({"website": "javascript:alert(1)"}, "This does not look like a website."),
        ({"website": "https://user@evil.example"}, "This does not look like a website."),
        ({"website": "zomaar"}, "This does not look like a website."),
        ({"ends_at": "19:30"}, "The meeting ends before it starts."),
        ({"ends_at": "18:00"}, "The meeting ends before it starts."),
        ({"starts_at": "", "ends_at": "18:00"}, "Fill in when the meeting starts too."),
        ({"starts_at": "half acht"}, "Write a time as 19:30."),
        ({"state": "gone"}, "Not a valid choice"),
        ({"intro": "x" * 4_001}, "Keep it within 4000 characters."),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_nothing_is_lost(
    bens_group: World, changes: dict[str, Any], sentence: str
) -> None:
    browser = bens_group.as_(cast.IDS["ben"])
    browser.set_cookie("lang", "en")
    values = filled_in(browser, EDIT) | {"costs": "twee euro"} | changes
    answer = browser.send(EDIT, {name: value for name, value in values.items() if value is not None})
    assert answer.status_code == 422
    assert sentence in said(answer) and "This is not saved yet" in said(answer)
    assert 'value="twee euro"' in answer.text
    assert stored(bens_group, "rouwgroep-helmond").costs == ""


def test_a_group_that_visitors_do_not_see_may_be_out_of_reach(bens_group: World) -> None:
    answer = send(bens_group, phone="", listed=None)
    assert answer.status_code == 303
    assert slugs(bens_group.visitor().get("/groups")) == []


def test_still_correct_is_a_date_of_its_own(bens_group: World) -> None:
    before = stored(bens_group, "rouwgroep-helmond")
    send(bens_group, still_correct="y")
    after = stored(bens_group, "rouwgroep-helmond")
    assert (after.verified_on, after.verified_precision) == (today(), "day")
    assert (after.verified_how, after.verified_by) == ("self", cast.IDS["ben"])
    assert after.updated_at == before.updated_at
    send(bens_group, "ada", still_correct="y")
    assert stored(bens_group, "rouwgroep-helmond").verified_how == "steward"
    assert len(audited(bens_group, "group.verified")) == 2


def test_a_shared_place_stays_as_it_is_for_the_others(bens_group: World) -> None:
    with bens_group.db() as db:
        shared = db.scalars(select(Group.location_id)).one()
        factories.group(db, "Angst", theme="angst", location_id=shared)
    send(bens_group, venue="de huiskamer", street="KERKSTRAAT 58")
    assert stored(bens_group, "angst").location.line == "De Huiskamer, Kerkstraat 58, 5701 AB Helmond"
    send(bens_group, street="Markt 2")
    assert stored(bens_group, "angst").location.line == "De Huiskamer, Kerkstraat 58, 5701 AB Helmond"
    assert stored(bens_group, "rouwgroep-helmond").location.line == "De Huiskamer, Markt 2, 5701 AB Helmond"
    assert bens_group.count("location") == 2


def test_an_own_place_is_spelled_anew_and_an_unused_one_goes(bens_group: World) -> None:
    visitor = bens_group.visitor()
    assert "Kerkstraat 58" in visitor.get("/groups/rouwgroep-helmond").text
    send(bens_group, street="Kerkstraat  58", venue="de Huiskamer")
    assert stored(bens_group, "rouwgroep-helmond").location.name == "de Huiskamer"
    assert "de Huiskamer" in visitor.get("/groups/rouwgroep-helmond").text
    send(bens_group, venue="", street="", postcode="")
    assert stored(bens_group, "rouwgroep-helmond").location is None
    assert bens_group.count("location") == 0


def test_two_groups_with_one_address_share_a_place(bens_group: World) -> None:
    with bens_group.db() as db:
        factories.group(db, "Angst", theme="angst")
    with bens_group.db() as db:
        options = (joinedload(Group.location), selectinload(Group.themes), selectinload(Group.contacts))
        group = db.scalars(select(Group).where(Group.slug == "angst").options(*options)).one()
        values = {
            "venue": "DE HUISKAMER",
            "street": "kerkstraat 58",
            "postcode": "5701ab",
            "place": "Helmond",
        }
        actions.change(db, group, by=None, values=values)
    assert bens_group.count("location") == 1


def test_the_group_hears_what_a_steward_changed_and_nobody_else(bens_group: World, sink: Sink) -> None:
    told = "what you save is a proposal"
    assert told in said(bens_group.as_(cast.IDS["ada"]).get(f"{EDIT}?lang=en"))
    assert told not in said(bens_group.as_(cast.IDS["ben"]).get(f"{EDIT}?lang=en"))
    send(bens_group, "ada", state="paused", network_note="zoekt zaal")
    bens_group.work()
    assert [mail.recipients for mail in sink.received] == [["ben@people.example"]]
    mail = sink.received[0]
    for telling in ("rouw", "Rouw", "helmond", "groep", "lotgenoten"):
        assert telling not in mail.message["Subject"]
    assert "Ada" in mail.text and "/me" in mail.text
    assert "zaal" not in mail.text and "rouwgroep-helmond" not in mail.text
    sink.clear()
    send(bens_group, "ben", costs="gratis")
    assert send(bens_group, "ada").status_code == 422
    bens_group.work()
    assert sink.received == []


def test_a_contact_persons_account_that_ended_gets_no_mail(bens_group: World, sink: Sink) -> None:
    with bens_group.db() as db:
        from portal.clock import now

        cast.ben(db).ended_at = now()
    send(bens_group, "ada", state="paused")
    bens_group.work()
    assert sink.received == []
