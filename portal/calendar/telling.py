"""Mails about a date that is cancelled or moved: to who said they come, and to the group it is with.

They say when it was to be, not what it is, and not why: the page says that to those who may read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import g
from flask_babel import force_locale
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import language_of, write_to
from portal.calendar.coming import known
from portal.calendar.files import one
from portal.calendar.happening import happening
from portal.calendar.models import CalendarEntry
from portal.calendar.rules import group_that_hears
from portal.calendar.showing import said
from portal.clock import today
from portal.groups.answering import who_answers
from portal.happenings import Date, dates
from portal.ics import writing
from portal.pages import network_url


def readers(db: Session, entry: CalendarEntry, days: Sequence[date], *, by: UUID) -> dict[Person, date]:
    """Whom a change of these dates concerns, with the first of them; not who made it."""
    found = {person: theirs[0] for person, theirs in known(db, entry, days).items()}
    if days and (group_id := group_that_hears(entry)):
        for person in who_answers(db, group_id, today()):
            found.setdefault(person, days[0])
    return {person: on for person, on in found.items() if person.id != by}


def date_of(entry: CalendarEntry, key: date) -> Date | None:
    """The date of an entry (its exceptions are loaded) that the rule put on this day."""
    changes = tuple(one.change for one in entry.changes)
    what = happening(entry, changes, None)
    moved = next((change.to for change in changes if change.on == key and change.to), None)
    start, end = min(key, moved or key), max(key, moved or key)
    found = dates(what, start, end + timedelta(days=1))
    return next((each for each in found if each.key == key), None)


class News(NamedTuple):
    """A date as it was and as it is now (None: gone), and the number of the entry that it was in."""

    was: Date
    now: Date | None
    sequence: int

    @property
    def off(self) -> bool:
        """It does not take place."""
        return self.now is None or self.now.cancelled


def tell(
    db: Session, told: dict[Person, date], news: dict[date, News], kind: str, entry: CalendarEntry
) -> None:
    """One mail to each, with the date as it is now for their own calendar; `entry` says the rest."""
    link = network_url(g.network.slug, f"/calendar/entries/{entry.id}")
    for person, on in told.items():
        if on not in news:
            continue
        found = news[on]
        with force_locale(language_of(person)):
            before = said(found.was, today())
            after = said(found.now, today()) if found.now and not found.off else ""
            file = _file(found)
        said_now = {"before": before, "after": after if after != before else "", "kind": kind}
        write_to(db, person, "entry_news", calendar=file, link=link, **said_now)


def _file(news: News) -> str:
    """The date as it is now, and where that is another event for their calendar, the old one as cancelled."""
    what = news.was.what._replace(sequence=news.sequence)
    gone = one(news.was._replace(what=what, cancelled=True), neutral=True)
    if news.now is None or news.off:
        return writing.calendar([gone], method="CANCEL").decode()
    now = one(news.now, neutral=True)
    same = (gone.uid, gone.recurrence_id) == (now.uid, now.recurrence_id)
    return writing.calendar([now] if same else [gone, now], method="PUBLISH").decode()
