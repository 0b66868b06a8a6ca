"""What later features add to the weekly overviews.

They join in with `portal.hooks.join` when they are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from portal.accounts.models import Person


class Line(NamedTuple):
    """One line of an overview, in the language in force: it counts, and names no theme, group or person."""

    text: str
    path: str
    """Where to look, on this network's address."""


briefing: list[Callable[[Session, datetime], Sequence[Line]]] = []
"""What waits for the stewards, and what is new since a moment. No lines: nothing."""

digest: list[Callable[[Session, Person, Sequence[UUID], datetime], Sequence[Line]]] = []
"""The same for who has a seat in these groups."""
