"""Installs rooms and equipment: their pages, and what they have to do with groups and people."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import nav
from portal.access import Permission
from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.gate import Gate
from portal.groups import hooks as groups
from portal.groups.actions import CHANGED
from portal.groups.models import Group
from portal.happenings import sources
from portal.hooks import join
from portal.rooms import booking_views, jobs, keeping_views, models, rules  # noqa: F401  for what they register
from portal.rooms.actions import leave
from portal.rooms.happening import BOOKINGS
from portal.rooms.views import bp


def install(app: Gate) -> None:
    """Register the pages, and join in with groups and people."""
    app.register_blueprint(bp)
    nav.add(
        nav.Entry(
            _l("Rooms and equipment"), "rooms.index", order=30, permission=Permission.ROOM_SEE, personal=True
        )
    )
    join(groups.insider_links, to_rooms)
    join(people.on_end, leave)
    join(CHANGED, jobs.group_changed)
    join(sources, BOOKINGS)


def to_rooms(group: Group, _person: Person) -> tuple[str, str] | None:
    """From the page of one's own group."""
    return (_("Rooms and equipment"), url_for("rooms.index")) if group.state != "ended" else None
