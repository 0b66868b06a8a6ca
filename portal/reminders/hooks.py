"""What later features add to the stewards' overview of Monday.

They join in with `portal.hooks.join` when they are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session


class Line(NamedTuple):
    """One line of an overview, in the language in force: it counts, and names no theme, group or person."""

    text: str
    path: str
    """Where to look, on this network's address."""


briefing: list[Callable[[Session, datetime], Sequence[Line]]] = []
"""What waits for the stewards, and what is new since a moment. No lines: nothing."""
