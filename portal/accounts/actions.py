"""What happens to people: invited, accepted, changed, ended."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from flask import g
from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts import hooks, sessions
from portal.accounts.models import Invitation, Person, SignedIn, SignInCode
from portal.accounts.queries import STEWARDS
from portal.accounts.writing import write_to
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.mail import post
from portal.pages import network_url
from portal.tables import new_id

INVITATION_LIFETIME = timedelta(days=7)


class InvitationClosed(Refused):
    """The invitation was used, taken back, or is too old."""


def invite(
    db: Session, *, email: str, name: str = "", is_steward: bool = False, group_id: UUID | None = None,
    as_stand_in: bool = False, by: Person | None, locale: str,
) -> Invitation:
    """Mail somebody a link that makes an account with one role, and nothing else. `by` None: the operator.

    An earlier one for the same address and role stops working. Raises Refused when there is nothing to add.
    """
    email = email.lower()
    _refuse_what_they_have(db, email, is_steward, group_id)
    _revoke_open(db, Invitation.email == email, Invitation.is_steward == is_steward,
                 Invitation.group_id.is_not_distinct_from(group_id))
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=sessions.hash_token(token), email=email, name=name, is_steward=is_steward,
        group_id=group_id, as_stand_in=as_stand_in, invited_by=by.id if by else None,
        expires_at=now() + INVITATION_LIFETIME,
    )
    db.add(invitation)
    db.flush()
    record(db, "invitation.sent", on=invitation.id, by=by.id if by else None)
    post(
        db, template="invitation", to=email, locale=locale, name=name, role=invitation.role,
        inviter=by.name if by else "", link=network_url(g.network.slug, f"/invitations/{token}"),
        days=INVITATION_LIFETIME.days,
    )
    return invitation


def _refuse_what_they_have(db: Session, email: str, is_steward: bool, group_id: UUID | None) -> None:
    known = db.scalars(select(Person).where(Person.email == email, Person.ended_at.is_(None))).first()
    if known is None or group_id is not None:
        return
    if is_steward and known.is_steward:
        raise Refused(_("This person is a steward already."))
    if not is_steward:
        raise Refused(_("There is an account with this mail address already. No invitation is needed."))


def _revoke_open(db: Session, *conditions: object) -> None:
    open_ones = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    db.execute(
        update(Invitation).where(*open_ones, *conditions).values(revoked_at=now())  # type: ignore[arg-type]
        .execution_options(synchronize_session=False)
    )


def revoke(db: Session, invitation: Invitation, *, by: Person) -> None:
    """Take an invitation back. Raises Refused when it was accepted in the meantime."""
    db.refresh(invitation, with_for_update=True)
    if invitation.used_at is not None:
        raise Refused(_("This invitation was accepted in the meantime. You can end the account instead."))
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        record(db, "invitation.revoked", on=invitation.id, by=by.id)
        db.flush()


def accept(db: Session, invitation: Invitation) -> Person:
    """Make the account if needed and give it the role. The link proves the address.

    Of two requests that race one raises InvitationClosed. A new role ends the person's other sessions.
    """
    db.refresh(invitation, with_for_update=True)
    if not invitation.is_open(now()):
        raise InvitationClosed(_("This invitation cannot be used any more."))
    invitation.used_at = now()
    person = _account(db, invitation)
    if invitation.is_steward and not person.is_steward:
        _change_role(db, person, is_steward=True, by=invitation.invited_by)
    for follow in hooks.on_accept:
        follow(db, invitation, person)
    record(db, "invitation.accepted", on=invitation.id, by=person.id)
    db.flush()
    return person


def _account(db: Session, invitation: Invitation) -> Person:
    """The person of the invitation's address: known, ended before (and now open again), or new."""
    values = {"id": new_id(), "email": invitation.email, "name": "", "is_steward": invitation.is_steward}
    db.execute(insert(Person).values(**values).on_conflict_do_nothing(index_elements=[Person.email]))
    person = db.scalars(select(Person).where(Person.email == invitation.email).with_for_update()).one()
    person.ended_at = None
    person.name = person.name or invitation.name
    return person


def _change_role(db: Session, person: Person, *, is_steward: bool, by: UUID | None) -> None:
    """Give or take the steward's role, end every session that knew the old one, and tell the person."""
    person.is_steward = is_steward
    sessions.end_all(db, person.id)
    record(db, "person.role_changed", on=person.id, by=by, fields=["is_steward"])
    write_to(db, person, "role_changed", is_steward=is_steward)


def step_down(db: Session, person: Person, *, by: Person) -> None:
    """The person goes on as a participant. Raises Refused for the network's last steward."""
    _refuse_last_steward(db, person)
    if person.is_steward:
        _change_role(db, person, is_steward=False, by=by.id)
        db.flush()


def end_account(db: Session, person: Person, *, by: Person) -> None:
    """Close an account at once: sessions, codes and invitations of its address end with it."""
    _refuse_last_steward(db, person)
    if person.ended_at is not None:
        return
    person.ended_at, person.is_steward = now(), False
    sessions.end_all(db, person.id)
    db.execute(delete(SignInCode).where(SignInCode.person_id == person.id))
    _revoke_open(db, Invitation.email == person.email)
    for follow in hooks.on_end:
        follow(db, person)
    record(db, "person.ended", on=person.id, by=by.id)
    db.flush()


def _refuse_last_steward(db: Session, person: Person) -> None:
    """Locks all stewards in one order, so that two who end each other do not both succeed."""
    query = STEWARDS.with_only_columns(Person.id).order_by(Person.id)
    if list(db.scalars(query.with_for_update())) == [person.id]:
        raise Refused(_("This is the only steward. Invite another one first, to look after the network."))


def change_profile(db: Session, person: Person, *, name: str, locale: str | None) -> None:
    """What a person says of themselves."""
    wanted = {"name": name, "locale": locale}
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    person.name, person.locale = name, locale
    if changed:
        record(db, "person.changed", on=person.id, by=person.id, fields=changed)
        db.flush()


def end_session(db: Session, session: SignedIn, *, by: Person) -> None:
    """Sign out one of one's own browsers."""
    record(db, "session.ended", on=session.id, by=by.id)
    db.delete(session)
    db.flush()


def end_other_sessions(db: Session, person: Person, *, but: str) -> None:
    """Sign out everywhere but in the browser with token `but`."""
    sessions.end_all(db, person.id, but=but)
    record(db, "session.ended", on=person.id, by=person.id, fields=["others"])
    db.flush()
