"""Keeping programs out of an open form without asking people anything.

A field that nobody sees must stay empty, and nobody reads and writes within three seconds.
"""

from __future__ import annotations

from flask import current_app, g
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import HiddenField, StringField

from portal.clock import now
from portal.forms import Form

SHORTEST = 3
"""Seconds between opening a form and sending it."""


class TrappedForm(Form):
    """A form for visitors. `caught` decides whether to do what it asks; the answer is the same either way."""

    homepage = StringField()
    opened = HiddenField()

    def set_trap(self) -> None:
        """Note when the form was opened; one that is shown again keeps its time."""
        if not self.opened.data:
            self.opened.data = _signer().dumps(g.network.role)

    @property
    def caught(self) -> bool:
        """A program filled it in."""
        if self.homepage.data:
            return True
        try:
            role, opened_at = _signer().loads(self.opened.data or "", return_timestamp=True)
        except BadData:
            return True
        return bool(role != g.network.role or (now() - opened_at).total_seconds() < SHORTEST)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="freshness.opened")
