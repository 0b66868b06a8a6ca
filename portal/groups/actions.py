"""What happens to groups: written down, changed, found still correct."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.writing import write_to
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.groups.answering import who_answers
from portal.groups.indexing import reindex
from portal.groups.meetings.summary import SUMMARY, rows_follow
from portal.groups.models import Group, Location, Theme
from portal.groups.noting import NOTED, note
from portal.groups.places import drop_if_unused, place_for
from portal.groups.rules import speaks_for
from portal.groups.sentences import field_name
from portal.groups.snapshot import ADDRESS, COLUMNS, OWN, STATE, Change, differences, snapshot
from portal.groups.texts import slug, sort_key
from portal.groups.visibility import kept_from
from portal.ledger import announce_public_change
from portal.pages import network_url
from portal.profile import NetworkProfile

__all__ = (
    "ADDRESS",
    "BY_IMPORT",
    "CHANGED",
    "COLUMNS",
    "CONFIRMED",
    "NOTED",
    "UNDERSTANDS",
    "Unreachable",
    "change",
    "confirm",
    "create",
    "free_slug",
    "note",
    "note_change",
    "reindex",
    "tell_all",
    "understood",
)

WAYS = ("phone", "email", "website")
"""By what a visitor can reach a group without the form on its page."""


class Unreachable(Refused):
    """A group that visitors find would have no way left to be reached."""


CHANGED: list[Callable[[Session, UUID], None]] = []
"""Called with the group's id, in the transaction, whenever anything about a group may have changed."""

UNDERSTANDS: list[Callable[[str], str]] = []
"""Readers of a sentence about meetings: an RRULE, or "" when it was not understood. The first wins."""

CONFIRMED: list[Callable[[Session, Group, str, UUID | None], None]] = []
"""Called before a check changes the group, with how it was made and by whom (None: not signed in)."""

BY_IMPORT = ("rrule", "source_key", "verified_on", "verified_precision", "verified_how")
"""What only a list that was read can bring along."""


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
    filled = {name: value for name, value in snapshot(db, group).items() if value}
    note(db, group, by=by, role="steward" if by else "", fields=differences({}, filled))
    tell_all(db, group)
    return group


def free_slug(db: Session, name: str) -> str:
    """An address nobody has yet. It stays when the name changes, so that links and prints keep working."""
    wish = slug(name)
    taken = set(db.scalars(select(Group.slug).where(Group.slug.startswith(wish, autoescape=True))))
    return slug(name, taken)


def change(
    db: Session,
    group: Group,
    *,
    by: Person | None,
    values: Mapping[str, Any],
    still_correct: bool = False,
    role: str = "",
) -> list[str]:
    """Save what was filled in; returns the names of what changed. `by` None: the system.

    `values` holds any of COLUMNS, STATE, OWN and BY_IMPORT, `themes` (codes), and ADDRESS, which moves the
    group to that place and leaves the place as it is for others who meet there. `still_correct`: somebody
    looked at all of it today. `role` "import": a list was read.
    Raises StaleDataError when somebody else saved between loading the group and this, and Refused when
    visitors could not reach the group any more, or when its own people show one in formation that no steward
    opened.
    """
    _refuse_unopened(group, by, values)
    moved_from, before = group.location_id, snapshot(db, group)
    changed = _assign(db, group, values)
    if changed and role != "import":
        _refuse_unreachable(group)
    if changed:
        group.updated_at = now()
        db.flush()
        rows_follow(db, group, changed)
        if moved_from is not None and moved_from != group.location_id:
            drop_if_unused(db, moved_from)
        record(db, "group.changed", on=group.id, by=by.id if by else None, fields=changed)
        tell_all(db, group)
        by_network = by is not None and by.is_steward and not speaks_for(by, group)
        role = role or ("steward" if by_network else "contact" if by else "")
        note(db, group, by=by, role=role, fields=differences(before, snapshot(db, group)))
        if by is not None and by_network:
            _tell_contacts(db, group, by=by, changed=changed)
    if still_correct and by is not None:
        confirm(db, group, by=by)
    return changed


def note_change(
    db: Session, group: Group, *, by: Person, fields: list[str], facts: Mapping[str, Change] | None = None
) -> None:
    """Something that belongs to a group was changed besides its own row; the rest is as after `change`.

    `fields` are the names that the group reads in its mail, `facts` what its history keeps.
    """
    group.updated_at = now()
    db.flush()
    record(db, "group.changed", on=group.id, by=by.id, fields=fields)
    tell_all(db, group)
    by_network = by.is_steward and not speaks_for(by, group)
    note(db, group, by=by, role="steward" if by_network else "contact", fields=facts or {})
    if by_network:
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


def _refuse_unopened(group: Group, by: Person | None, values: Mapping[str, Any]) -> None:
    """Anybody may propose a group; a steward decides that visitors see it."""
    hidden = group.state == "forming" and not group.listed
    shows = values.get("listed") or values.get("state", "forming") != "forming"
    if hidden and shows and by is not None and not by.is_steward:
        raise Refused(_("Visitors do not see this group yet. A steward of the network opens its list."))


def _refuse_unreachable(group: Group) -> None:
    """Who finds a group can reach it: by something visitors see, or by the form on its page."""
    seen = any(getattr(group, name) for name in WAYS if name not in kept_from("public", group.shown_to))
    reached = group.reachable and (seen or group.takes_messages)
    if group.listed and group.state not in ("ended", "forming") and not reached:
        raise Unreachable(
            _(
                "Visitors who find the group must be able to reach it. Show them a phone number, a mail"
                " address or a website, or take messages through the form on the page."
            )
        )


def _assign(db: Session, group: Group, values: Mapping[str, Any]) -> list[str]:
    before = {name: getattr(group, name) for name in (*COLUMNS, *STATE, *OWN, *BY_IMPORT) if name in values}
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
    fields, link = [field_name(name) for name in changed], network_url(g.network.slug, "/me")
    for person in who_answers(db, group.id, today()):
        write_to(db, person, "group_changed", by=by.name, fields=fields, link=link)
