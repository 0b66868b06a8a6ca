"""Being signed in: a random token in a cookie, its hash in the network's own schema.

A cookie copied from another network opens nothing, and signing out ends it on the server.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from flask import Response, g, request
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person, SignedIn
from portal.clock import now
from portal.extensions import kernel
from portal.gate import identifies, session_cookie
from portal.ledger import handler

IDLE = timedelta(minutes=30)
IDLE_STEWARD = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
STEP_UP = timedelta(minutes=15)
"""How long after typing a code a steward may change who is steward."""
TOUCH = timedelta(minutes=1)
"""How often "seen" is written down; each time costs a small transaction of its own."""


def hash_token(token: str) -> bytes:
    """What is stored of a random token: enough to recognise it, nothing to use it."""
    return hashlib.sha256(token.encode()).digest()


def start(db: Session, person: Person, *, browser: str = "") -> str:
    """Sign a person in; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    db.add(
        SignedIn(
            token_hash=hash_token(token), person_id=person.id, seen_at=now(), expires_at=now() + ABSOLUTE,
            browser=browser,
        )
    )
    db.flush()
    return token


def end(db: Session, *, token: str) -> None:
    """Sign out one browser."""
    db.execute(delete(SignedIn).where(SignedIn.token_hash == hash_token(token)))


def end_all(db: Session, person_id: UUID, *, but: str | None = None) -> None:
    """Sign a person out everywhere, or everywhere but in the browser with token `but`."""
    query = delete(SignedIn).where(SignedIn.person_id == person_id)
    if but is not None:
        query = query.where(SignedIn.token_hash != hash_token(but))
    db.execute(query)


def is_recent(db: Session, *, within: timedelta = STEP_UP) -> bool:
    """Whether this browser's session began so short ago that its person need not type a code again."""
    query = select(SignedIn.created_at).where(SignedIn.token_hash == hash_token(current_token()))
    began = db.scalar(query)
    return began is not None and now() - began <= within


def current_token() -> str:
    """The token this request carries, or an empty text."""
    return request.cookies.get(session_cookie(), "")


def set_cookie(response: Response, token: str) -> None:
    """Give the browser its token."""
    response.set_cookie(session_cookie(), token, secure=True, httponly=True, samesite="Lax", path="/")


def clear_cookie(response: Response) -> None:
    """Take the token from the browser, and what it kept of our pages."""
    response.delete_cookie(session_cookie(), secure=True, httponly=True, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


@identifies
def identify(db: Session) -> Person | None:
    """The person of this request, unless the session is unknown, too long idle, or too old."""
    row = db.execute(
        select(SignedIn.id, SignedIn.seen_at, SignedIn.expires_at, Person)
        .join(Person, Person.id == SignedIn.person_id)
        .where(SignedIn.token_hash == hash_token(current_token()), Person.ended_at.is_(None))
    ).first()
    if row is None:
        return None
    session_id, seen_at, expires_at, person = row
    idle = IDLE_STEWARD if person.is_steward else IDLE
    moment = now()
    if moment > expires_at or moment - seen_at > idle:
        return None
    if moment - seen_at > TOUCH:
        _touch(session_id)
    return person


def _touch(session_id: UUID) -> None:
    """Requests that only read have no write transaction, so this takes one of its own."""
    with kernel().scope.network(g.network) as db:
        db.execute(update(SignedIn).where(SignedIn.id == session_id).values(seen_at=now()))
        db.commit()


@handler("sessions.forget", every=timedelta(hours=1))
def forget(db: Session) -> None:
    """Sessions that are over are of no use to anybody."""
    db.execute(delete(SignedIn).where(SignedIn.expires_at < now()))
