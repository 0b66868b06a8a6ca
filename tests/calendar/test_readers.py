"""Calendar programs of others that subscribe over HTTP: the pages' dates, and changes instead of doubles."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from icalendar import Event
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.calendar import files
from portal.clock import ZONE, now
from portal.groups.actions import change
from portal.groups.meetings.models import Meeting
from portal.groups.models import Group
from portal.recurrence.expanding import clock_changes
from tests import cast, factories
from tests.browser_like import Browser
from tests.calendar.helpers import fill_in, put, soon, tuesday
from tests.calendar.readers import Import, Mirror, Reader, Row
from tests.calendar.test_deeds import change as change_date
from tests.calendar.test_deeds import form, series
from tests.calendar.test_files import fill, ours, own_address
from tests.world import World

HOUR = timedelta(hours=1)
YEAR = (soon(1), soon(366))
Open = Callable[..., Any]


@pytest.fixture
def reading(alpha: World, live: int, tmp_path: Path) -> Open:
    """`reading(Mirror, "/calendar.ics")`: a subscriber of one of alpha's addresses, with its own folder."""

    def subscribe(kind: type[Reader], path: str = "/calendar.ics") -> Reader:
        return kind(tmp_path / kind.__name__, f"http://{alpha.host}:{live}{path}", live)

    return subscribe


def as_khal_has_it(rows: list[Row]) -> list[Row]:
    """Our dates, with the two things that khal reads in its own way.

    The hour that comes twice: khal takes the second one, RFC 5545 (3.3.5) the first. No end: khal makes it an
    hour, RFC 5545 (3.6.1) no time at all.
    """
    return sorted((_khals(row) for row in rows), key=str)


def _khals(row: Row) -> Row:
    on, starts, ends, cancelled = row
    if starts is None:
        return row
    begins = _second(starts)
    return on, begins, _second(ends) if isinstance(ends, datetime) else begins + HOUR, cancelled


def _second(moment: datetime) -> datetime:
    local = moment.astimezone(ZONE)
    twice = local.fold == 0 and local.replace(fold=1).utcoffset() != local.utcoffset()
    return moment + HOUR if twice else moment


def synced(reader: Reader) -> None:
    """It went well."""
    done = reader.sync()
    assert done.returncode == 0, done.stderr


def by_uid(reader: Reader) -> dict[str, list[Event]]:
    """The events that a subscriber holds."""
    found: dict[str, list[Event]] = {}
    for event in reader.events():
        found.setdefault(str(event["UID"]), []).append(event)
    return found


@pytest.mark.parametrize("kind", [Mirror, Import])
def test_a_subscriber_has_the_dates_of_the_pages_for_a_year(
    alpha: World, reading: Open, kind: type[Reader]
) -> None:
    fill(alpha)
    reader = reading(kind)
    synced(reader)
    mine = ours(alpha, *YEAR)
    assert reader.dates(*YEAR) == as_khal_has_it(mine)
    offsets = {row[1].astimezone(ZONE).utcoffset() for row in mine if row[1]}
    assert len(mine) > 400 and len(offsets) == 2 and any(row[3] for row in mine)
    otherwise = {row[0] for row in mine if row[2] is not None and _khals(row) != row}
    assert otherwise <= {clock_changes(ZONE.key, each.year)[1] for each in YEAR}, "one night in autumn"


