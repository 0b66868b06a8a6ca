"""Installs groups: the first page, the list, each group's page, and the stewards' list."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import nav
from portal.access import Permission
from portal.accounts import hooks
from portal.gate import Gate
from portal.groups import (  # for what they register
    contact_views,  # noqa: F401
    editing_views,  # noqa: F401
    rules,  # noqa: F401
    state_views,  # noqa: F401
    states,  # noqa: F401
)
from portal.groups import hooks as page_hooks
from portal.groups.contacts import all_names, leave_all, own_seats, welcome
from portal.groups.meetings import date_views  # noqa: F401  for what it registers
from portal.groups.meetings.happening import MEETINGS
from portal.groups.meetings.section import meetings_link, next_dates_section, state_link
from portal.groups.meetings.views import bp as meetings_bp
from portal.groups.places_views import bp as places_bp
from portal.groups.seeds import themes
from portal.groups.sentences import verified
from portal.groups.views import bp
from portal.happenings import sources
from portal.hooks import join
from portal.i18n import language
from portal.seeding import SEEDS


def install(app: Gate) -> None:
    """Register pages and menu entries, plant the themes in new networks, and join in with accounts."""
    for blueprint in (bp, meetings_bp, places_bp):
        app.register_blueprint(blueprint)
    nav.add(nav.Entry(_l("Groups"), "groups.index", order=10))
    steward = Permission.STEWARDSHIP_SEE
    nav.add(nav.Entry(_l("All groups"), "groups.overview", order=20, permission=steward, personal=True))
    nav.add(nav.Entry(_l("Places"), "places.index", order=25, permission=steward, personal=True))
    join(page_hooks.page_sections, next_dates_section)
    for link in (meetings_link, state_link):
        join(page_hooks.insider_links, link)
    join(SEEDS, themes)
    join(sources, MEETINGS)
    join(hooks.on_accept, welcome)
    join(hooks.on_end, leave_all)
    join(hooks.invitable_groups, all_names)
    join(hooks.me_parts, hooks.MePart(own_seats, my_groups))


def my_groups(rows: Sequence[Any]) -> hooks.MeSection:
    """On one's own page: the groups one speaks for, and whether their pages were checked."""
    locale = language()
    said = [verified(row.verified_on, row.verified_precision, locale) for row in rows]
    values = {"groups": list(zip(rows, said, strict=True))}
    return hooks.MeSection(_("Your groups"), "groups/_mine.html", values)
