"""Installs the stewards' own pages."""

from flask_babel import lazy_gettext as _l

from portal import nav
from portal.access import Permission
from portal.accounts.hooks import homes
from portal.accounts.models import Person
from portal.gate import Gate
from portal.hooks import join
from portal.reminders import hooks as reminders
from portal.stewardship import briefing
from portal.stewardship.views import bp


def install(app: Gate) -> None:
    """Register the pages and their menu entries."""
    app.register_blueprint(bp)
    join(homes, home_of_stewards)
    join(reminders.briefing, briefing.lines)
    nav.add(
        nav.Entry(
            _l("Today"),
            "stewardship.today_page",
            order=5,
            permission=Permission.STEWARDSHIP_SEE,
            personal=True,
        )
    )
    nav.add(
        nav.Entry(
            _l("Settings"),
            "stewardship.settings",
            order=60,
            permission=Permission.STEWARDSHIP_SEE,
            personal=True,
        )
    )


def home_of_stewards(person: Person) -> str | None:
    """Stewards begin with what waits for them."""
    return "/stewardship" if person.is_steward else None
