"""Guests: a code shows that a mail address is theirs. It is no sign-in, and tells not who has an account."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from portal.accounts import codes
from portal.clock import now
from portal.errors import Refused
from portal.limits import caller, spend
from portal.mail import post
from portal.signups.models import GuestCheck
from portal.tables import new_id
from portal.trainings.models import Training

CODE_LIFETIME = timedelta(minutes=15)
CHECK_LIFETIME = timedelta(hours=4)
"""So long somebody can take to answer the questions, once the code was right."""
TRIES = 5
MOST_TO_ONE_ADDRESS, MOST_FROM_ONE_PLACE = 6, 60
"""Codes in an hour. A whole office may sign up from one place."""
HOUR = timedelta(hours=1)


def send_code(db: Session, training: Training, *, email: str, locale: str) -> tuple[UUID, str]:
    """A code to this address; returns what this browser keeps. Raises TooManyRequests."""
    spend("sign-up code from", caller(), most=MOST_FROM_ONE_PLACE, per=HOUR)
    spend("sign-up code to", email, most=MOST_TO_ONE_ADDRESS, per=HOUR)
    code, browser, key = codes.new_code(), secrets.token_urlsafe(32), new_id()
    hashed = _keyed(key, code, browser)
    db.add(
        GuestCheck(
            id=key, training_id=training.id, email=email, code_hash=hashed, expires_at=now() + CODE_LIFETIME
        )
    )
    minutes = int(CODE_LIFETIME.total_seconds() // 60)
    post(db, template="sign_up_code", to=email, locale=locale, code=codes.in_groups(code), minutes=minutes)
    db.flush()
    return key, browser


def check(db: Session, training: Training, *, key: UUID, browser: str, text: str) -> None:
    """The code was typed. Raises Refused when it is not the one, too old, or was tried too often."""
    code = codes.as_typed(text)
    if len(code) != codes.LENGTH:
        raise Refused(_("A code has eight letters and digits, like KMPT-4F7C. Look again at the mail."))
    try:
        spend("sign-up code tried", str(key), most=TRIES, per=timedelta(days=1))
    except TooManyRequests:
        raise Refused(_("This code cannot be used any more. Ask for a new one.")) from None
    found = _underway(db, training, key)
    if found is None:
        raise Refused(_("This code cannot be used any more. Ask for a new one."))
    if not hmac.compare_digest(found.code_hash, _keyed(key, code, browser)):
        raise Refused(_("This code is not right. Look at the newest mail and type its code."))
    found.checked_at, found.expires_at = now(), now() + CHECK_LIFETIME
    found.code_hash = _keyed(key, "checked", browser)
    db.flush()


def checked(db: Session, training: Training, *, key: UUID, browser: str) -> str | None:
    """The address that this browser has shown to be its own; None when it has not, or long ago."""
    found = _underway(db, training, key)
    if found is None or found.checked_at is None:
        return None
    same = hmac.compare_digest(found.code_hash, _keyed(key, "checked", browser))
    return found.email if same else None


def _underway(db: Session, training: Training, key: UUID) -> GuestCheck | None:
    found = db.get(GuestCheck, key)
    if found is None or found.training_id != training.id or found.expires_at <= now():
        return None
    return found


def _keyed(key: UUID, code: str, browser: str) -> bytes:
    """What is stored of a code: useless without our key, for another sign-up, or in another browser."""
    return codes.keyed("sign-up", key, browser, code)
