"""What later features add to signing up: a fee that is paid before the place is one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from portal.signups.models import SignUp
from portal.trainings.models import Training

holds: list[Callable[[Session, Training, SignUp], timedelta | None]] = []
"""How long a place is held while it is being paid; None: nothing has to be paid first.

Asked while the training's row is held, for whoever gets a place or accepts one. The first answer counts. Ask
nothing of the network here; afterwards call `actions.confirm_held` when it is paid.
"""

pay_page: list[Callable[[SignUp], str | None]] = []
"""The path where somebody goes on whose place is held."""

left: list[Callable[[Session, SignUp, str], None]] = []
"""Called in the transaction in which somebody gives up a place, or their turn, with the state it had: refunds
begin here."""


class Paid(NamedTuple):
    """One line about what was paid, and where a steward can let somebody off ("": not possible now)."""

    said: str
    waiver: str = ""


payments: list[Callable[[Session, UUID], dict[UUID, Paid]]] = []
"""For the stewards' sheet of a training, by sign-up."""
