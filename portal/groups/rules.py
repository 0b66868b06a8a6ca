"""Who sees a group, and who may change it. The rule for lists stands beside the rule for one page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.access import Permission, allows, visible
from portal.clock import now
from portal.groups.answering import stood_in_for
from portal.groups.models import Group, GroupContact, Location

GROUP: Any = Group.__table__.c
"""The columns of the group table, for lists: plain columns cost a third of loaded objects."""

SAY_GOODBYE = timedelta(days=90)
"""How long the page of a group that ended still says so, for who comes by an old link."""


def in_public_lists() -> ColumnElement[bool]:
    """Groups that visitors find: those that go on, or will go on again, and are known to be right."""
    return and_(GROUP.listed, GROUP.state != "ended", GROUP.stale_since.is_(None))


def in_public_list(group: Group) -> bool:
    """The same of one group."""
    return group.listed and group.state != "ended" and group.stale_since is None


def seats_of(person: Any) -> Select[Any]:
    """The groups in which the person has a seat: as contact person or stand-in."""
    return select(GroupContact.group_id).where(GroupContact.person_id == person.id)


@visible(Group)
def visible_groups(person: Any) -> Select[Any]:
    """All for a steward; their own for contact persons; for everybody what is listed or ended lately."""
    query = select(Group).options(joinedload(Group.location), joinedload(Group.themes))
    if person is not None:
        query = query.options(selectinload(Group.seats))
        if person.is_steward:
            return query
    public = and_(Group.listed, or_(Group.state != "ended", Group.updated_at > now() - SAY_GOODBYE))
    if person is None:
        return query.where(public)
    return query.where(or_(public, Group.id.in_(seats_of(person)), Group.companion_id == person.id))


@visible(Location)
def visible_places(person: Any) -> Select[Any]:
    """Places as such are for stewards; everybody else reads of them on the pages of groups."""
    query = select(Location)
    return query if person is not None and person.is_steward else query.where(false())


def is_contact(person: Any, group: Group) -> bool:
    """The person is a contact person of the group (its seats are loaded)."""
    return person is not None and any(
        seat.person_id == person.id and seat.role == "contact" for seat in group.seats
    )


def has_contacts(group: Group) -> bool:
    """Somebody of the group itself decides about its page."""
    return any(seat.role == "contact" for seat in group.seats)


def speaks_for(person: Any, group: Group) -> bool:
    """A contact person, or the stand-in while a contact person cannot.

    The same moments in which the stand-in gets the group's mail: who is asked something can also act on it.
    At other times a stand-in only looks: nobody changes a page behind the back of those who are there.
    """
    if person is None or is_contact(person, group):
        return person is not None
    return has_seat(person, group) and stood_in_for(group)


def has_seat(person: Any, group: Group) -> bool:
    """A contact person or a stand-in, whether anybody is away or not."""
    return person is not None and any(seat.person_id == person.id for seat in group.seats)


@allows(Permission.GROUP_EDIT)
def looks_after(person: Any, group: Any) -> bool:
    """Who speaks for the group now, and the network's stewards."""
    if person is None or group is None:
        return False
    return bool(person.is_steward) or speaks_for(person, group)


@allows(Permission.CONTACT_INVITE)
def seats_people(person: Any, group: Any) -> bool:
    """Contact persons and stewards say who speaks for the group; a stand-in does not."""
    if person is None or group is None:
        return False
    return bool(person.is_steward) or is_contact(person, group)


@allows(Permission.HOUSE_SEE)
def sees_house(person: Any, group: Any) -> bool:
    """Everybody with a seat, and the stewards."""
    if person is None or group is None:
        return False
    return bool(person.is_steward) or has_seat(person, group)


@allows(Permission.HOUSE_DECIDE)
def decides(person: Any, group: Any) -> bool:
    """The group's own contact persons; a steward as long as it has none."""
    if person is None or group is None:
        return False
    return is_contact(person, group) or (bool(person.is_steward) and not has_contacts(group))


@allows(Permission.GROUP_CREATE)
def makes_groups(person: Any, _thing: Any) -> bool:
    """Stewards write down new groups."""
    return person is not None and bool(person.is_steward)


@allows(Permission.GROUP_SEE)
def sees(_person: Any, group: Any) -> bool:
    """Whoever can see a group at all may read its page."""
    return group is not None
