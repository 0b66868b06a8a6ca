"""Installs files that hang on things. Which things have some, later features say (`hooks.hang_on`)."""

from portal.attachments import jobs, models, rules  # noqa: F401  for what they register
from portal.attachments.views import bp
from portal.gate import Gate


def install(app: Gate) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
