"""Who sees what of the calendar: one table for the public view, the members' and the stewards'."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.access import Permission, allows, visible
from portal.calendar.models import CalendarEntry
from portal.happenings import Happening

MAY_SEE: dict[str, frozenset[str]] = {
    "public": frozenset({"public"}),
    "member": frozenset({"public", "network"}),
    "steward": frozenset({"public", "network", "stewards"}),
}
"""Reader to the audiences whose things they see. Every page, file and single entry goes by it."""


def reader(person: Any) -> str:
    """As which reader somebody looks; None is a visitor."""
    if person is None:
        return "public"
    return "steward" if person.is_steward else "member"


def shown(what: Happening, person: Any) -> bool:
    """This reader may know of it."""
    return what.audience in MAY_SEE[reader(person)]


def reads_link(link_for: str, person: Any) -> bool:
    """This reader gets the link to take part online."""
    return link_for in MAY_SEE[reader(person)]


def group_that_hears(entry: CalendarEntry) -> UUID | None:
    """The group that an entry is with, and whose people hear of it: not of what only stewards see."""
    return entry.group_id if entry.visibility != "stewards" else None


@visible(CalendarEntry)
def visible_entries(person: Any) -> Select[Any]:
    """With exceptions and group."""
    query = select(CalendarEntry).where(CalendarEntry.visibility.in_(MAY_SEE[reader(person)]))
    return query.options(selectinload(CalendarEntry.changes), joinedload(CalendarEntry.group))


@allows(Permission.ENTRY_SEE)
def sees(_person: Any, entry: Any) -> bool:
    """Whoever can see an entry at all reads its page."""
    return entry is not None


@allows(Permission.ENTRY_TEND)
def tends(person: Any, _entry: Any) -> bool:
    """Stewards keep the network's own entries."""
    return person is not None and bool(person.is_steward)
