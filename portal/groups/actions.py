"""What happens to groups: written down, changed, found still correct."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.groups.indexing import reindex
from portal.groups.meetings.summary import SUMMARY, rows_follow
from portal.groups.models import Group, GroupContact, Location, Theme
from portal.groups.places import drop_if_unused, place_for
from portal.groups.rules import speaks_for
from portal.groups.sentences import field_name
from portal.groups.texts import slug, sort_key
from portal.ledger import announce_public_change
from portal.mail import post
from portal.pages import network_url
from portal.profile import NetworkProfile

__all__ = (
    "ADDRESS",
    "BY_IMPORT",
    "CHANGED",
    "COLUMNS",
    "CONFIRMED",
    "UNDERSTANDS",
    "change",
    "confirm",
    "create",
    "free_slug",
    "note_change",
    "reindex",
    "tell_all",
    "understood",
)

CHANGED: list[Callable[[Session, UUID], None]] = []
"""Called with the group's id, in the transaction, whenever anything about a group may have changed."""

UNDERSTANDS: list[Callable[[str], str]] = []
"""Readers of a sentence about meetings: an RRULE, or "" when it was not understood. The first wins."""

CONFIRMED: list[Callable[[Session, Group, str, UUID | None], None]] = []
"""Called before a check changes the group, with how it was made and by whom (None: not signed in)."""

COLUMNS = (
    *("name", "intro", "audiences", "audience_note", "in_person", "online", "by_phone", "place"),
    *("meeting_text", "starts_at", "ends_at", "contact_name", "phone", "phone_note", "email", "website"),
    *("costs", "access_note", "joining", "network_note", "state", "listed"),
)
"""What a form can change of a group's own row. `place` is the town."""
BY_IMPORT = ("rrule", "source_key", "verified_on", "verified_precision", "verified_how")
"""What only a list that was read can bring along."""
STATE = ("paused_until", "elsewhere")
"""What says more about the state: when a paused group is back, and where people can go meanwhile."""
ADDRESS = ("venue", "street", "postcode")
"""With the town, the place where the group meets."""


def create(db: Session, *, by: Person | None, values: Mapping[str, Any]) -> Group:
    """Write down a new group. `values` as of `change`; a theme and one way to be reached are enough."""
    db.execute(select(NetworkProfile.id).with_for_update())  # in turn, so that no two choose one slug
    themes = _themes(db, values["themes"])
    name = values.get("name") or f"{themes[0].name(g.network.locale)} {values.get('place', '')}".strip()
    group = Group(slug=free_slug(db, name), sort_key=sort_key(name), themes=themes, contacts=[])
    _assign(db, group, {**values, "name": name, "themes": None})
    db.add(group)
    db.flush()
    rows_follow(db, group, SUMMARY)
    record(db, "group.created", on=group.id, by=by.id if by else None)
    tell_all(db, group)
    return group


def free_slug(db: Session, name: str) -> str:
    """An address nobody has yet. It stays when the name changes, so that links and prints keep working."""
    wish = slug(name)
    taken = set(db.scalars(select(Group.slug).where(Group.slug.startswith(wish, autoescape=True))))
    return slug(name, taken)


def change(
    db: Session, group: Group, *, by: Person | None, values: Mapping[str, Any], still_correct: bool = False
) -> list[str]:
    """Save what was filled in; returns the names of what changed. `by` None: the system.

    `values` holds any of COLUMNS, STATE and BY_IMPORT, `themes` (codes), and ADDRESS, which moves the group
    to that place and leaves the place as it is for others who meet there. `still_correct`: somebody looked at
    all of it today.
    Raises StaleDataError when somebody else saved between loading the group and this.
    """
    moved_from = group.location_id
    changed = _assign(db, group, values)
    if changed:
        group.updated_at = now()
        db.flush()
        rows_follow(db, group, changed)
        if moved_from is not None and moved_from != group.location_id:
            drop_if_unused(db, moved_from)
        record(db, "group.changed", on=group.id, by=by.id if by else None, fields=changed)
        tell_all(db, group)
        if by is not None and by.is_steward and not speaks_for(by, group):
            _tell_contacts(db, group, by=by, changed=changed)
    if still_correct and by is not None:
        confirm(db, group, by=by)
    return changed


