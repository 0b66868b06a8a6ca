"""What a group's history says of its meetings: facts that are kept as JSON, and their sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, TypeVar

from flask_babel import gettext as _

from portal.groups.meetings.models import Meeting, MeetingChange
from portal.groups.models import Location
from portal.groups.sentences import MODES
from portal.groups.snapshot import plain
from portal.i18n import language
from portal.recurrence import words
from portal.recurrence.pattern import Change, Pattern
from portal.recurrence.wording import change_sentence, sentence

_RHYTHM = ("text", "rrule", "first_on", "last_on", "starts_at", "ends_at", "not_months", "mode")
_DATE = ("kind", "on_date", "to_date", "starts_at", "ends_at", "note")
T = TypeVar("T", date, time)
USUAL = "usual"
"""The kind of a meeting that is as its rule says."""


def rhythm_fact(meeting: Meeting, place: Location | None) -> dict[str, Any]:
    """A rhythm and where it is when that is a place of its own."""
    found = {name: plain(getattr(meeting, name)) for name in _RHYTHM}
    return {name: value for name, value in found.items() if value} | ({"place": place.line} if place else {})


def date_fact(change: MeetingChange | None, on: date) -> dict[str, Any]:
    """One meeting; without a change it is as usual."""
    if change is None:
        return {"kind": USUAL, "on_date": on.isoformat()}
    return {name: value for name in _DATE if (value := plain(getattr(change, name)))}


def said_rhythm(fact: Mapping[str, Any] | None) -> str:
    """A rhythm in the reader's language; people's own words first."""
    if not fact:
        return str(_("none"))
    first_on, last_on = (_revived(date, fact, name) for name in ("first_on", "last_on"))
    starts_at, ends_at = (_revived(time, fact, name) for name in ("starts_at", "ends_at"))
    left_out = tuple(fact.get("not_months", ()))
    pattern = Pattern(
        fact.get("rrule", ""), first_on, starts_at, ends_at, last_on=last_on, not_months=left_out
    )
    mode = MODES.get(fact.get("mode", ""), "")
    rule = sentence(pattern, language()) if pattern.rrule or pattern.starts_at or not fact.get("text") else ""
    return ", ".join(str(part) for part in (fact.get("text", ""), rule, mode, fact.get("place", "")) if part)


def said_date(fact: Mapping[str, Any] | None) -> str:
    """One meeting in the reader's language."""
    if not fact:
        return ""
    on = date.fromisoformat(fact["on_date"])
    if fact["kind"] == USUAL:
        return str(_("%(day)s: as usual", day=words.day_month_year(on)))
    to = _revived(date, fact, "to_date")
    starts_at, ends_at = (_revived(time, fact, name) for name in ("starts_at", "ends_at"))
    return change_sentence(Change(on, fact["kind"], to, starts_at, ends_at, fact.get("note", "")), language())


def _revived(kind: type[T], fact: Mapping[str, Any], name: str) -> T | None:
    """A date or a time of day that was kept as text."""
    text = fact.get(name)
    return kind.fromisoformat(text) if text else None
