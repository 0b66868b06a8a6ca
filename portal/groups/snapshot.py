"""What a group's page says at one moment, as values that can be compared, kept and put back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from portal.groups.models import Group, Location

COLUMNS = (
    *("name", "intro", "audiences", "audience_note", "in_person", "online", "by_phone", "place"),
    *("meeting_text", "starts_at", "ends_at", "contact_name", "phone", "phone_note", "email", "website"),
    *("costs", "access_note", "joining", "network_note", "state", "listed"),
)
"""What a form can change of a group's own row. `place` is the town."""
STATE = ("paused_until", "elsewhere")
"""What says more about the state: when a paused group is back, and where people can go meanwhile."""
OWN = (
    "word_for_contact",
    "word_for_participant",
    "house_rules",
    "neutral_title",
    "shown_to",
    "takes_messages",
    "first_names_only",
)
"""What a group decides about itself, besides what its page says."""
ADDRESS = ("venue", "street", "postcode")
"""With the town, the place where the group meets."""
TIMES = ("starts_at", "ends_at")

Change = tuple[Any, Any]
"""What a field was, and what it became."""


def snapshot(db: Session, group: Group) -> dict[str, Any]:
    """The page as it is now. Its themes are loaded."""
    place = db.get(Location, group.location_id) if group.location_id else None
    found = {name: plain(getattr(group, name)) for name in (*COLUMNS, *STATE, *OWN)}
    found |= dict(
        zip(ADDRESS, (place.name, place.street, place.postcode) if place else ("", "", ""), strict=True)
    )
    return found | {"themes": sorted(theme.code for theme in group.themes)}


def plain(value: Any) -> Any:
    """As it is kept in JSON."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple) else value


def revived(name: str, value: Any) -> Any:
    """What `plain` made, as the table wants it."""
    return time.fromisoformat(value) if name in TIMES and value else value


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Change]:
    """The fields that are not the same any more; the order of choices does not matter."""
    return {
        name: (before.get(name), value) for name, value in after.items() if not same(before.get(name), value)
    }


def same(one: Any, other: Any) -> bool:
    """Whether both say the same."""
    ordered = [sorted(value) if isinstance(value, list) else value for value in (one, other)]
    return bool(ordered[0] == ordered[1])
