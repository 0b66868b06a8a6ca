"""Groups in formation: who tends one, who opens it to the public, who puts oneself on its list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from portal.access import Permission, allows
from portal.groups.models import Group, GroupContact
from portal.groups.rules import looks_after

FEWEST = 5
"""Fewer people than this are never shown as a number, and no group begins its list with less."""


def takes_interest(group: Group) -> bool:
    """Visitors may put themselves on the list."""
    return group.state == "forming" and group.listed


def tended_by(person: Any) -> ColumnElement[bool]:
    """Groups in formation that the person starts, and groups whose companion the person is."""
    starts = exists().where(GroupContact.group_id == Group.id, GroupContact.person_id == person.id)
    return or_(and_(Group.state == "forming", starts), Group.companion_id == person.id)


@allows(Permission.FORMATION_TEND)
def tends(person: Any, group: Any) -> bool:
    """Those who start it, its companion, and the stewards."""
    return looks_after(person, group) or (
        person is not None and group is not None and group.companion_id == person.id
    )


@allows(Permission.FORMATION_OPEN)
def opens(person: Any, group: Any) -> bool:
    """Stewards."""
    return person is not None and bool(person.is_steward) and group is not None
