"""What somebody has to be to sign up.

Whether they did an earlier training, those know who keep sign-ups; what they are qualified for, those who
keep that (`hooks.holds`).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.clock import ZONE
from portal.groups.models import Group, GroupContact
from portal.trainings import hooks
from portal.trainings.models import WHO, Training


def standing(db: Session, person: Person) -> str:
    """The narrowest of WHO that this person belongs to."""
    seats = select(GroupContact.role).join(Group, Group.id == GroupContact.group_id)
    roles = set(db.scalars(seats.where(GroupContact.person_id == person.id, Group.state != "ended")))
    if "contact" in roles:
        return "contacts"
    return "seats" if roles else "accounts"


def admits(db: Session, training: Training, person: Person | None) -> bool:
    """This person can sign up, as far as it goes by who they are here."""
    if person is None or training.who in ("everyone", "accounts"):
        return training.who == "everyone" or person is not None
    return WHO.index(standing(db, person)) >= WHO.index(training.who)


def qualified(db: Session, training: Training, person: Person | None) -> bool:
    """Holds what the training asks for, valid on the day of its first session; a guest holds nothing."""
    if not training.requires_code:
        return True
    if person is None or training.starts_at is None:
        return False
    day = training.starts_at.astimezone(ZONE).date()
    return any(holds(db, person, training.requires_code, day) for holds in hooks.holds)
