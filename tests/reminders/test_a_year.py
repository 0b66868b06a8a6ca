"""A year of one small network on a moved clock, against a table that other code computes.

None is missing, none extra. The table knows nothing of rules, zones or plans: it walks through the calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from portal.calendar.models import CalendarEntry, EntryChange
from portal.due import SOURCES
from portal.groups.meetings.models import Meeting, MeetingChange
from portal.mail import Mail
from portal.profile import NetworkProfile
from portal.reminders import planning, sending
from portal.reminders.choices import choose, who_is
from portal.rooms.models import Booking, Room
from portal.signups.models import SignUp
from portal.tables import new_id
from portal.tasks.models import Task
from portal.trainings.models import Training, TrainingSession
from tests import cast, factories
from tests.cast import IDS
from tests.reminders.helpers import ZONE, at
from tests.world import World

FIRST, LAST = date(2027, 1, 4), date(2028, 1, 2)
"""A Monday, and a Sunday 52 weeks later; both clock changes and a turn of the year lie between."""
DAY = timedelta(days=1)
GONE, MOVED, TO = date(2027, 3, 30), date(2027, 5, 11), date(2027, 5, 13)
"""ben's Tuesdays: one is cancelled, one is on a Thursday instead."""
AWAY, BACK = date(2027, 9, 6), date(2027, 10, 4)
"""Between these days ben wants no reminders of meetings."""
EVENINGS = (date(2027, 3, 26), date(2027, 4, 2), date(2027, 10, 29), date(2027, 11, 5))
"""Two trainings of two evenings; of the second one cem gives up the place on 30 October."""
KEYS = (date(2027, 3, 29), date(2027, 8, 18), date(2027, 11, 1))
"""Rooms that dora opens at ten; the second is given back the day before it."""
FIFTEENTHS = tuple(date(2027, month, 15) for month in range(1, 13))
"""What ada puts in the calendar, for stewards; cancelled in June, on the 20th instead in September."""
OFF, LATER = date(2027, 6, 15), (date(2027, 9, 15), date(2027, 9, 20))
TASK, DONE = date(2027, 6, 9), date(2027, 6, 23)
TRAININGS = tuple(UUID(int=0x0192_0000_0000_7000_A000_0000_0000_0100 + number) for number in (1, 2))
Sent = set[tuple[date, str, str]]


def _tuesdays() -> set[date]:
    """When ben's group meets: Tuesdays, not in July and August."""
    days = {FIRST + number * DAY for number in range((LAST - FIRST).days + 15)}
    usual = {day for day in days if day.weekday() == 1 and day.month not in (7, 8)}
    return (usual - {GONE, MOVED}) | {TO}


def _second_fridays() -> set[date]:
    """When dora's group meets."""
    days = {FIRST + number * DAY for number in range((LAST - FIRST).days + 15)}
    return {day for day in days if day.weekday() == 4 and 8 <= day.day <= 14}


def _due() -> Sent:
    """Every mail that is due: (day, to whom, which)."""
    found: Sent = set()
    for day in _tuesdays():
        if not AWAY <= day - DAY < BACK:
            found.add((day - DAY, "ben", "reminder"))
    found |= {(day - 3 * DAY, "dora", "reminder") for day in _second_fridays()}
    for first, second, who in (
        (*EVENINGS[:2], "cem"), (*EVENINGS[:2], "gast"), (*EVENINGS[2:], "gast"), (EVENINGS[2], None, "cem"),
    ):  # fmt: skip
        found |= {(first - 7 * DAY, who, "reminder"), (first - DAY, who, "reminder")}
        found |= {(second - DAY, who, "reminder")} if second else set()
    found |= {(day - DAY, "dora", "reminder") for day in KEYS if day != KEYS[1]}
    for first, who in ((EVENINGS[0], "ben"), (EVENINGS[2], "dora")):
        found |= {(first - 7 * DAY, who, "reminder"), (first - DAY, who, "reminder")}
    found.add((EVENINGS[1] - DAY, "ben", "reminder"))
    held = {day for day in FIFTEENTHS if day not in (OFF, LATER[0])} | {LATER[1]}
    found |= {(day - DAY, "ada", "reminder") for day in held}
    for week in range(1, 53):
        monday = FIRST + 7 * week * DAY
        coming = {monday + number * DAY for number in range(7)}
        found |= {(monday, "ben", "digest")} if coming & _tuesdays() else set()
        found |= {(monday, "dora", "digest")} if coming & _second_fridays() else set()
        found |= {(monday, "ada", "briefing")} if TASK < monday <= DONE else set()
    return {one for one in found if FIRST <= one[0] <= LAST}


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def _begin(db: Any) -> None:
    cast.ada(db), cast.cem(db)
    checked = {"verified_on": FIRST}
    db.get_one(NetworkProfile, 1).check_months = 24
    ben = factories.group(db, "Rouwgroep Helmond", contact=cast.ben(db), **checked)
    dora = factories.group(db, "Angstgroep Deurne", contact=cast.dora(db), **checked)
    weekly = {"rrule": "FREQ=WEEKLY;BYDAY=TU", "not_months": [7, 8], "starts_at": time(19, 30)}
    meeting = Meeting(group_id=ben.id, **weekly)
    meeting.changes = [
        MeetingChange(kind="cancelled", on_date=GONE), MeetingChange(kind="moved", on_date=MOVED, to_date=TO),
    ]  # fmt: skip
    db.add_all([meeting, Meeting(group_id=dora.id, rrule="FREQ=MONTHLY;BYDAY=2FR", starts_at=time(10))])
    choose(db, who_is(IDS["dora"]), "meeting", "3", person_id=IDS["dora"])
    _trainings(db)
    _entry(db)
    room = Room(name="Zaal", key_holder_id=IDS["dora"])
    db.add(room)
    db.flush()
    for day in KEYS:
        db.add(Booking(room_id=room.id, starts_at=_moment(day, 10), ends_at=_moment(day, 12)))


