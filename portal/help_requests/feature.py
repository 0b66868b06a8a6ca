"""Installs practical help: asking, helping, the stewards' part, and "did it work?"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import nav
from portal.access import Permission, may
from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.attachments.hooks import Kind, hang_on
from portal.gate import Gate
from portal.groups import hooks
from portal.groups.models import Group
from portal.happenings import sources
from portal.help_requests import (  # noqa: F401  for what they register
    asking_views,
    group_views,
    helping_views,
    jobs,
    knowing,
    models,
    outcome_views,
    rules,
    tending_views,
)
from portal.help_requests.groups import places_of
from portal.help_requests.happening import NEEDED
from portal.help_requests.models import ONGOING, HelpAnswer, HelpRequest
from portal.help_requests.tending import hand_over
from portal.help_requests.views import bp
from portal.hooks import join


def install(app: Gate) -> None:
    """Register the pages, and join in with groups, people and files."""
    app.register_blueprint(bp)
    signed_in = Permission.SELF_MANAGE
    nav.add(
        nav.Entry(_l("Practical help"), "help_requests.index", order=20, permission=signed_in, personal=True)
    )
    join(hooks.insider_links, of_the_group)
    join(people.me_parts, people.MePart(places_of, asking_for))
    join(people.on_end, give_back)
    join(sources, NEEDED)
    hang_on(Kind("help_request", HelpRequest))
    hang_on(Kind("help_answer", HelpAnswer))


def of_the_group(group: Group, person: Person) -> tuple[str, str] | None:
    """For those who decide for the group."""
    if not may(person, Permission.HOUSE_DECIDE, group):
        return None
    return _("Practical help"), url_for("help_requests.settings", slug=group.slug)


def asking_for(rows: Sequence[Any]) -> people.MeSection:
    """On one's own page: groups that let this person ask for them."""
    return people.MeSection(_("Asking for a group"), "help_requests/_asking_for.html", {"rows": rows})


def give_back(db: Session, person: Person) -> None:
    """An account ends: what this steward had taken on waits for everybody again."""
    theirs = select(HelpRequest).where(HelpRequest.steward_id == person.id, HelpRequest.state.in_(ONGOING))
    for request in db.scalars(theirs).all():
        hand_over(db, request, by=person, to=None)
