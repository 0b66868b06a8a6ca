"""Codes with which people of another network sign up as guests, also where a training is for our own people.

No account crosses: who has a code reads the training's page in this browser and signs up with a mail address.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import current_app, has_request_context, request, session
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.orm import Session

from portal.accounts import codes
from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.limits import caller, spend
from portal.signups.models import Invited
from portal.tables import new_id
from portal.trainings.models import Training

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of codes: none that look alike."""
LENGTH = 10
UNDERWAY = "invited"
"""In the form cookie: the invitations this browser came in with."""
MOST_KEPT = 5
_LEFT = Invited.used < Invited.places
MOST_WRONG, HOUR = 10, timedelta(hours=1)


def give(db: Session, training: Training, *, by: Person, label: str, places: int, until: date) -> str:
    """A new code for so many people; returns it, it cannot be read again."""
    code = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    row = {"label": label, "places": places, "until": until, "code_hash": _hashed(code), "by_id": by.id}
    made = Invited(id=new_id(), training_id=training.id, **row)
    db.add(made)
    record(db, "training_invitation.given", on=made.id, by=by.id, fields=["places"])
    db.flush()
    return f"{code[:5]}-{code[5:]}"


def end(db: Session, invitation: Invited, *, by: Person) -> None:
    """Nobody can use it any more; who signed up with it stays. Twice is once."""
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        record(db, "training_invitation.ended", on=invitation.id, by=by.id)
        db.flush()


def open_with(db: Session, typed: str) -> Invited:
    """The invitation of this code. Raises Refused with one sentence for all that is wrong with it, and
    TooManyRequests for who goes on guessing.
    """
    query = select(Invited).where(Invited.code_hash == _hashed(_tidy(typed)), _LEFT, _lasts())
    found = db.scalars(query).first()
    if found is None:
        spend("invitation code", caller(), most=MOST_WRONG, per=HOUR)
        raise Refused(unknown())
    return found


def unknown() -> str:
    """What everybody hears whose code is wrong, over or used up."""
    return str(_("This code is not known here, is over, or was used up. Ask who gave it to you."))


def use(db: Session, invitation_id: UUID, training_id: UUID) -> None:
    """One of its places; two cannot take the last one. Raises Refused when there is none left."""
    here = Invited.id == invitation_id, Invited.training_id == training_id, _LEFT, _lasts()
    taken = update(Invited).where(*here).values(used=Invited.used + 1).returning(Invited.id)
    if db.scalar(taken.execution_options(synchronize_session=False)) is None:
        raise Refused(unknown())


def remember(invitation: Invited) -> None:
    """In this browser, as long as its form cookie lasts."""
    kept = [key for key in _kept() if key != invitation.id][-MOST_KEPT + 1 :]
    session[UNDERWAY] = [key.hex for key in (*kept, invitation.id)]


def let_in() -> Select[Any] | None:
    """The hook of trainings: what this browser may read besides, as a select of trainings."""
    kept = _kept()
    return select(Invited.training_id).where(Invited.id.in_(kept), _lasts()) if kept else None


def invited_to(db: Session, training: Training) -> UUID | None:
    """The invitation with which this browser came in."""
    kept = _kept()
    if not kept:
        return None
    query = select(Invited.id).where(Invited.id.in_(kept), Invited.training_id == training.id, _lasts())
    return db.scalar(query.limit(1))


def of(db: Session, training: Training) -> Any:
    """All that were given for a training, the newest first."""
    query = select(Invited).where(Invited.training_id == training.id)
    return db.scalars(query.order_by(Invited.id.desc()).limit(200)).all()


def _kept() -> list[UUID]:
    if not has_request_context() or current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return []
    try:
        return [UUID(key) for key in session.get(UNDERWAY, ())]
    except (TypeError, ValueError):
        return []


def _lasts() -> ColumnElement[bool]:
    """Who came in with the last place of it goes on reading."""
    return and_(Invited.revoked_at.is_(None), Invited.until >= today())


def _tidy(typed: str) -> str:
    return "".join(sign for sign in typed.upper() if sign.isalnum())[:40]


def _hashed(code: str) -> bytes:
    return codes.keyed("training-invitation", code)
