"""Who reads the list of a training, who looks after it, and who can sign up."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access import Permission, allows, visible
from portal.accounts.models import Person
from portal.clock import now, today
from portal.errors import Refused
from portal.groups.answering import stand_in_acts
from portal.groups.models import GroupContact
from portal.signups.models import Invited, SignUp
from portal.trainings.conditions import admits, qualified
from portal.trainings.models import Training
from portal.trainings.rules import gives, manages

FACTS = (
    joinedload(SignUp.training).options(selectinload(Training.sessions), selectinload(Training.questions)),
    joinedload(SignUp.session),
    joinedload(SignUp.group),
)
"""What a page about one sign-up asks."""


@visible(SignUp)
def visible_sign_ups(person: Any) -> Select[Any]:
    """Stewards, and who can decide for the group that somebody named; people reach their own by its link."""
    query = select(SignUp).options(*FACTS)
    if person is None:
        return query.where(SignUp.id.is_(None))
    return query if person.is_steward else query.where(_asks_group_of(person))


def _asks_group_of(person: Any) -> ColumnElement[bool]:
    """Who answers for the group today; nobody for themselves."""
    acts = or_(GroupContact.role == "contact", stand_in_acts(GroupContact.group_id, today()))
    seats = select(GroupContact.group_id).where(GroupContact.person_id == person.id, acts)
    asked = and_(SignUp.state == "asked", SignUp.group_until.is_not(None))
    return and_(asked, SignUp.group_id.in_(seats), SignUp.email != person.email)


@visible(Invited)
def visible_invitations(person: Any) -> Select[Any]:
    """For who gives them out."""
    query = select(Invited)
    return query if person is not None and person.is_steward else query.where(Invited.id.is_(None))


@allows(Permission.SIGN_UP_ANSWER)
def answers(person: Any, sign_up: Any) -> bool:
    """Whoever can see it: it is asked of them."""
    return person is not None and sign_up is not None


@allows(Permission.SIGN_UP_TEND)
def tends(person: Any, _sign_up: Any) -> bool:
    """Stewards decide, add and take off."""
    return person is not None and bool(person.is_steward)


@allows(Permission.SIGN_UP_READ)
def reads(person: Any, training: Any) -> bool:
    """Stewards, and who gives the training: names and what trainers may know."""
    return training is not None and (manages(person, training) or gives(person, training))


def why_not(
    db: Session, training: Training, person: Person | None, email: str = "", *, invited: bool = False
) -> str:
    """Why this person (None: a guest with this address) cannot sign up, as a sentence; "" they can.

    Who was invited from another network is let in as they are: what they did elsewhere is not known here.
    """
    if invited:
        return ""
    if not admits(db, training, person):
        return _refusal(training)
    if not qualified(db, training, person):
        return str(_("For this training you need a qualification that is valid when it begins."))
    if training.requires_course_id is None or (person is None and not email):
        return ""
    if _did(db, training, person, email):
        return ""
    return str(_("For this training you first need another one. Its page says which."))


def must_be_able(
    db: Session, training: Training, person: Person | None, email: str, *, invited: bool = False
) -> None:
    """Raises Refused with the reason why not."""
    reason = why_not(db, training, person, email, invited=invited)
    if reason:
        raise Refused(reason)


def _refusal(training: Training) -> str:
    sentences = {
        "accounts": _("Only people with an account of this network can sign up. Sign in first."),
        "seats": _("This training is for contact persons and stand-ins of groups."),
        "contacts": _("This training is for contact persons of groups."),
    }
    return str(sentences[training.who])


def _did(db: Session, training: Training, person: Person | None, email: str) -> bool:
    """Had a place in an earlier run of that course, which is over."""
    who = SignUp.email == (person.email if person else email)
    if person is not None:
        who = or_(who, SignUp.person_id == person.id)
    query = (
        select(SignUp.id)
        .join(Training, Training.id == SignUp.training_id)
        .where(Training.course_id == training.requires_course_id, Training.ends_at <= now())
        .where(Training.state != "cancelled", SignUp.state == "confirmed", who)
    )
    return db.scalar(query.limit(1)) is not None
