"""Who speaks for a group: becoming a contact person or a stand-in, being away, and no longer being one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import Row, Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Invitation, Person
from portal.audit import record
from portal.clock import now
from portal.errors import Refused
from portal.groups.models import Group, GroupContact
from portal.groups.noting import note
from portal.groups.snapshot import Change


def contacts_of(db: Session, group: Group) -> Sequence[Row[*tuple[Any, ...]]]:
    """Contact persons, then stand-ins (id, name, email, role, away_until), longest first."""
    query = (
        select(Person.id, Person.name, Person.email, GroupContact.role, GroupContact.away_until)
        .join(GroupContact, GroupContact.person_id == Person.id)
        .where(GroupContact.group_id == group.id)
        .order_by(GroupContact.role, GroupContact.created_at, Person.id)
    )
    return db.execute(query).all()


def invited_to(db: Session, group: Group) -> Sequence[Row[*tuple[Any, ...]]]:
    """Invitations for this group that wait for an answer (email, name, as_stand_in)."""
    query = (
        select(Invitation.email, Invitation.name, Invitation.as_stand_in)
        .where(Invitation.group_id == group.id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
        .where(Invitation.expires_at > now())
        .order_by(Invitation.id)
    )
    return db.execute(query).all()


def own_seats(person: Person) -> Select[*tuple[Any, ...]]:
    """The groups a person speaks for or stands in for, with the role there and until when they are away."""
    return (
        select(
            *(Group.id, Group.slug, Group.name, Group.state, Group.listed),
            *(Group.verified_on, Group.verified_precision, GroupContact.role, GroupContact.away_until),
        )
        .join(GroupContact, GroupContact.group_id == Group.id)
        .where(GroupContact.person_id == person.id)
        .order_by(Group.sort_key, Group.id)
    )


def groups_of(db: Session, person: Person) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows of `own_seats`."""
    return db.execute(own_seats(person)).all()


def all_names(db: Session) -> Sequence[tuple[UUID, str]]:
    """Every group that has not ended, by name: for whom somebody can be invited."""
    query = select(Group.id, Group.name).where(Group.state != "ended").order_by(Group.sort_key, Group.id)
    return [(key, name) for key, name in db.execute(query)]


def welcome(db: Session, invitation: Invitation, person: Person) -> None:
    """Somebody accepted: with a group in the invitation they have a seat there from now on.

    A stand-in who is invited as contact person becomes one; a contact person stays one.
    """
    if invitation.group_id is None:
        return
    role = "stand_in" if invitation.as_stand_in else "contact"
    was = _role_of(db, invitation.group_id, person.id)
    seat = {"group_id": invitation.group_id, "person_id": person.id, "created_at": now(), "role": role}
    wish = insert(GroupContact).values(**seat)
    known = [GroupContact.group_id, GroupContact.person_id]
    if role == "contact":
        db.execute(wish.on_conflict_do_update(index_elements=known, set_={"role": role}))
    else:
        db.execute(wish.on_conflict_do_nothing(index_elements=known))
    fields = [role] if invitation.as_stand_in else []
    record(db, "contact.added", on=invitation.group_id, by=person.id, fields=fields)
    now_is = was if was == "contact" else role
    group = db.get_one(Group, invitation.group_id)
    note(db, group, by=person, role="contact", fields=_seats(person.id, was, now_is))


def _role_of(db: Session, group_id: UUID, person_id: UUID) -> str | None:
    seat = (GroupContact.group_id == group_id, GroupContact.person_id == person_id)
    return db.scalar(select(GroupContact.role).where(*seat))


def _seats(person_id: UUID, was: str | None, became: str | None) -> dict[str, Change]:
    """For the history: ids, never names; who left the portal is not remembered there."""
    if was == became:
        return {}
    gone: dict[str, Change] = {was: (str(person_id), None)} if was else {}
    return gone | ({became: (None, str(person_id))} if became else {})


def _as_whom(db: Session, group: Group, by: Person) -> str:
    """In which role somebody changes the seats of a group."""
    return "contact" if _role_of(db, group.id, by.id) == "contact" else "steward"


def change_role(db: Session, group: Group, person_id: UUID, *, role: str, by: Person) -> None:
    """A contact person becomes a stand-in, or the other way round. Raises Refused for the last of them."""
    db.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    if role == "stand_in" and _contact_ids(db, group) == {person_id}:
        raise Refused(
            _("This is the only contact person of the group. Make somebody else contact person first.")
        )
    seat = (GroupContact.group_id == group.id, GroupContact.person_id == person_id)
    changed = update(GroupContact).where(*seat, GroupContact.role != role).values(role=role)
    if db.execute(changed.execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]
        record(db, "contact.role_changed", on=group.id, by=by.id, fields=[role])
        was = "contact" if role == "stand_in" else "stand_in"
        as_whom = "contact" if by.id == person_id else _as_whom(db, group, by)
        note(db, group, by=by, role=as_whom, fields=_seats(person_id, was, role))
        db.flush()


def _contact_ids(db: Session, group: Group) -> set[UUID]:
    query = select(GroupContact.person_id).where(GroupContact.group_id == group.id)
    return set(db.scalars(query.where(GroupContact.role == "contact")))


def set_away(db: Session, person: Person, *, groups: Collection[UUID], until: date | None) -> None:
    """The person cannot until this day, in these groups; None: they are back. No reason is asked or kept."""
    seats = (GroupContact.person_id == person.id, GroupContact.group_id.in_(groups))
    changed = update(GroupContact).where(*seats).values(away_until=until)
    db.execute(changed.execution_options(synchronize_session=False))
    for group_id in groups:
        record(db, "contact.away_changed", on=group_id, by=person.id, fields=["away_until"])
    db.flush()


def remove(db: Session, group: Group, person_id: UUID, *, by: Person, also_last: bool) -> None:
    """Somebody no longer speaks for the group. Raises Refused for the last one unless `also_last`."""
    db.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    if _contact_ids(db, group) == {person_id} and not also_last:
        raise Refused(
            _("This is the last contact person of the group. Without one nobody looks after its page.")
        )
    was, as_whom = _role_of(db, group.id, person_id), _as_whom(db, group, by)
    gone = delete(GroupContact).where(GroupContact.group_id == group.id, GroupContact.person_id == person_id)
    if db.execute(gone).rowcount:  # type: ignore[attr-defined]
        record(db, "contact.removed", on=group.id, by=by.id, fields=["person"])
        note(db, group, by=by, role=as_whom, fields=_seats(person_id, was, None))
        db.flush()


def leave_all(db: Session, person: Person) -> None:
    """An account ended: the person speaks for no group any more."""
    held = select(Group, GroupContact.role).join(GroupContact, GroupContact.group_id == Group.id)
    for group, role in db.execute(held.where(GroupContact.person_id == person.id)).all():
        note(db, group, by=None, role="", fields=_seats(person.id, role, None))
    db.execute(delete(GroupContact).where(GroupContact.person_id == person.id))
