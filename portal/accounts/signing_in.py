"""Signing in with a code sent by mail and typed in the browser that asked for it.

Whether an address is known changes nothing that the asker can see: one row and one mail either way.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from portal.accounts import codes, sessions
from portal.accounts.models import Person, SignInCode
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.extensions import kernel
from portal.limits import caller, spend
from portal.mail import post

HOUR = timedelta(hours=1)
MOST_FROM_ONE_PLACE = 30
MOST_FOR_ONE_ADDRESS_FROM_ONE_PLACE = 5
MOST_FOR_ONE_ADDRESS = 10
MOST_IN_ONE_NETWORK = 600

log = structlog.get_logger(__name__)


def limit_asking(email: str) -> None:
    """Codes asked for in an hour. Raises TooManyRequests.

    The place is counted first and an address per place, so that one nuisance cannot use up what the
    owner of an address may ask for; the other two bound what many places together can have us send.
    """
    place = caller()
    spend("sign-in from", place, most=MOST_FROM_ONE_PLACE, per=HOUR)
    spend("sign-in for from", f"{email} {place}", most=MOST_FOR_ONE_ADDRESS_FROM_ONE_PLACE, per=HOUR)
    spend("sign-in for", email, most=MOST_FOR_ONE_ADDRESS, per=HOUR)
    spend("sign-in", "network", most=MOST_IN_ONE_NETWORK, per=HOUR)


def send_code(db: Session, *, email: str, locale: str, instead_of: str = "") -> str:
    """Mail a code, or to an unknown address that there is no account; returns the browser's token.

    The code of `instead_of`, this browser's earlier token, stops working.
    """
    db.execute(delete(SignInCode).where(SignInCode.browser_hash == sessions.hash_token(instead_of)))
    person = db.scalars(select(Person).where(Person.email == email, Person.ended_at.is_(None))).first()
    code, browser = codes.new_code(), secrets.token_urlsafe(32)
    row = SignInCode(
        browser_hash=sessions.hash_token(browser), code_hash=codes.keyed_hash(code, browser),
        person_id=person.id if person else None, expires_at=now() + codes.LIFETIME,
    )
    db.add(row)
    db.flush()
    post(
        db, template="sign_in_code" if person else "no_account", to=email,
        locale=(person and person.locale) or locale, person_id=row.person_id, code=codes.in_groups(code),
        minutes=int(codes.LIFETIME.total_seconds() // 60),
    )
    return browser


def use_code(db: Session, *, browser: str, text: str) -> Person:
    """The person whose code was typed in the browser that asked for it. Raises Refused."""
    code = codes.as_typed(text)
    if len(code) != codes.LENGTH:
        raise Refused(_("A code has eight letters and digits, like KMPT-4F7C. Look again at the mail."))
    tried = _spend_try(db, browser)
    right = hmac.compare_digest(tried.code_hash, codes.keyed_hash(code, browser))
    person = _person_of_code(db, tried.id) if right and tried.person_id else None
    if person is None:
        log.info("sign-in code refused", tries=tried.tries)
        raise Refused(_not_right(codes.TRIES - tried.tries))
    return person


def _not_right(left: int) -> str:
    if left <= 0:
        return str(_("This code is not right, and it was the last try. Have a new code sent."))
    again = ngettext("You can try %(num)s more time.", "You can try %(num)s more times.", left)
    wrong = _("This code is not right. Look at the newest mail and type its code.")
    return f"{wrong} {again}"


def _spend_try(db: Session, browser: str) -> Row[UUID, bytes, UUID | None, int]:
    """Count a try before looking, in a transaction of its own: a wrong one must count although it fails."""
    mine = SignInCode.browser_hash == sessions.hash_token(browser)
    with kernel().scope.network(g.network) as own:
        tried = own.execute(
            update(SignInCode)
            .where(mine, SignInCode.expires_at > now(), SignInCode.tries < codes.TRIES)
            .values(tries=SignInCode.tries + 1)
            .returning(SignInCode.id, SignInCode.code_hash, SignInCode.person_id, SignInCode.tries)
        ).first()
        own.commit()
    if tried is None:
        raise Refused(_why_no_try(db.scalar(select(SignInCode.expires_at).where(mine))))
    return tried


def _why_no_try(expires_at: datetime | None) -> str:
    if expires_at is None:
        return str(_(
            "No code is waiting for this browser. A code works once, and only in the browser in which you"
            " asked for it. Have a new code sent."
        ))
    if expires_at <= now():
        return str(_("This code is too old. A code works for 10 minutes. Have a new code sent."))
    return str(_("A wrong code was typed too often. Have a new code sent."))


def _person_of_code(db: Session, code_id: UUID) -> Person | None:
    """Use the code up; of two requests that race, one gets the person."""
    person_id = db.scalar(delete(SignInCode).where(SignInCode.id == code_id).returning(SignInCode.person_id))
    query = select(Person).where(Person.id == person_id, Person.ended_at.is_(None))
    return db.scalars(query).first() if person_id else None


def sign_in(db: Session, person: Person, *, browser: str, instead_of: str = "") -> str:
    """Sign a person in with a token of their own; what this browser had before (`instead_of`) ends."""
    if instead_of:
        sessions.end(db, token=instead_of)
    token = sessions.start(db, person, browser=browser)
    record(db, "person.signed_in", on=person.id, by=person.id)
    db.flush()
    return token


def sign_out(db: Session, person: Person | None, *, token: str) -> None:
    """End this browser's session, also one that had become too old to be somebody's."""
    sessions.end(db, token=token)
    if person is not None:
        record(db, "person.signed_out", on=person.id, by=person.id)
        db.flush()
