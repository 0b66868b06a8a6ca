"""Who wants to come, as `actions.sign_up` and `interest.note` take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from portal.accounts.models import Person


@dataclass(frozen=True)
class Companion:
    """Who comes along; with an account they hear of it themselves."""

    name: str
    person: Person | None = None


@dataclass(frozen=True)
class Wish:
    """Who wants to come. `email` was checked: by the account, or by a code."""

    name: str
    email: str
    person: Person | None = None
    group_id: UUID | None = None
    locale: str = ""
    companion: Companion | None = None
    alone_ok: bool = False
    answers: Mapping[UUID, str] = field(default_factory=dict)
    sessions: Sequence[UUID] = ()
    """Which sessions, of a training where one chooses; else empty."""
    invitation_id: UUID | None = None
    """The code with which somebody of another network came in."""
