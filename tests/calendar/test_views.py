"""Who sees what: visitors, members and stewards, in pages and files, from one rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.calendar import rules
from portal.clock import now, today
from portal.groups.meetings.models import Closure, Meeting
from portal.groups.models import Location
from portal.help_requests.models import HelpRequest
from portal.ledger import announce_public_change
from portal.rooms.models import Booking, Room
from portal.trainings.models import Training, TrainingSession
from tests import cast, factories
from tests.browser_like import Browser
from tests.calendar.helpers import put, read, soon, titles, tuesday
from tests.groups.helpers import said
from tests.world import World

AGENDA = "/calendar?view=agenda"


def shown(browser: Browser, path: str = AGENDA) -> str:
    """The text of a page."""
    return said(browser.get(path))


def strays(world: World) -> set[str]:
    """Which of the titles a visitor meets, on pages and in files."""
    visitor = world.visitor()
    month = f"/calendar?on={soon().isoformat()}"
    week = f"/calendar?view=week&on={soon().isoformat()}"
    pages = " ".join(shown(visitor, path) for path in (AGENDA, month, week))
    files = " ".join(titles(read(visitor, "/calendar.ics")))
    return {word for word in ("Open dag", "Ledenavond", "Stafoverleg") if word in pages + files}


@pytest.fixture
def three(alpha: World) -> World:
    """One entry for each audience."""
    put(alpha, title="Open dag")
    put(alpha, title="Ledenavond", visibility="network")
    put(alpha, title="Stafoverleg", visibility="stewards")
    with alpha.db() as db:
        cast.dora(db)
    return alpha


def test_each_reader_sees_their_own_part(three: World) -> None:
    assert strays(three) == {"Open dag"}
    dora, ada = shown(three.as_(cast.IDS["dora"])), shown(three.as_(cast.IDS["ada"]))
    assert "Ledenavond" in dora and "Stafoverleg" not in dora
    assert "Ledenavond" in ada and "Stafoverleg" in ada


def test_without_the_rule_visitors_would_see_all(three: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: one table decides everywhere."""
    monkeypatch.setitem(rules.MAY_SEE, "public", rules.MAY_SEE["steward"])
    assert strays(three) == {"Open dag", "Ledenavond", "Stafoverleg"}


def test_a_page_of_an_entry_opens_to_the_same_readers(three: World) -> None:
    key = put(three, title="Stafdag", visibility="stewards")
    path = f"/calendar/entries/{key}"
    statuses = [
        browser.get(path).status_code
        for browser in (three.visitor(), three.as_(cast.IDS["dora"]), three.as_(cast.IDS["ada"]))
    ]
    assert statuses == [404, 404, 200]
    assert three.visitor().get(f"/calendar/event/{key}.ics?on={soon()}").status_code == 404
    assert three.as_(cast.IDS["ada"]).get(f"/calendar/event/{key}.ics?on={soon()}").status_code == 200


def test_a_link_is_for_those_it_is_meant_for(alpha: World) -> None:
    link = "https://meet.example/kamer"
    key = put(alpha, online_link=link)
    with alpha.db() as db:
        cast.dora(db)
    page, one = f"/calendar/entries/{key}", f"/calendar/event/{key}.ics"
    assert link not in alpha.visitor().get(page).text
    assert "CONFERENCE" not in alpha.visitor().get("/calendar.ics").text + alpha.visitor().get(one).text
    dora = alpha.as_(cast.IDS["dora"])
    assert link in dora.get(page).text
    assert f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{link}" in dora.get(one).text


def test_two_networks_stay_apart(three: World, beta: World) -> None:
    put(beta, title="Elders")
    assert "Elders" not in shown(three.as_(cast.IDS["ada"])) + three.visitor().get("/calendar.ics").text
    assert "Open dag" not in shown(beta.visitor()) + beta.visitor().get("/calendar.ics").text


def meet(world: World, **more: object) -> None:
    """A group that meets every Tuesday."""
    with world.db() as db:
        place = factories.location(db)
        group = factories.group(db, contact=cast.ben(db), location_id=place.id, **more)
        rule = {"rrule": "FREQ=WEEKLY;BYDAY=TU", "first_on": tuesday(-4)}
        db.add(Meeting(group_id=group.id, starts_at=None, ends_at=None, **rule))
        announce_public_change(db)


def test_a_meeting_without_hours_does_not_last_all_day(alpha: World) -> None:
    meet(alpha)
    assert "hele dag" not in shown(alpha.visitor())
    put(alpha, title="Netwerkdag", starts_at=None, ends_at=None)
    assert "hele dag" in shown(alpha.visitor()), "the control: an entry without hours does"


@pytest.mark.parametrize("view", ["", "?view=week", "?view=agenda"])
def test_today_is_one_press_away(alpha: World, view: str) -> None:
    put(alpha, title="Vandaag te doen", first_on=today())
    page = alpha.visitor().get(f"/calendar{view}").text
    assert page.count('id="today"') == 1 and '#today">Vandaag</a>' in page


