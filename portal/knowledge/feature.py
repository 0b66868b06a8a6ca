"""Installs the knowledge base: its pages, its rounds, and a section on people's own pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import nav
from portal.access import Permission
from portal.accounts import hooks as people
from portal.gate import Gate
from portal.hooks import join
from portal.knowledge import (  # for what they register
    jobs,  # noqa: F401
    pool_views,  # noqa: F401
    queries,
    rules,  # noqa: F401
    tending_views,  # noqa: F401
    writing_views,  # noqa: F401
)
from portal.knowledge import seeds as starting
from portal.knowledge.actions import let_go
from portal.knowledge.suggesting_views import bp as questions_bp
from portal.knowledge.views import bp
from portal.seeding import SEEDS


def install(app: Gate) -> None:
    """Register the pages, and join in with people's own pages."""
    app.register_blueprint(bp)
    app.register_blueprint(questions_bp)
    join(SEEDS, starting.articles)
    join(SEEDS, starting.findable)
    nav.add(nav.Entry(_l("Knowledge base"), "knowledge.index", order=20))
    steward = Permission.STEWARDSHIP_SEE
    nav.add(nav.Entry(_l("Articles"), "knowledge.tended", order=26, permission=steward, personal=True))
    join(people.me_parts, people.MePart(queries.own, my_articles))
    join(people.on_end, let_go)


def my_articles(rows: Sequence[Any]) -> people.MeSection:
    """On one's own page: drafts one wrote, and articles that wait for one's check."""
    return people.MeSection(_("Articles"), "knowledge/_mine.html", {"rows": rows})
