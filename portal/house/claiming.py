"""Somebody says that a listing nobody looks after is theirs, and proves it by the address or phone it lists.

What the asker sees never depends on whether an address is known to us: not theirs, and not the group's.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Row, exists, select, update
from sqlalchemy.orm import Session

from portal.accounts import codes
from portal.accounts.actions import invite
from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.extensions import kernel
from portal.groups.models import Group, GroupContact
from portal.house.models import Claim
from portal.limits import caller, spend
from portal.mail import post
from portal.tasks.actions import close, open_task
from portal.tasks.models import Task

CODE_LIFETIME = timedelta(minutes=15)
CALL_LIFETIME = timedelta(days=30)
TRIES = 5
DAY = timedelta(days=1)
MOST_FROM_ONE_PLACE = 10
MOST_FOR_ONE_GROUP = 5


def claimable(db: Session, group: Group) -> bool:
    """Nobody speaks for the group, and it goes on."""
    if group.state == "ended" or not group.listed:
        return False
    return not db.scalar(select(exists().where(GroupContact.group_id == group.id)))


def begin(db: Session, group: Group, *, name: str, email: str, how: str, locale: str) -> tuple[UUID, str]:
    """Write down a claim; returns its id and this browser's token. Raises TooManyRequests.

    "mail": a code goes to the address of the listing, if there is one. "phone": a steward is asked to call.
    """
    spend("claim from", caller(), most=MOST_FROM_ONE_PLACE, per=DAY)
    spend("claim of", str(group.id), most=MOST_FOR_ONE_GROUP, per=DAY)
    code, browser = codes.new_code(), secrets.token_urlsafe(32)
    life = CODE_LIFETIME if how == "mail" else CALL_LIFETIME
    claim = Claim(group_id=group.id, name=name, email=email, how=how, expires_at=now() + life)
    db.add(claim)
    db.flush()
    record(db, "claim.made", on=group.id, by=None, fields=[how])
    if how == "mail":
        claim.code_hash = _keyed(claim.id, code, browser)
        if group.email:
            minutes = int(CODE_LIFETIME.total_seconds() // 60)
            post(
                db,
                template="claim_code",
                to=group.email,
                locale=locale,
                code=codes.in_groups(code),
                minutes=minutes,
            )
    else:
        with force_locale(g.network.locale):
            sentence = _(
                "%(name)s says that this is their group. Call the phone number on its page and ask.",
                name=name,
            )
        open_task(db, "claim", key=_key(claim.id), sentence=sentence, group_id=group.id)
    db.flush()
    return claim.id, browser


def _keyed(claim_id: UUID, code: str, browser: str) -> bytes:
    """What is stored of a code: useless without our key, for another claim, or in another browser."""
    return codes.keyed("claim", claim_id, browser, code)


def _key(claim_id: UUID) -> str:
    return f"claim:{claim_id}"


def prove(db: Session, group: Group, *, claim_id: UUID, browser: str, text: str, locale: str) -> None:
    """The code from the listed address was typed: invite who asked, at their own address. Raises Refused."""
    code = codes.as_typed(text)
    if len(code) != codes.LENGTH:
        raise Refused(_("A code has eight letters and digits, like KMPT-4F7C. Look again at the mail."))
    tried = _spend_try(claim_id, group.id)
    if tried is None or tried.code_hash is None:
        raise Refused(_("This code cannot be used any more. Ask for a new one."))
    if not hmac.compare_digest(tried.code_hash, _keyed(claim_id, code, browser)):
        raise Refused(_("This code is not right. Look at the newest mail and type its code."))
    claim = db.get_one(Claim, claim_id)
    _grant(db, claim, group, by=None, locale=locale)


def _spend_try(claim_id: UUID, group_id: UUID) -> Row[bytes | None] | None:
    """Count a try before looking, in a transaction of its own: a wrong one must count although it fails."""
    with kernel().scope.network(g.network) as own:
        mine = (Claim.id == claim_id, Claim.group_id == group_id, Claim.how == "mail", Claim.state == "open")
        tried = own.execute(
            update(Claim)
            .where(*mine, Claim.expires_at > now(), Claim.tries < TRIES)
            .values(tries=Claim.tries + 1)
            .returning(Claim.code_hash)
        ).first()
        own.commit()
    return tried


def grant(db: Session, claim: Claim, *, by: Person, locale: str) -> None:
    """A steward called and heard that it is so. Raises Refused when decided, or when somebody came first."""
    _grant(db, claim, db.get_one(Group, claim.group_id), by=by, locale=locale)


def _grant(db: Session, claim: Claim, group: Group, *, by: Person | None, locale: str) -> None:
    _decide(db, claim, "granted", by)
    if not claimable(db, group):
        raise Refused(_("Somebody looks after this group by now. Ask them, or the network."))
    invite(db, email=claim.email, name=claim.name, group_id=group.id, by=by, locale=locale)


def refuse(db: Session, claim: Claim, *, by: Person) -> None:
    """A steward called, and nobody there knows of it. Who asked hears nothing: anybody could have."""
    _decide(db, claim, "refused", by)


def _decide(db: Session, claim: Claim, state: str, by: Person | None) -> None:
    """The first decision holds."""
    open_one = (Claim.id == claim.id, Claim.state == "open", Claim.expires_at > now())
    decided = update(Claim).where(*open_one).values(state=state, code_hash=None).returning(Claim.id)
    if db.scalar(decided.execution_options(synchronize_session=False)) is None:
        raise Refused(_("This was decided already, or it is too old."))
    record(db, f"claim.{state}", on=claim.group_id, by=by.id if by else None)
    task = db.scalars(select(Task).where(Task.key == _key(claim.id), Task.done_at.is_(None))).first()
    if task is not None and by is not None:
        close(db, task, by=by)
    db.flush()
