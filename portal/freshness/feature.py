"""Keeping listings true: asking, reminding, hiding, and back again."""

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
from portal.freshness import jobs, models, page_views, steward_views  # noqa: F401  for what they register
from portal.freshness.actions import note_check
from portal.freshness.queries import asked_of
from portal.freshness.views import bp
from portal.gate import Gate
from portal.groups import actions as groups
from portal.groups import hooks
from portal.groups.models import Group
from portal.groups.sentences import verified
from portal.hooks import join
from portal.i18n import language


def install(app: Gate) -> None:
    """Register the pages and the call list, and join in with groups and with people's own pages."""
    app.register_blueprint(bp)
    steward = Permission.STEWARDSHIP_SEE
    entry = nav.Entry(_l("Call list"), "freshness.call_list", order=15, permission=steward, personal=True)
    nav.add(entry)
    join(groups.CONFIRMED, note_check)
    join(hooks.page_cards, mistake_card)
    join(hooks.insider_links, check_link)
    join(people.me_parts, people.MePart(asked_of, asked), first=True)


def mistake_card(_db: Session, group: Group, _person: Person | None) -> hooks.Section | None:
    """Beside a group's page: where to say that something is wrong."""
    return None if group.state == "ended" else hooks.Section("freshness/_mistake_card.html", {})


def check_link(group: Group, _person: Person) -> hooks.Link | None:
    """For those who look after the page: confirm it. A hidden page has a notice with its own button."""
    if group.state == "ended":
        return None
    asked_now = group.asked_step > 0 and group.stale_since is None
    return hooks.Link(_("Still correct?"), url_for("freshness.check", slug=group.slug), asked_now)


def asked(rows: Sequence[Any]) -> people.MeSection:
    """On one's own page: which pages wait for a "still correct"."""
    said = [verified(row.verified_on, row.verified_precision, language()) for row in rows]
    values = {"groups": list(zip(rows, said, strict=True))}
    return people.MeSection(_("Is this still correct?"), "freshness/_asked.html", values)
