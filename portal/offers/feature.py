"""Installs standing offers."""

from flask_babel import lazy_gettext as _l

from portal import nav
from portal.access import Permission
from portal.accounts import hooks as people
from portal.attachments import hooks as attachments
from portal.gate import Gate
from portal.offers import jobs, rules  # noqa: F401  for what they register
from portal.offers.actions import let_go
from portal.offers.forms import MOST_FILES
from portal.offers.models import StandingOffer
from portal.offers.views import FILES, bp


def install(app: Gate) -> None:
    """Register the pages and the menu entry, and let offers have files."""
    app.register_blueprint(bp)
    signed_in = Permission.SELF_MANAGE
    nav.add(nav.Entry(_l("Offers"), "offers.index", order=32, permission=signed_in, personal=True))
    attachments.hang_on(attachments.Kind(FILES, StandingOffer, most=MOST_FILES))
    if let_go not in people.on_end:
        people.on_end.append(let_go)
