"""Installs the demo commands, which refuse to run in production."""

from portal.demo.commands import demo
from portal.extensions import Kernel
from portal.gate import Gate


def install(app: Gate) -> None:
    """Hang `demo` on the command line, except in production."""
    parts: Kernel = app.extensions["kernel"]
    if not parts.settings.production:
        app.cli.add_command(demo)
