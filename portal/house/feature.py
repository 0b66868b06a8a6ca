"""A group's own house: proposals, history, its own words, claims, and being away for a while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal import nav
from portal.access import Permission
from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.clock import today
from portal.gate import Gate
from portal.groups import actions as groups
from portal.groups import hooks
from portal.groups.contacts import own_seats
from portal.groups.models import Group
from portal.hooks import join
from portal.house import away_views, claim_views, house_views, jobs, proposal_views, rules  # noqa: F401  register
from portal.house.actions import must_propose, propose, wishes
from portal.house.blueprint import bp
from portal.house.claiming import claimable
from portal.house.forms import AwayForm
from portal.house.history import keep
from portal.house.queries import proposals_for
from portal.pages import say


def install(app: Gate) -> None:
    """Register the pages, and join in with groups and people."""
    app.register_blueprint(bp)
    steward = Permission.STEWARDSHIP_SEE
    nav.add(nav.Entry(_l("Proposals"), "house.proposals", order=25, permission=steward, personal=True))
    join(groups.NOTED, keep)
    join(hooks.instead_of_change, instead)
    join(hooks.page_sections, about_the_page)
    join(hooks.page_cards, is_it_yours)
    join(hooks.insider_links, house_link)
    join(people.me_parts, people.MePart(proposals_for, waiting_proposals))
    join(people.me_parts, people.MePart(own_seats, away))


def instead(db: Session, group: Group, saving: hooks.Saving) -> str | None:
    """A steward's edit of a page that others look after becomes a proposal; where it can be read."""
    if not must_propose(saving.by, group):
        return None
    if saving.still_correct and not wishes(db, group, saving.values):
        return None
    paused_before = group.state == "paused"
    made = propose(db, group, by=saving.by, values=saving.values, why=saving.why)
    if group.state == "paused" and not paused_before:
        say(_("The group is paused now, and its contact persons hear of it."))
    if made is None:
        return f"/groups/{group.slug}"
    say(_("The contact persons get a mail about your proposal. The page stays as it is until they agree."))
    return f"/proposals/{made.id}"


def about_the_page(_db: Session, group: Group, _person: Person | None) -> hooks.Section | None:
    """When it changed last, and where its rules are."""
    return hooks.Section("house/_about.html", {"changed_at": group.updated_at})


def is_it_yours(db: Session, group: Group, person: Person | None) -> hooks.Section | None:
    """For groups nobody looks after."""
    unclaimed = claimable(db, group) if person is None else group.listed and not group.seats
    return hooks.Section("house/_claim.html", {}) if unclaimed and group.state != "ended" else None


def house_link(group: Group, _person: Person) -> tuple[str, str] | None:
    """What lies behind the page."""
    return _("What the group decides itself"), f"/groups/{group.slug}/house"


def waiting_proposals(rows: Sequence[Any]) -> people.MeSection:
    """Proposals for the groups of a person."""
    return people.MeSection(_("Proposals for your page"), "house/_waiting.html", {"rows": rows})


def away(groups: Sequence[Any]) -> people.MeSection | None:
    """The quiet switch."""
    rows = [row for row in groups if row.state != "ended"]
    if not rows:
        return None
    gone = [row for row in rows if row.away_until and row.away_until > today()]
    form = AwayForm(today(), {row.id: row.name for row in rows})
    return people.MeSection(_("I cannot for a while"), "house/_away.html", {"form": form, "gone": gone})
