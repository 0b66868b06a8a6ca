"""Installs the pages every host has."""

from portal.gate import Gate
from portal.site.views import bp


def install(app: Gate) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
