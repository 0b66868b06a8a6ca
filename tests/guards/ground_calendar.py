"""What is planted in the calendar of a network: an entry, and a personal calendar of ben."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal.accounts.sessions import hash_token
from portal.calendar.models import CalendarEntry, CalendarFeed, EntryChange, EntryComing
from portal.clock import today
from portal.tables import new_id
from tests import cast


def calendar(word: str, entry: UUID, feed: UUID, ben: UUID, on: date) -> Iterator[object]:
    """Every text holds the network's word; the entry comes every year on the day of `on`."""
    rule = f"FREQ=YEARLY;BYMONTH={on.month};BYMONTHDAY={on.day}"
    texts = {name: f"{word}entry{name}" for name in ("title", "text", "place")}
    link = f"https://{word}.example/entry"
    yield CalendarEntry(id=entry, rrule=rule, first_on=on, online_link=link, coming=True, **texts)
    yield CalendarFeed(id=feed, person_id=ben, token_hash=hash_token(f"{word}calendar"), kinds=["event"])


def enter(db: Any, number: int) -> None:
    """One more entry of the calendar with an exception and somebody who comes, and one more own calendar."""
    key = UUID(int=1) if number == 0 else new_id()
    more: dict[str, Any] = {"rrule": "FREQ=DAILY", "coming": True}
    entry = CalendarEntry(id=key, title=f"Entry {number}", first_on=today(), **more)
    entry.changes = [EntryChange(kind="cancelled", on_date=today() + timedelta(days=1))]
    db.add(entry)
    db.flush()
    made = {"made_for": UUID(int=1), "made_on": today(), "mark": new_id().bytes}
    db.add(EntryComing(entry_id=UUID(int=1), on_date=today(), **made))
    ada = cast.person(db, "ada", steward=True).id
    db.add(CalendarFeed(token_hash=new_id().bytes, person_id=ada, kinds=["event"]))
