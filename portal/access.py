"""Who may do what: the list of permissions, and how each view declares the one it needs.

Features register two things beside each other in their rules.py: which rows of a kind a person can
see at all (`visible`), and whether a person may do a thing (`allows`). Not visible is 404; visible
but not allowed is 403. A view that declares nothing stops the application from starting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """NOUN_VERB. PUBLIC is an open door, named so that a search lists them all."""

    PUBLIC = "public"
    SELF_MANAGE = "self.manage"
    GROUP_SEE = "group.see"
    GROUP_EDIT = "group.edit"
    GROUP_CREATE = "group.create"
    HOUSE_SEE = "house.see"
    HOUSE_DECIDE = "house.decide"
    PROPOSAL_SEE = "proposal.see"
    PROPOSAL_DECIDE = "proposal.decide"
    PROPOSAL_WITHDRAW = "proposal.withdraw"
    CLAIM_DECIDE = "claim.decide"
    CONTACT_INVITE = "contact.invite"
    STEWARDSHIP_SEE = "stewardship.see"
    PERSON_MANAGE = "person.manage"
    TASK_MANAGE = "task.manage"
    IMPORT_RUN = "import.run"
    MESSAGE_ANSWER = "message.answer"
    MESSAGE_SIFT = "message.sift"
    FORMATION_TEND = "formation.tend"
    FORMATION_OPEN = "formation.open"
    ATTACHMENT_SEE = "attachment.see"
    ATTACHMENT_REMOVE = "attachment.remove"
    STANDING_OFFER_MAKE = "standing_offer.make"
    STANDING_OFFER_SEE = "standing_offer.see"
    STANDING_OFFER_TEND = "standing_offer.tend"
    ARTICLE_WRITE = "article.write"
    ARTICLE_EDIT = "article.edit"
    ARTICLE_CHECK = "article.check"
    ARTICLE_DECIDE = "article.decide"
    ARTICLE_HELPED = "article.helped"
    POOL_USE = "pool.use"
    HELP_ASK = "help.ask"
    HELP_SEE = "help.see"
    HELP_ANSWER = "help.answer"
    HELP_DECIDE = "help.decide"
    HELP_TEND = "help.tend"
    HELP_OFFER_DECIDE = "help_offer.decide"
    HELP_OFFER_WITHDRAW = "help_offer.withdraw"
    ROOM_SEE = "room.see"
    ROOM_MANAGE = "room.manage"
    BOOKING_SEE = "booking.see"
    BOOKING_CHANGE = "booking.change"
    BOOKING_DECIDE = "booking.decide"
    TRAINING_SEE = "training.see"
    TRAINING_MANAGE = "training.manage"
    FEE_MANAGE = "fee.manage"
    SIGN_UP_READ = "sign_up.read"
    SIGN_UP_TEND = "sign_up.tend"
    ATTENDANCE_KEEP = "attendance.keep"
    CERTIFICATE_TEND = "certificate.tend"
    SIGN_UP_ANSWER = "sign_up.answer"
    ENTRY_SEE = "entry.see"
    ENTRY_TEND = "entry.tend"


OPEN_TO_VISITORS = frozenset(
    {Permission.PUBLIC, Permission.GROUP_SEE, Permission.TRAINING_SEE, Permission.ENTRY_SEE}
)


@dataclass(frozen=True)
class Door:
    """What a view declared: the permission, the kind of thing it is about, and what caches may do."""

    permission: Permission
    on: type | None = None
    cached: bool = False
    csrf: bool = True
    uploads: bool = False
    shares: str = ""
    keeps: bool = False

    @property
    def members_only(self) -> bool:
        """A visitor is asked to sign in first: the answer tells nothing of what exists."""
        return self.permission not in OPEN_TO_VISITORS


_ATTRIBUTE = "__door__"
_allows: dict[Permission, Callable[[Any, Any], bool]] = {}
_visible: dict[type, Callable[[Any], Select[Any]]] = {}


def access(
    permission: Permission,
    *,
    on: type | None = None,
    cached: bool = False,
    csrf: bool = True,
    uploads: bool = False,
    shares: str = "",
    keeps: bool = False,
) -> Callable[[View], View]:
    """Declare what a view needs. With `on`, the view receives the loaded thing instead of its slug or id.

    `cached`: the page is the same for every signed-out visitor until something public changes.
    `csrf=False`: the request carries its own proof (a signed link). `uploads`: files up to 12 MB are read.
    `shares`: "data" that scripts of any site may read, or a "frame" that any site may show. Such an answer
    never sets a cookie. `keeps`: somebody types for long here; what is sent after the session or the form's
    token ended is shown again, to be sent once more.
    """

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, Door(permission, on, cached, csrf, uploads, shares, keeps))
        return view

    return declare


def door_of(view: Callable[..., Any]) -> Door | None:
    """What the view declared, or None."""
    return getattr(view, _ATTRIBUTE, None)


def allows(*permissions: Permission) -> Callable[[Callable[[Any, Any], bool]], Callable[[Any, Any], bool]]:
    """Register the rule `(person, thing) -> bool` behind one or more permissions."""

    def declare(rule: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
        for permission in permissions:
            _allows[permission] = rule
        return rule

    return declare


def visible(kind: type) -> Callable[[Callable[[Any], Select[Any]]], Callable[[Any], Select[Any]]]:
    """Register the select of all rows of `kind` that a person (or None, a visitor) can see."""

    def declare(rule: Callable[[Any], Select[Any]]) -> Callable[[Any], Select[Any]]:
        _visible[kind] = rule
        return rule

    return declare


def may(person: Any, permission: Permission, thing: Any = None) -> bool:
    """Whether the person may do it. An unknown rule is a no."""
    if permission is Permission.PUBLIC:
        return True
    rule = _allows.get(permission)
    return bool(rule and rule(person, thing))


def find(
    db: Session, kind: type, person: Any, *, slug: str | None = None, id: UUID | None = None
) -> Any | None:
    """The thing at this address if the person can see it, else None."""
    model: Any = kind
    by_address = model.slug == slug if slug is not None else model.id == id
    return db.scalars(_visible[kind](person).where(by_address)).unique().first()


def seen_by(kind: type, person: Any) -> Select[Any]:
    """The select of everything of this kind the person can see, to ask about more than one of them."""
    return _visible[kind](person)


def undeclared(views: dict[str, Callable[..., Any]]) -> list[str]:
    """Endpoints without a door, or with one that leads nowhere."""
    return sorted(endpoint for endpoint, view in views.items() if not _leads_somewhere(door_of(view)))


def _leads_somewhere(door: Door | None) -> bool:
    if door is None or (door.on is not None and door.on not in _visible):
        return False
    return door.permission is Permission.PUBLIC or door.permission in _allows
