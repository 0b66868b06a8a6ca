"""A group with a meeting, and the clock where the tests want it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.groups.meetings.models import Meeting
from portal.groups.models import Group
from tests import cast, factories
from tests.groups.helpers import filled_in
from tests.world import World

SLUG = "rouwgroep-helmond"
PAGE = f"/groups/{SLUG}"
MEETINGS = f"{PAGE}/meetings"
NEW = f"{MEETINGS}/new"
TODAY = date(2026, 11, 22)
"""A Sunday."""
SECOND_TUESDAY = {
    "rhythm": "nth", "weekdays": ["tu"], "nths": ["2"], "starts_at": "19.30", "ends_at": "21:30",
}  # fmt: skip


@contextmanager
def on(day: date) -> Iterator[None]:
    """As if it were noon of this day: everything that asks for the date reads this clock."""
    with pytest.MonkeyPatch.context() as patch:
        moment = datetime.combine(day, time(12), UTC)
        patch.setattr(clock, "now", lambda: moment)
        yield


def plant(world: World, **more: Any) -> World:
    """ben speaks for the grief group in De Huiskamer; ada is steward."""
    with world.db() as db:
        cast.ada(db)
        place = factories.location(db, street="Kerkstraat 58", postcode="5701 AB")
        values = {"location_id": place.id, "meeting_text": "", **more}
        factories.group(db, contact=cast.ben(db), **values)
    return world


def enter(world: World, person: str = "ben", path: str = NEW, **fields: Any) -> Any:
    """Fill in the form, look at what is read back, and save it."""
    browser = world.as_(cast.IDS[person])
    values = filled_in(browser, path) | fields
    looked = browser.send(path, values)
    if looked.status_code != 200 or 'value="yes"' not in looked.text:
        return looked
    seen = looked.text.split('name="seen" value="')[1].split('"')[0]
    return browser.send(path, values | {"seen": seen, "save": "yes"})


def meetings(world: World, slug: str = SLUG) -> list[Meeting]:
    """The meetings of a group with their changes, as the database has them."""
    with world.db() as db:
        query = select(Meeting).join(Group, Group.id == Meeting.group_id).where(Group.slug == slug)
        found = list(db.scalars(query.order_by(Meeting.position).options(selectinload(Meeting.changes))))
        db.expunge_all()
        return found


def load(db: Any, slug: str = SLUG) -> Group:
    """A group as the gate loads it, in a session."""
    shown = (joinedload(Group.location), selectinload(Group.themes), selectinload(Group.contacts))
    found: Group = db.scalars(select(Group).where(Group.slug == slug).options(*shown)).one()
    return found
