"""What later features add to people: accounts comes before them and imports none of them.

They join in with `portal.hooks.join` when they are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from portal.accounts.models import Invitation, Person


class MeSection(NamedTuple):
    """A section of /me: its heading, the template of its body, and what that calls `values`."""

    title: str
    template: str
    values: dict[str, Any]


class MePart(NamedTuple):
    """What may stand on /me: what to ask for a person, and the section that its rows make (None: none).

    The questions of all parts go in one statement (`portal.together`); without rows there is no section.
    """

    question: Callable[[Person], Select[Any]]
    section: Callable[[Sequence[Any]], MeSection | None]


me_parts: list[MePart] = []
"""In this order on the page."""

homes: list[Callable[[Person], str | None]] = []
"""Where somebody goes after signing in without a page in mind; the first path wins, else /me."""

on_accept: list[Callable[[Session, Invitation, Person], None]] = []
"""Called in the transaction in which a person accepts an invitation, after the account exists."""

on_end: list[Callable[[Session, Person], None]] = []
"""Called in the transaction that ends an account: give back what this person was responsible for."""

invitable_groups: list[Callable[[Session], Sequence[tuple[UUID, str]]]] = []
"""The groups (id, name) for which a steward can invite a contact person; the first entry is asked."""