def _trainings(db: Any) -> None:
    for number, key in enumerate(TRAININGS):
        days = EVENINGS[2 * number : 2 * number + 2]
        times = [(_moment(day, 19), _moment(day, 21)) for day in days]
        db.add(
            Training(
                id=key, title="Leren luisteren", state="closed", starts_at=times[0][0], ends_at=times[1][1]
            )
        )
        db.flush()
        for begin, end in times:
            givers = {EVENINGS[0]: IDS["ben"], EVENINGS[1]: IDS["ben"], EVENINGS[2]: IDS["dora"]}
            given = {"trainer_id": givers.get(begin.date())}
            db.add(TrainingSession(training_id=key, starts_at=begin, ends_at=end, **given))
        for name, person_id in (("cem", IDS["cem"]), ("gast", None)):
            made = new_id()
            who = {"name": name, "email": f"{name}@people.example", "person_id": person_id}
            db.add(SignUp(id=made, party_id=made, training_id=key, **who))


def _entry(db: Any) -> None:
    on = {"first_on": FIFTEENTHS[0], "starts_at": time(14), "ends_at": time(15)}
    said = {"title": "Stafoverleg", "visibility": "stewards", "rrule": "FREQ=MONTHLY;BYMONTHDAY=15"}
    entry = CalendarEntry(by_id=IDS["ada"], last_on=FIFTEENTHS[-1], **said, **on)
    entry.changes = [
        EntryChange(kind="cancelled", on_date=OFF),
        EntryChange(kind="moved", on_date=LATER[0], to_date=LATER[1]),
    ]
    db.add(entry)


def _events() -> dict[date, Callable[[Any], Any]]:
    """What people do on some days, at noon."""
    second = (SignUp.training_id == TRAININGS[1], SignUp.name == "cem")
    third = Booking.starts_at == _moment(KEYS[1], 10)
    ben = {"person_id": IDS["ben"]}
    return {
        TASK: lambda db: db.add(Task(kind="test", key="x", sentence="Bel iemand")),
        DONE + DAY: lambda db: db.execute(update(Task).values(done_at=_moment(DONE, 12))),
        AWAY: lambda db: choose(db, who_is(IDS["ben"]), "meeting", "off", **ben),
        BACK: lambda db: choose(db, who_is(IDS["ben"]), "meeting", "", **ben),
        EVENINGS[2] + DAY: lambda db: db.execute(update(SignUp).where(*second).values(state="cancelled")),
        KEYS[1] - 2 * DAY: lambda db: db.execute(update(Booking).where(third).values(state="cancelled")),
    }


def _live(world: World, last: date) -> tuple[Sent, Sent]:
    """Live from the first day to this one; what was missing, and what came although it was not due."""
    events, day = _events(), FIRST
    with at(_moment(FIRST, 12)), world.db() as db:
        _begin(db)
    while day <= last:
        for hour in (11, 12, 20):
            if (hour == 12 and day not in events) or (day == FIRST and hour < 20):
                continue
            with at(_moment(day, hour)), world.db() as db:
                if hour == 12:
                    events[day](db)
                    db.flush()
                planning.plan(db)
                sending.send_due(db)
        day += DAY
    with world.db() as db:
        mails = db.execute(select(Mail.created_at, Mail.recipient, Mail.template)).all()
    seen = [(sent.astimezone(ZONE).date(), to.split("@")[0], name) for sent, to, name in mails]
    assert len(seen) == len(set(seen)), "somebody got a mail twice"
    wanted = {one for one in _due() if FIRST <= one[0] <= last}
    return wanted - set(seen), set(seen) - wanted


def test_a_year_has_every_mail_that_was_due_and_no_other(alpha: World) -> None:
    missing, extra = _live(alpha, LAST)
    assert sorted(missing) == []
    assert sorted(extra) == []
    assert len(_due()) > 100


def test_a_source_that_forgets_what_was_moved_is_seen(alpha: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control, over ten weeks: the table notices one meeting that is not where it is said to be."""
    whole = SOURCES["meeting"]
    usual = {_moment(GONE, 19, 30), _moment(TO, 19, 30)}
    monkeypatch.setitem(
        SOURCES, "meeting", lambda *asked: [one for one in whole(*asked) if one.at not in usual]
    )
    missing, extra = _live(alpha, FIRST + 20 * 7 * DAY)
    assert missing == {(TO - DAY, "ben", "reminder"), (date(2027, 5, 10), "ben", "digest")}
    assert extra == set()
