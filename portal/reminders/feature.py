"""Installs reminders: what is due in earlier features, the mails, the pages of each person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from portal.accounts import hooks as people
from portal.due import SOURCES
from portal.gate import Gate
from portal.hooks import join
from portal.mail import DOUBTS
from portal.reminders import jobs, sources  # noqa: F401  jobs for what it registers
from portal.reminders.kinds import WEEKLY
from portal.reminders.queries import of_me
from portal.reminders.sending import TEMPLATE, doubt
from portal.reminders.views import bp


def install(app: Gate) -> None:
    """Register the pages and the questions."""
    app.register_blueprint(bp)
    SOURCES.update(training=sources.trainings, meeting=sources.meetings, room_key=sources.rooms)
    DOUBTS.update(dict.fromkeys((TEMPLATE, *WEEKLY), doubt))
    join(people.me_parts, people.MePart(of_me, on_me))


def on_me(rows: Sequence[Any]) -> people.MeSection:
    """How many are coming, and the ways to the two pages."""
    return people.MeSection(_("Mails and reminders"), "reminders/_me.html", {"planned": rows[0]})