def test_nights_in_which_the_clock_changes_need_a_line_of_their_own(
    alpha: World, reading: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: all of a series last equally long, and ours end at the same hour on the wall."""
    fill(alpha)
    monkeypatch.setattr(files.series, "_odd_nights", lambda *_: set())
    reader = reading(Mirror)
    synced(reader)
    theirs, mine = (set(rows) for rows in (reader.dates(*YEAR), as_khal_has_it(ours(alpha, *YEAR))))
    assert {row[0].month for row in mine - theirs} >= {3, 10}


class Scene:
    """A group that meets, and entries to change."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.db() as db:
            cast.ada(db)
            before_that = {"created_at": now() - timedelta(days=9), "updated_at": now() - timedelta(days=1)}
            self.group = factories.group(db, contact=cast.ben(db), **before_that).id
            rule = {"rrule": "FREQ=WEEKLY;BYDAY=TU", "first_on": tuesday(-1), "starts_at": time(10)}
            self.meeting = Meeting(group_id=self.group, ends_at=time(12), **rule)
            db.add(self.meeting)
        self.weekly, self.split, self.ended = (put(world, title=name, **series()) for name in "wsx")
        self.once, self.off = (put(world, title=name) for name in ("Open dag", "Uitje"))
        self.ada = world.as_(cast.IDS["ada"])

    def change_all(self) -> None:
        """Rename, move one, cancel one, move and cancel whole ones, end one and split one."""
        self.rename("Verder")
        day = timedelta(days=1)
        change_date(self.ada, self.weekly, tuesday(3), to=str(tuesday(3) + day), starts_at="20:00")
        change_date(self.ada, self.weekly, tuesday(4), kind="cancelled", reason="Dicht")
        change_date(self.ada, self.once, soon(), to=str(soon(12)), starts_at="11:00", ends_at="12:00")
        change_date(self.ada, self.off, soon(), kind="cancelled", reason="Regen")
        last = {"first_on": str(tuesday()), "last_on": str(tuesday(9))}
        last = form(title="x", rhythm="weekly", place="Helmond", **last)
        assert fill_in(self.ada, f"/calendar/entries/{self.ended}/edit", last).status_code == 303
        change_date(self.ada, self.split, tuesday(6), scope="later", to=str(tuesday(6) + 2 * day))

    def rename(self, name: str) -> None:
        """The group is called otherwise from now on."""
        with self.world.db() as db:
            loads = [joinedload(Group.themes), joinedload(Group.location), selectinload(Group.seats)]
            kept = db.get_one(Group, self.group, options=loads)
            change(db, kept, by=db.get_one(Person, cast.IDS["ben"]), values={"name": name})


def keys(uids: Any) -> set[UUID]:
    """The rows behind uids."""
    return {UUID(uid.partition("@")[0]) for uid in uids}


def test_deeds_change_what_subscribers_have(alpha: World, reading: Open) -> None:
    scene = Scene(alpha)
    mirror, kept = reading(Mirror), reading(Import)
    synced(mirror), synced(kept)
    before, items = by_uid(kept), len(by_uid(mirror))
    touched = {scene.meeting.id, scene.weekly, scene.split, scene.ended, scene.once, scene.off}
    assert keys(before) == touched and items == 6
    scene.change_all()
    synced(mirror), synced(kept)
    after = by_uid(kept)
    assert len(after) == len(by_uid(mirror)) == 7, "only the split brings one more"
    assert set(before) < set(after)
    for uid, events in before.items():
        assert min(one["SEQUENCE"] for one in after[uid]) > max(one["SEQUENCE"] for one in events), uid
    off = {str(one["SUMMARY"]) for events in after.values() for one in events if one["STATUS"] == "CANCELLED"}
    assert off == {"w", "Uitje"} and len(after[f"{scene.weekly}@localhost"]) == 3
    assert "Verder" in {str(one["SUMMARY"]) for one in mirror.events()}
    mine = as_khal_has_it(ours(alpha, *YEAR))
    assert mirror.dates(*YEAR) == kept.dates(*YEAR) == mine and len(mine) > 150


def test_a_name_that_depends_on_the_title_would_double(
    alpha: World, reading: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the one before."""
    monkeypatch.setattr(files, "uid", lambda what: f"{what.title.replace(' ', '-')}@localhost")
    scene, kept = Scene(alpha), reading(Import)
    synced(kept)
    scene.rename("Verder")
    synced(kept)
    assert len(by_uid(kept)) == 7
    assert len(kept.dates(*YEAR)) > len(ours(alpha, *YEAR))


@pytest.fixture
def dora(alpha: World) -> Browser:
    """Somebody with an account; entries for everybody and for members."""
    Scene(alpha)
    put(alpha, title="Ledenavond", visibility="network", first_on=soon(11))
    with alpha.db() as db:
        cast.dora(db)
    return alpha.as_(cast.IDS["dora"])


@pytest.mark.parametrize("titles", ["named", "neutral"])
def test_a_personal_address_until_it_is_ended(
    alpha: World, dora: Browser, reading: Open, titles: str
) -> None:
    mirror = reading(Mirror, own_address(dora, titles=titles))
    synced(mirror)
    mine = as_khal_has_it(ours(alpha, *YEAR, person=cast.IDS["dora"], kinds=("meeting", "event")))
    found = mirror.dates(*YEAR)
    assert found == mine if titles == "named" else set(found) == set(mine), (
        "vdirsyncer keeps one of two that are alike but for their uid, and neutral ones are"
    )
    names = {str(one["SUMMARY"]) for one in mirror.events()}
    assert "Ledenavond" in names if titles == "named" else names == {"Afspraak"}
    (feed,) = re.findall(r"/me/calendar/([\w-]+)/end", dora.get("/me/calendar").text)
    dora.post(f"/me/calendar/{feed}/end", page="/me/calendar")
    held = sorted(file.read_bytes() for file in mirror.items.iterdir())
    ended = mirror.sync()
    assert ended.returncode != 0 and "NOT FOUND" in ended.stderr.upper(), ended.stderr
    assert sorted(file.read_bytes() for file in mirror.items.iterdir()) == held, "it keeps what it had"
