"""Installs the national pages and what keeps them true."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal import nav
from portal.directory import (
    jobs,  # noqa: F401
    models,  # noqa: F401
)
from portal.directory.views import bp
from portal.gate import Gate
from portal.groups import actions as groups
from portal.hooks import join
from portal.ledger import gather


def install(app: Gate) -> None:
    """Register the pages, and hear of every change to a group."""
    app.register_blueprint(bp)
    nav.add(nav.Entry(_l("Groups"), "directory.index", order=10, plane="national"))
    nav.add(nav.Entry(_l("Networks"), "directory.networks", order=20, plane="national"))
    join(groups.CHANGED, _changed)


def _changed(db: Session, group_id: UUID) -> None:
    gather(db, "directory.publish", str(group_id))
