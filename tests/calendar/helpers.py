"""Entries of the calendar, as tests put them in."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.calendar import actions
from portal.calendar.models import CalendarEntry
from portal.clock import today
from tests import cast
from tests.browser_like import Browser
from tests.world import World

USUAL: dict[str, Any] = {
    "title": "Netwerkdag", "kind": "event", "text": "", "group_id": None, "place": "Helmond",
    "online_link": "", "link_for": "network", "visibility": "public", "rrule": "", "last_on": None,
    "days": 1, "starts_at": time(19, 30), "ends_at": time(21, 30), "not_months": [], "coming": False,
}  # fmt: skip


def soon(days: int = 10) -> date:
    """A day to come."""
    return today() + timedelta(days=days)


def tuesday(weeks: int = 2) -> date:
    """A Tuesday to come."""
    monday = today() - timedelta(days=today().weekday())
    return monday + timedelta(days=7 * weeks + 1)


def put(world: World, **more: Any) -> UUID:
    """An entry, made by ada; once and in ten days unless said otherwise."""
    with world.db() as db:
        values = {**USUAL, "first_on": soon(), **more}
        return actions.make(db, by=cast.ada(db), values=values).id


def entry(world: World, key: UUID) -> CalendarEntry:
    """As it is stored now."""
    with world.db() as db:
        return db.scalars(select(CalendarEntry).where(CalendarEntry.id == key)).one()


def entries(world: World) -> list[CalendarEntry]:
    """All of them, by their first day."""
    with world.db() as db:
        return list(db.scalars(select(CalendarEntry).order_by(CalendarEntry.first_on)))


def fill_in(browser: Browser, path: str, sent: dict[str, Any]) -> TestResponse:
    """Send the form of an entry, and once more when it is read back."""
    answer = browser.post(path, sent)
    if answer.status_code != 200 or 'name="save" value="yes"' not in answer.text:
        return answer
    seen = answer.text.split('name="seen" value="')[1].split('"')[0]
    return browser.post(path, {**sent, "seen": seen, "save": "yes"})


def read(browser: Browser, path: str) -> list[Event]:
    """The events of a calendar file."""
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    assert answer.mimetype == "text/calendar"
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def titles(events: list[Event]) -> set[str]:
    """What they are called."""
    return {str(event["SUMMARY"]) for event in events}
