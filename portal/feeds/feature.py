"""Installs the open doors: feeds, the list for other sites, data in our own pages."""

from flask_babel import lazy_gettext as _l

from portal import nav
from portal.feeds import hsds_views, marking
from portal.feeds.views import bp
from portal.gate import Gate
from portal.groups import hooks
from portal.hooks import join


def install(app: Gate) -> None:
    """Register the doors and add to the pages of groups."""
    app.register_blueprint(bp)
    app.register_blueprint(hsds_views.bp)
    nav.add(nav.Entry(_l("Open data"), "feeds.open_data", order=20, foot=True))
    join(hooks.page_sections, marking.of_group)
    join(hooks.beneath_list, marking.of_list)
