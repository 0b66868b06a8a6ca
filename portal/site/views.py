"""Pages that every host has: whether we are well, privacy, accessibility, the style guide."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, g, jsonify
from redis import RedisError
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.clock import now
from portal.extensions import kernel
from portal.pages import page
from portal.profile import profile
from portal.styleguide import samples
from tenants.registry import WakeUp

LATE = timedelta(minutes=5)
bp = Blueprint("site", __name__)


@bp.get("/healthz", plane="national")
@access(Permission.PUBLIC)
def healthz() -> Response:
    """This process answers."""
    return jsonify(status="ok")


@bp.get("/readyz", plane="national")
@access(Permission.PUBLIC)
def readyz() -> tuple[Response, int]:
    """Database, doorbell, and whether work is being done. A lost doorbell slows us but does not stop us."""
    oldest = g.db.scalar(select(func.min(WakeUp.due_at)))
    waiting = max(timedelta(0), now() - oldest) if oldest else timedelta(0)
    try:
        bell = "ok" if kernel().redis.ping() else "away"
    except RedisError:
        bell = "away"
    well = waiting < LATE
    body = jsonify(database="ok", redis=bell, oldest_due_seconds=round(waiting.total_seconds()), ready=well)
    return body, 200 if well else 503


@bp.get("/privacy", plane="both")
@access(Permission.PUBLIC, cached=True)
def privacy() -> Response:
    """What is kept of whom, and for how long."""
    return page("site/privacy.html", profile=profile(g.db) if g.get("network") else None)


@bp.get("/accessibility", plane="both")
@access(Permission.PUBLIC, cached=True)
def accessibility() -> Response:
    """What people may expect, and where to say that it does not work."""
    return page("site/accessibility.html", profile=profile(g.db) if g.get("network") else None)


@bp.get("/style-guide", plane="both")
@access(Permission.PUBLIC)
def style_guide() -> Response:
    """Every building block in every state; on developers' machines only."""
    if kernel().settings.production:
        raise NotFound()
    return page("styleguide/index.html", **samples())
