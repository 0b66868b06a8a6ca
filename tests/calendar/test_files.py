"""Calendar files, read by programs that are not ours: the dates of the pages, over both clock changes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
import recurring_ical_events
from icalendar import Calendar
from sqlalchemy import update
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.calendar.files import window
from portal.calendar.gathering import gather, in_order
from portal.calendar.models import CalendarFeed
from portal.clock import ZONE, now, today
from portal.groups.actions import change
from portal.groups.meetings.models import Closure, Meeting, MeetingChange
from portal.groups.models import Group
from portal.ledger import announce_public_change
from portal.recurrence.expanding import clock_changes
from portal.trainings.models import Training, TrainingSession
from tests import cast, factories
from tests.browser_like import Browser
from tests.calendar.helpers import put, read, soon, titles, tuesday
from tests.world import World

Seen = list[tuple[date, datetime | None, date | datetime | None, bool]]


def fill(world: World) -> None:
    """Something of every shape, some of it over the nights in which the clock changes."""
    for rule, more in (
        ("", {"first_on": soon(20), "starts_at": None, "ends_at": None, "days": 3}),
        ("", {"first_on": soon(25), "days": 3, "starts_at": time(18), "ends_at": time(12)}),
        ("", {"first_on": soon(26), "starts_at": time(22), "ends_at": time(1, 30)}),
        ("", {"first_on": soon(27), "starts_at": None, "ends_at": None}),
        ("FREQ=WEEKLY;BYDAY=TU", {"first_on": tuesday(-3)}),
        ("FREQ=WEEKLY;BYDAY=SU", {"starts_at": time(2, 30), "ends_at": time(4, 30)}),
        ("FREQ=MONTHLY;BYDAY=-1FR", {"not_months": [7, 8], "starts_at": time(9), "ends_at": None}),
        ("FREQ=MONTHLY;BYMONTHDAY=31", {"last_on": soon(300), "starts_at": None, "ends_at": None, "days": 2}),
        ("FREQ=DAILY", {"last_on": soon(200), "starts_at": time(2, 15), "ends_at": time(2, 45)}),
        ("FREQ=WEEKLY;BYDAY=FR", {"days": 3, "starts_at": time(20), "ends_at": time(16)}),
        ("FREQ=WEEKLY;BYDAY=SA", {"first_on": spring(), "starts_at": time(22), "ends_at": time(6)}),
    ):
        first = more.pop("first_on", soon(2))
        put(world, title=f"Iets {rule} {more}"[:100], rrule=rule, first_on=first, **more)
    with world.db() as db:
        _meet(db)
        _train(db)
        announce_public_change(db)


def spring() -> date:
    """The evening before the clock next goes forward."""
    days = (clock_changes("Europe/Amsterdam", today().year + more)[0] for more in (0, 1))
    return next(day for day in days if day > soon(2)) - timedelta(days=1)


def _meet(db: Any) -> None:
    """Two rhythms of a group, with exceptions and a building that is closed for a while."""
    place = factories.location(db)
    group = factories.group(db, contact=cast.ben(db), location_id=place.id)
    meeting = Meeting(
        group_id=group.id, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", first_on=tuesday(-2),
        starts_at=time(19, 30), ends_at=time(21, 30),
    )  # fmt: skip
    meeting.changes = [
        MeetingChange(kind="cancelled", on_date=tuesday(2)),
        MeetingChange(
            kind="moved", on_date=tuesday(4), to_date=tuesday(4) + timedelta(days=2), starts_at=time(20)
        ),
        MeetingChange(kind="extra", on_date=tuesday(5)),
        MeetingChange(kind="moved", on_date=tuesday(8), to_date=tuesday(9)),
    ]
    open_ended = Meeting(group_id=group.id, rrule="FREQ=MONTHLY;BYDAY=2WE", starts_at=time(10), position=1)
    db.add_all([meeting, open_ended, Closure(location_id=place.id, from_on=tuesday(8), until_on=tuesday(12))])


def _train(db: Any) -> None:
    """A session to come."""
    training = Training(title="Luisteren", state="open", visibility="public")
    db.add(training)
    db.flush()
    begin = now().replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
    times = {"starts_at": begin, "ends_at": begin + timedelta(hours=2)}
    db.add(TrainingSession(training_id=training.id, **times))


def ours(world: World, since: date, until: date, *, person: Any = None, kinds: Any = ()) -> Seen:
    """The dates that the pages show; to a visitor, unless somebody is named."""
    with world.db() as db:
        reader = db.get_one(Person, person) if person else None
        found = in_order(gather(db, reader, since, until, kinds=kinds), since, until)
    return ordered(
        (
            one.on,
            instant(one.starts),
            instant(one.ends) or (one.last if one.starts is None else None),
            one.cancelled,
        )
        for one in found
        if one.on >= since
    )


def theirs(world: World, since: date, until: date) -> Seen:
    """What other programs read from the feed."""
    file = Calendar.from_ical(world.visitor().get("/calendar.ics").data)
    events = recurring_ical_events.of(file).between(since - timedelta(days=2), until + timedelta(days=2))
    found = []
    for event in events:
        begins = event["DTSTART"].dt
        day = begins.astimezone(ZONE).date() if isinstance(begins, datetime) else begins
        if since <= day < until:
            found.append((day, instant(begins), end_of(event), event["STATUS"] == "CANCELLED"))
    return ordered(found)


def end_of(event: Any) -> date | datetime | None:
    """The last day of what takes whole days, else when it ends; None where that is not known."""
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None
    if isinstance(begins, datetime):
        return instant(ends) if ends and ends != begins else None
    return ends - timedelta(days=1) if ends and ends > begins else begins


def instant(moment: Any) -> datetime | None:
    """In UTC, without fractions."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else None