def test_a_group_shows_its_meetings_as_far_as_it_wants(alpha: World) -> None:
    meet(alpha)
    assert "Rouwgroep Helmond" in shown(alpha.visitor()) and "De Huiskamer" in shown(alpha.visitor())
    (event,) = read(alpha.visitor(), "/groups/rouwgroep-helmond/calendar.ics")
    assert event["SUMMARY"] == "Rouwgroep Helmond"
    (event,) = read(alpha.visitor(), "/groups/rouwgroep-helmond/calendar.ics?titles=neutral")
    assert "Rouw" not in event.to_ical().decode()


@pytest.mark.parametrize(
    ("kept", "expected"), [("network", (False, True, True, True)), ("group", (False, False, True, True))]
)
def test_meetings_that_are_kept(alpha: World, kept: str, expected: tuple[bool, ...]) -> None:
    meet(alpha, shown_to={"meeting_text": kept})
    with alpha.db() as db:
        cast.dora(db), cast.ada(db)
    readers = [alpha.visitor(), *(alpha.as_(cast.IDS[name]) for name in ("dora", "ben", "ada"))]
    assert tuple("Rouwgroep" in shown(reader) for reader in readers) == expected


def test_an_address_that_is_kept_is_not_in_the_calendar(alpha: World) -> None:
    meet(alpha, shown_to={"venue": "network", "street": "network", "postcode": "network"})
    feed = alpha.visitor().get("/calendar.ics").text
    assert "Huiskamer" not in shown(alpha.visitor()) + feed and "Helmond" in feed


def test_a_closed_building_and_a_pause_cancel_meetings(alpha: World) -> None:
    meet(alpha)
    with alpha.db() as db:
        group = factories.group(db, "Angstgroep", theme="angst", state="paused")
        rule = {"rrule": "FREQ=WEEKLY;BYDAY=WE", "first_on": tuesday(-4)}
        db.add(Meeting(group_id=group.id, **rule))
        place = db.scalars(select(Location.id)).one()
        db.add(Closure(location_id=place, from_on=tuesday(2), until_on=tuesday(3)))
        announce_public_change(db)
    off = [event for event in read(alpha.visitor(), "/calendar.ics") if event["STATUS"] == "CANCELLED"]
    days = {event["DTSTART"].dt for event in off if "Rouw" in event["SUMMARY"]}
    assert days == {tuesday(2)}
    assert sum("Angst" in event["SUMMARY"] for event in off) > 50
    text = shown(alpha.visitor(), f"{AGENDA}&on={tuesday(2)}")
    assert "gesloten" in text


def test_other_features_bring_their_dates(alpha: World) -> None:
    times = {"starts_at": now() + timedelta(days=5), "ends_at": now() + timedelta(days=5, hours=2)}
    with alpha.db() as db:
        cast.ada(db)
        group = factories.group(db, contact=cast.ben(db))
        other = factories.group(db, "Angstgroep", theme="angst", contact=cast.person(db, "fay"))
        shown_to_all = {"state": "open", "visibility": "public"}
        training = Training(title="Luisteren", signup_until=times["starts_at"], **shown_to_all)
        room = Room(name="De Linde")
        db.add_all([training, room])
        db.flush()
        db.add(TrainingSession(training_id=training.id, topic="Vragen", **times))
        db.add(Booking(room_id=room.id, group_id=other.id, **times))
        asked = {"category": "huisvesting", "title": "Een zaal", "needed_by": soon(3)}
        db.add(HelpRequest(group_id=group.id, **asked))
        announce_public_change(db)
    visitor, ben = alpha.visitor(), alpha.as_(cast.IDS["ben"])
    assert "Luisteren: Vragen" in shown(visitor) and "Een zaal" not in shown(visitor)
    text = shown(ben)
    assert "Een zaal" in text and "Laatste dag om je aan te melden: Luisteren" in text
    assert "De Linde" not in text
    taken = shown(ben, f"{AGENDA}&kind=booking")
    assert "De Linde: bezet" in taken and "Angstgroep" not in taken
    assert "Angstgroep" in shown(alpha.as_(cast.IDS["ada"]), f"{AGENDA}&kind=booking")


def test_filters_and_odd_addresses(three: World) -> None:
    meet(three)
    put(three, title="Digitaal", online_link="https://meet.example/x", place="")
    visitor = three.visitor()
    assert "Open dag" not in shown(visitor, f"{AGENDA}&kind=meeting")
    assert "Rouwgroep Helmond" in shown(visitor, f"{AGENDA}&theme=rouw&place=helmond")
    assert "Niets dat past" in shown(visitor, f"{AGENDA}&theme=angst")
    assert "Digitaal" in shown(visitor, f"{AGENDA}&online=1")
    for odd in ("on=2026-13-40", "on=9999-12-31", "view=year", "group=x", "kind=%00", "place=%F0%9F%98%80"):
        assert visitor.get(f"/calendar?{odd}").status_code == 200
    part = visitor.get("/calendar?view=week", headers={"HX-Request": "true"})
    assert part.text.startswith('<div id="calendar"')
    assert "Nog niets" not in shown(visitor, f"/calendar?on={today().replace(year=2031)}")