def note_change(db: Session, group: Group, *, by: Person, fields: list[str]) -> None:
    """Something that belongs to a group was changed besides its own row; the rest is as after `change`."""
    group.updated_at = now()
    db.flush()
    record(db, "group.changed", on=group.id, by=by.id, fields=fields)
    tell_all(db, group)
    if by.is_steward and not speaks_for(by, group):
        _tell_contacts(db, group, by=by, changed=fields)


def confirm(db: Session, group: Group, *, by: Person | None, how: str = "") -> None:
    """Everything on the page is correct today, say the group or a steward who asked it; asking is over.

    `by` None: somebody with a link we mailed. `how` as in `GroupCheck`; "" when the group's contact persons
    are loaded and tell whether it was the group itself.
    """
    how = how or ("self" if speaks_for(by, group) else "steward")
    for hear in CONFIRMED:
        hear(db, group, how, by.id if by else None)
    group.verified_on, group.verified_precision = today(), "day"
    group.verified_how, group.verified_by = how, by.id if by else None
    group.asked_step, group.stale_since = 0, None
    group.asked_on = group.stepped_on = group.call_on = None
    db.flush()
    record(db, "group.verified", on=group.id, by=by.id if by else None)
    tell_all(db, group)


def tell_all(db: Session, group: Group) -> None:
    """After any change: search, cached pages and whoever else keeps a copy must hear of it."""
    reindex(db, group)
    announce_public_change(db)
    for hear in CHANGED:
        hear(db, group.id)


def understood(sentence: str) -> str:
    """The rule behind a sentence about meetings, or "" when nobody understands it."""
    return next((rule for read in UNDERSTANDS if (rule := read(sentence))), "")


def _assign(db: Session, group: Group, values: Mapping[str, Any]) -> list[str]:
    before = {name: getattr(group, name) for name in (*COLUMNS, *STATE, *BY_IMPORT) if name in values}
    changed = [name for name, old in before.items() if old != values[name]]
    for name in changed:
        setattr(group, name, values[name])
    if "meeting_text" in changed and "rrule" not in values:
        group.rrule = understood(group.meeting_text)
    if group.state != "paused":
        group.paused_until = None
    if values.get("themes") is not None and {theme.code for theme in group.themes} != set(values["themes"]):
        group.themes = _themes(db, values["themes"])
        changed.append("themes")
    if "venue" in values and _move(db, group, values):
        changed.append("venue")
    return changed


def _move(db: Session, group: Group, values: Mapping[str, Any]) -> bool:
    """Meet elsewhere, or nowhere: True when the address reads differently than before."""
    venue, street, postcode = (values[name] for name in ADDRESS)
    city = values.get("place", group.place)
    present = db.get(Location, group.location_id) if group.location_id else None
    if present is not None and (venue, street, postcode, city) == (
        *(present.name, present.street),
        *(present.postcode, present.city),
    ):
        return False
    before = present.line if present else ""
    place = place_for(db, name=venue, street=street, postcode=postcode, city=city, group_id=group.id)
    group.location_id = place.id if place else None
    return before != (place.line if place else "")


def _themes(db: Session, codes: list[str]) -> list[Theme]:
    return list(db.scalars(select(Theme).where(Theme.code.in_(codes)).order_by(Theme.position)))


def _tell_contacts(db: Session, group: Group, *, by: Person, changed: list[str]) -> None:
    """The group hears what a steward did to its page. Neither subject nor link says which group it is."""
    contacts = db.scalars(
        select(Person)
        .join(GroupContact, GroupContact.person_id == Person.id)
        .where(GroupContact.group_id == group.id, Person.ended_at.is_(None))
    )
    fields, link = [field_name(name) for name in changed], network_url(g.network.slug, "/me")
    for person in contacts:
        post(
            db,
            template="group_changed",
            to=person.email,
            person_id=person.id,
            locale=person.locale or g.network.locale,
            by=by.name,
            fields=fields,
            link=link,
        )
