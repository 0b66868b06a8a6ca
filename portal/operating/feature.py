"""Installs the operator's page."""

from __future__ import annotations

from portal.gate import Gate
from portal.operating.views import bp


def install(app: Gate) -> None:
    """Register the page; it answers only where the settings hold its secret."""
    app.register_blueprint(bp)
