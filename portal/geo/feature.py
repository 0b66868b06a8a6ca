"""Installs places and distances: the command that takes in postcodes; the rest is for other features."""

from flask import Flask

from portal.geo import models  # noqa: F401  for the table it registers
from portal.geo.commands import commands


def install(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(commands)
