"""Installs the calendar: one for everything that happens, its own entries, feeds, and the national agenda."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal import nav
from portal.access import Permission
from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.calendar import (  # noqa: F401  for what they register
    entry_views,
    feed_views,
    form_views,
    jobs,
    models,
    rules,
)
from portal.calendar.happening import ENTRIES
from portal.calendar.national import national
from portal.calendar.reminding import entries
from portal.calendar.subscribing import end_all
from portal.calendar.views import bp
from portal.due import SOURCES
from portal.gate import Gate
from portal.groups import actions as groups
from portal.groups import hooks
from portal.groups.models import Group
from portal.happenings import sources
from portal.hooks import join
from portal.ledger import gather
from portal.trainings import hooks as trainings
from portal.trainings.models import Training


def install(app: Gate) -> None:
    """Register the pages, and hear of every change to what has dates."""
    app.register_blueprint(bp)
    app.register_blueprint(national)
    nav.add(nav.Entry(_l("Calendar"), "calendar.index", order=20))
    nav.add(nav.Entry(_l("Calendar"), "agenda.index", order=15, plane="national"))
    own = Permission.SELF_MANAGE
    nav.add(nav.Entry(_l("My calendar"), "calendar.own", order=22, permission=own, personal=True))
    join(sources, ENTRIES)
    SOURCES["event"] = entries
    join(groups.CHANGED, changed)
    join(trainings.news, training_changed)
    join(people.on_end, end_all)
    join(hooks.page_sections, to_calendar)


def changed(db: Session, _group_id: UUID) -> None:
    """A group, or when it meets: the national copy follows."""
    gather(db, "calendar.publish", "all")


def training_changed(db: Session, _training: Training, what: str, _by: Person | None) -> None:
    """Where and when a training is, and whether at all."""
    if what in ("cancelled", "moved", "confirmed"):
        gather(db, "calendar.publish", "all")


def to_calendar(_db: Session, group: Group, _person: Person | None) -> hooks.Section | None:
    """On a group's page: its dates for one's own calendar."""
    if group.state not in ("active", "paused") or not group.listed:
        return None
    address = url_for("calendar.of_group", slug=group.slug)
    return hooks.Section("calendar/_of_group.html", {"address": address, "label": _("In your own calendar")})
