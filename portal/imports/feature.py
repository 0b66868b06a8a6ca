"""Installs imports: bringing lists of groups in, in the browser and from the command line."""

from flask_babel import lazy_gettext as _l

from portal import nav
from portal.access import Permission
from portal.gate import Gate
from portal.groups import actions as groups
from portal.hooks import join
from portal.imports import jobs, rules  # noqa: F401  for what they register
from portal.imports.commands import commands
from portal.imports.reading.rhythms import read_rhythm
from portal.imports.views import bp


def install(app: Gate) -> None:
    """Register pages, menu entry and command, and lend groups our reader of sentences about meetings."""
    app.register_blueprint(bp)
    app.cli.add_command(commands)
    nav.add(
        nav.Entry(_l("Import"), "imports.index", order=40, permission=Permission.IMPORT_RUN, personal=True)
    )
    join(groups.UNDERSTANDS, _rule_of)


def _rule_of(sentence: str) -> str:
    return read_rhythm(sentence).rrule or ""
