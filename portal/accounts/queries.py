"""Lists of people, invitations and sessions, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, case, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts import sessions
from portal.accounts.models import Invitation, Person, SignedIn
from portal.clock import now

PER_PAGE = 20
MOST_INVITATIONS = 100
STEWARDS = select(Person).where(Person.is_steward, Person.ended_at.is_(None))
"""Everybody who looks after the network now."""


def stewards(db: Session) -> list[Person]:
    """The same, in one order."""
    return list(db.scalars(STEWARDS.order_by(Person.id)))


def people(db: Session, *, q: str, page: int) -> tuple[Sequence[Row[UUID, str, str, bool]], int]:
    """One page of the people with an account, by name, and how many there are in all."""
    columns = (Person.id, Person.name, Person.email, Person.is_steward)
    matching = select(*columns).where(Person.ended_at.is_(None))
    if q:
        matching = matching.where(
            or_(Person.name.icontains(q, autoescape=True), Person.email.icontains(q, autoescape=True))
        )
    total = db.scalar(matching.with_only_columns(func.count())) or 0
    shown_as = case((Person.name == "", Person.email), else_=func.lower(Person.name))
    by_name = matching.order_by(shown_as, Person.id)
    return db.execute(by_name.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all(), total


def open_invitations(db: Session) -> Sequence[Row[UUID, str, str, bool, UUID | None, datetime]]:
    """Invitations that wait for an answer, newest first."""
    query = (
        select(
            Invitation.id, Invitation.email, Invitation.name, Invitation.is_steward, Invitation.group_id,
            Invitation.expires_at,
        )
        .where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now())
        .order_by(Invitation.id.desc())
        .limit(MOST_INVITATIONS)
    )
    return db.execute(query).all()


def invitation_of(db: Session, token: str) -> Invitation | None:
    """The invitation a link leads to, whatever became of it."""
    return db.scalars(select(Invitation).where(Invitation.token_hash == sessions.hash_token(token))).first()


def live_sessions(db: Session, person: Person) -> Sequence[Row[UUID, str, datetime, datetime, bool]]:
    """Where a person is signed in now: this browser (`here`), then the most recently used."""
    idle = sessions.IDLE_STEWARD if person.is_steward else sessions.IDLE
    here = SignedIn.token_hash == sessions.hash_token(sessions.current_token())
    query = (
        select(SignedIn.id, SignedIn.browser, SignedIn.created_at, SignedIn.seen_at, here.label("here"))
        .where(SignedIn.person_id == person.id, SignedIn.expires_at > now(), SignedIn.seen_at > now() - idle)
        .order_by(here.desc(), SignedIn.seen_at.desc(), SignedIn.id)
    )
    return db.execute(query).all()
