"""Installs contact without exposure: the form on a group's page, the answers, the promise that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal import nav
from portal.access import Permission
from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.clock import now
from portal.gate import Gate
from portal.groups import hooks as groups
from portal.groups.models import Group
from portal.hooks import join
from portal.profile import profile
from portal.relay import answering_views, jobs, models, rules  # noqa: F401  for what they register
from portal.relay.queries import waiting
from portal.relay.rules import takes_messages
from portal.relay.views import bp


def install(app: Gate) -> None:
    """Register the pages, and join in with groups and with people's own pages."""
    app.register_blueprint(bp)
    steward = Permission.STEWARDSHIP_SEE
    nav.add(nav.Entry(_l("Messages"), "relay.overview", order=25, permission=steward, personal=True))
    join(groups.page_sections, write_to_the_group)
    join(groups.insider_links, to_messages)
    join(people.me_parts, people.MePart(waiting, my_messages))


def write_to_the_group(db: Session, group: Group, _person: Person | None) -> groups.Section | None:
    """On a group's page: the way to write without telling who you are."""
    if not takes_messages(group):
        return None
    return groups.Section("relay/_section.html", {"hours": profile(db).promise_hours})


def to_messages(_group: Group, person: Person) -> tuple[str, str] | None:
    """For those who look after the group."""
    return (_("Messages"), url_for("relay.overview" if person.is_steward else "relay.mine"))


def my_messages(rows: Sequence[Any]) -> people.MeSection:
    """On one's own page: what waits for an answer."""
    return people.MeSection(_("Messages that wait"), "relay/_waiting.html", {"rows": rows, "moment": now()})
