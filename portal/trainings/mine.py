"""What stands on one's own page for those who give a training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from portal.accounts.hooks import MeSection
from portal.trainings.views import told


def given(rows: Sequence[Any]) -> MeSection:
    """The sessions that somebody gives, from `queries.given_by`."""
    return MeSection(_("Trainings you give"), "trainings/_given.html", {"rows": rows, "told": told})