def ordered(found: Any) -> Seen:
    """In an order that both sides have."""
    return sorted(found, key=str)


def test_a_feed_has_the_dates_of_the_pages_for_a_year(alpha: World) -> None:
    fill(alpha)
    since, until = soon(1), soon(366)
    mine = ours(alpha, since, until)
    assert mine == theirs(alpha, since, until)
    offsets = {one[1].astimezone(ZONE).utcoffset() for one in mine if one[1]}
    assert len(mine) > 400 and len(offsets) == 2 and any(one[3] for one in mine)


def test_a_date_that_the_feed_lacks_is_seen(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: exceptions left out of the file."""
    fill(alpha)
    from portal.calendar import files

    whole = files.series.events
    monkeypatch.setattr(files.series, "events", lambda *args, **more: whole(*args, **more)[:1])
    assert ours(alpha, soon(1), soon(366)) != theirs(alpha, soon(1), soon(366))


def test_a_file_is_well_formed(alpha: World) -> None:
    long = "Lange naam met een komma, een puntkomma; een \\ en een ë en 😀 " * 3
    put(alpha, title=long[:110], text="Regel een\nRegel twee\x07\r\nATTENDEE:mailto:x@x.example", place=long)
    answer = alpha.visitor().get("/calendar.ics")
    lines = answer.data.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and lines[-1] == b"" and b"\n" not in answer.data.replace(b"\r\n", b"")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(event["SUMMARY"]) == long[:110].strip() and "ATTENDEE" not in event
    assert str(event["DESCRIPTION"]) == "Regel een\nRegel twee\nATTENDEE:mailto:x@x.example"
    file = Calendar.from_ical(answer.data)
    assert file["REFRESH-INTERVAL"].dt == timedelta(hours=4)
    assert [zone["TZID"] for zone in file.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    for name in ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "URL", "LOCATION"):
        assert name in event, name


def test_who_has_it_is_told_so(alpha: World) -> None:
    put(alpha)
    visitor = alpha.visitor()
    first = visitor.get("/calendar.ics")
    again = {"If-None-Match": first.headers["ETag"]}
    assert visitor.get("/calendar.ics", headers=again).status_code == 304
    put(alpha, title="Nog iets")
    assert visitor.get("/calendar.ics", headers=again).status_code == 200


def test_a_renamed_group_is_the_same_event(alpha: World) -> None:
    with alpha.db() as db:
        before_that = {"created_at": now() - timedelta(days=9), "updated_at": now() - timedelta(days=1)}
        group = factories.group(db, contact=cast.ben(db), **before_that)
        db.add(Meeting(group_id=group.id, rrule="FREQ=WEEKLY;BYDAY=TU", first_on=tuesday(-1)))
    (before,) = read(alpha.visitor(), "/calendar.ics")
    with alpha.db() as db:
        loads = [joinedload(Group.themes), joinedload(Group.location), selectinload(Group.seats)]
        kept = db.get_one(Group, group.id, options=loads)
        change(db, kept, by=db.get_one(Person, cast.IDS["ben"]), values={"name": "Verder"})
    (after,) = read(alpha.visitor(), "/calendar.ics")
    assert before["UID"] == after["UID"] and str(after["SUMMARY"]) == "Verder"
    assert after["SEQUENCE"] > before["SEQUENCE"]


def own_address(browser: Browser, **sent: Any) -> str:
    """The path of a new personal calendar."""
    answer = browser.post("/me/calendar", {"kinds": ["meeting", "event"], "titles": "neutral", **sent})
    found = re.search(r"/calendar/own/[\w-]+\.ics", answer.text)
    assert answer.status_code == 200 and found, answer.status_code
    return found[0]


@pytest.fixture
def dora(alpha: World) -> Browser:
    """Somebody with an account, and a group and entries to follow."""
    with alpha.db() as db:
        cast.dora(db)
        group = factories.group(db, contact=cast.ben(db))
        other = factories.group(db, "Angstgroep", theme="angst")
        for each in (group, other):
            db.add(Meeting(group_id=each.id, rrule="FREQ=WEEKLY;BYDAY=TU", first_on=tuesday(-1)))
    put(alpha, title="Ledenavond", visibility="network")
    put(alpha, title="Stafoverleg", visibility="stewards")
    return alpha.as_(cast.IDS["dora"])


def test_a_personal_calendar_gives_nothing_away_by_itself(alpha: World, dora: Browser) -> None:
    path = own_address(dora)
    text = alpha.visitor().get(path).text
    assert titles(read(alpha.visitor(), path)) == {"Afspraak"}
    assert not any(word in text for word in ("Rouw", "rouw", "Angst", "angst", "Ledenavond", "Stafoverleg"))
    named = own_address(dora, titles="named")
    assert titles(read(alpha.visitor(), named)) == {"Rouwgroep Helmond", "Angstgroep", "Ledenavond"}


def test_a_personal_calendar_holds_what_was_chosen(alpha: World, dora: Browser) -> None:
    with alpha.db() as db:
        key = db.query(Group.id).filter(Group.slug == "rouwgroep-helmond").scalar()
    path = own_address(dora, titles="named", kinds=["meeting"], groups=[str(key)])
    assert titles(read(alpha.visitor(), path)) == {"Rouwgroep Helmond"}
    assert dora.post("/me/calendar", {"titles": "neutral"}).status_code == 422


def test_an_address_ends_when_its_person_wants(alpha: World, beta: World, dora: Browser) -> None:
    path, other = own_address(dora), own_address(dora)
    with alpha.db() as db:
        stored = {feed.id: feed.token_hash for feed in db.query(CalendarFeed)}
    token = path.rsplit("/", 1)[1].removesuffix(".ics")
    assert not any(token.encode() in one for one in stored.values())
    assert beta.visitor().get(path).status_code == 404
    page = dora.get("/me/calendar").text
    assert token not in page
    for feed in re.findall(r"/me/calendar/([\w-]+)/end", page)[1:]:
        dora.post(f"/me/calendar/{feed}/end", page="/me/calendar")
    assert sorted(alpha.visitor().get(each).status_code for each in (path, other)) == [200, 404]
    with alpha.db() as db:
        db.execute(update(Person).where(Person.id == cast.IDS["dora"]).values(ended_at=now()))
    assert [alpha.visitor().get(each).status_code for each in (path, other)] == [404, 404]


def test_nobody_ends_the_address_of_another(alpha: World, dora: Browser) -> None:
    path = own_address(dora)
    with alpha.db() as db:
        feed: UUID = db.query(CalendarFeed.id).scalar()
    alpha.as_(cast.IDS["ben"]).post(f"/me/calendar/{feed}/end", page="/me/calendar")
    assert alpha.visitor().get(path).status_code == 200


def test_single_dates_can_be_taken_along(alpha: World) -> None:
    key = put(alpha, rrule="FREQ=WEEKLY;BYDAY=TU", first_on=tuesday())
    visitor = alpha.visitor()
    answer = visitor.get(f"/calendar/event/{key}.ics?on={tuesday(4)}")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event["DTSTART"].dt == datetime.combine(tuesday(4), time(19, 30), ZONE)
    assert "METHOD:PUBLISH" in answer.text and "RRULE" not in event
    for wrong in (
        f"event/{key}.ics?on={tuesday(4) + timedelta(days=1)}",
        f"x/{key}.ics",
        f"event/{UUID(int=1)}.ics",
    ):
        assert visitor.get(f"/calendar/{wrong}").status_code == 404
    assert window()[0] < tuesday() < window()[1]
