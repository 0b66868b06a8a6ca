"""Installs joint trainings. Who signs up, later features know (`hooks`)."""

from flask_babel import lazy_gettext as _l

from portal import nav
from portal.accounts import hooks as people
from portal.gate import Gate
from portal.happenings import sources
from portal.hooks import join
from portal.trainings import (  # noqa: F401  they register
    day_views,
    hooks,
    jobs,
    models,
    parts_views,
    rules,
    tending_views,
)
from portal.trainings.happening import LAST_DAYS, SESSIONS
from portal.trainings.mine import given
from portal.trainings.queries import given_by
from portal.trainings.sessions import release_rooms
from portal.trainings.views import bp

GIVEN = people.MePart(given_by, given)


def install(app: Gate) -> None:
    """Register the pages, and join in with people."""
    app.register_blueprint(bp)
    nav.add(nav.Entry(_l("Trainings"), "trainings.index", order=25))
    join(hooks.news, release_rooms)
    join(people.me_parts, GIVEN)
    join(sources, SESSIONS)
    join(sources, LAST_DAYS)
