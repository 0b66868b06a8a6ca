"""Installs groups in formation: the guide, the list of those who wait, and what ends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.forming import jobs, models, rules, tending_views  # noqa: F401  for what they register
from portal.forming.actions import let_go, on_the_list, state_changed
from portal.forming.rules import FEWEST, takes_interest, tended_by
from portal.forming.views import bp
from portal.gate import Gate
from portal.groups import hooks as groups
from portal.groups.actions import CHANGED
from portal.groups.models import Group
from portal.hooks import join


def install(app: Gate) -> None:
    """Register the pages, and join in with groups and with people's own pages."""
    app.register_blueprint(bp)
    join(groups.page_sections, how_far, first=True)
    join(groups.insider_links, to_formation)
    join(people.me_parts, people.MePart(formations_of, my_formations))
    join(people.on_end, let_go)
    join(CHANGED, state_changed)


def how_far(db: Session, group: Group, _person: Person | None) -> groups.Section | None:
    """On the page of a group in formation: what is needed, and how to be told."""
    if not takes_interest(group):
        return None
    number = on_the_list(db, group.id)
    values = {"number": number if number >= FEWEST else None, "needed": max(group.needed, FEWEST)}
    return groups.Section("forming/_section.html", values)


def to_formation(group: Group, _person: Person) -> tuple[str, str] | None:
    """For those who start it."""
    if group.state != "forming" and group.companion_id is None:
        return None
    return (_("Formation"), url_for("forming.show", id=group.id))


def formations_of(person: Person) -> Select[*tuple[Any, ...]]:
    """Groups one starts, or accompanies."""
    query = select(Group.id, Group.name, Group.state, Group.companion_meetings)
    return query.where(tended_by(person)).order_by(Group.sort_key)


def my_formations(rows: Sequence[Any]) -> people.MeSection:
    """The same, on one's own page."""
    return people.MeSection(_("Groups in formation"), "forming/_mine.html", {"rows": rows})
