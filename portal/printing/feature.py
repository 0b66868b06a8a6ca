"""What is printed: booklet, posters, referral sheets."""

from flask import g
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal import nav
from portal.accounts.models import Person
from portal.gate import Gate
from portal.groups import hooks
from portal.groups.models import Group
from portal.groups.publishing import MEETS
from portal.hooks import join
from portal.pages import network_url
from portal.printing.views import bp


def install(app: Gate) -> None:
    """Register the pages, the entry at the foot and the card on the page of a group."""
    app.register_blueprint(bp)
    nav.add(nav.Entry(_l("To print"), "printing.index", order=10, foot=True))
    join(hooks.page_cards, card)


def card(_db: Session, group: Group, _person: Person | None) -> hooks.Section | None:
    """Poster and slips, of a group that visitors find."""
    address = network_url(g.network.slug, f"/groups/{group.slug}")
    shown = group.listed and group.stale_since is None and group.state in MEETS
    return hooks.Section("printing/_card.html", {"address": address}) if shown else None
