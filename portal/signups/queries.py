"""What pages about places read, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import Person
from portal.clock import now
from portal.fields import as_id
from portal.groups.models import Group, GroupContact
from portal.groups.rules import seats_of
from portal.mail import Mail
from portal.signups.models import GOING_ON, Invited, SignUp, SignUpAnswer, SignUpMail
from portal.together import together
from portal.trainings.models import Training, TrainingQuestion, TrainingSession

Rows = Sequence[Row[*tuple[Any, ...]]]
MOST_MINE = 20
MOST_ON_SHEET = 2_000
SHOWN = ("confirmed", "held", "offered", "asked", "waiting", "cancelled", "declined", "refused", "expired")
"""The order of states on the sheet."""


def choices(db: Session, person: Person | None, *, group: str | None = None) -> dict[str, list[Any]]:
    """What somebody signing up chooses from: "groups" (id, name, own), one's own first, and "colleagues".

    Colleagues (id, name): who else has a seat in one's groups. A guest chooses from listed groups. With
    `group`, as it was sent, of the groups only that one.
    """
    asked = _choices(person)
    if group is not None:
        asked["groups"] = asked["groups"].where(Group.id == as_id(group))
    return {"groups": [], "colleagues": []} | together(db, asked)


def _choices(person: Person | None) -> dict[str, Any]:
    if person is None:
        listed: Any = select(Group.id, Group.name, false().label("own"))
        listed = listed.where(Group.listed, Group.state != "ended").order_by(Group.sort_key, Group.id)
        return {"groups": listed}
    own = Group.id.in_(seats_of(person))
    groups: Any = select(Group.id, Group.name, own.label("own")).where(Group.state != "ended")
    groups = groups.where(or_(own, Group.listed)).order_by(own.desc(), Group.sort_key, Group.id)
    others: Any = (
        select(Person.id, func.coalesce(func.nullif(Person.name, ""), Person.email).label("name"))
        .where(Person.id.in_(_beside(person)), Person.id != person.id, Person.ended_at.is_(None))
        .order_by(Person.id)
    )
    return {"groups": groups, "colleagues": others}


def _beside(person: Person) -> Any:
    """Everybody with a seat in one of this person's groups."""
    return select(GroupContact.person_id).where(GroupContact.group_id.in_(seats_of(person)))


def own(db: Session, training: Training, person: Person) -> Rows:
    """What this person has in a training (id, state, kept_until), by session."""
    query = select(SignUp.id, SignUp.state, SignUp.kept_until).where(
        SignUp.training_id == training.id, SignUp.person_id == person.id, SignUp.state.in_(GOING_ON)
    )
    return db.execute(query.order_by(SignUp.created_at, SignUp.id)).all()


def has_place(db: Session, training: Training, person: Person) -> bool:
    """Comes to it, or to one of its sessions."""
    query = select(SignUp.id).where(
        SignUp.training_id == training.id, SignUp.person_id == person.id, SignUp.state == "confirmed"
    )
    return db.scalar(query.limit(1)) is not None


def mine(person: Person) -> Select[*tuple[Any, ...]]:
    """One's trainings to come (id, state, kept_until, title, starts_at, ends_at, place), the next first."""
    starts = func.coalesce(TrainingSession.starts_at, Training.starts_at).label("starts_at")
    ends = func.coalesce(TrainingSession.ends_at, Training.ends_at).label("ends_at")
    return (
        select(SignUp.id, SignUp.state, SignUp.kept_until, Training.title, starts, ends)
        .join(Training, Training.id == SignUp.training_id)
        .outerjoin(TrainingSession, TrainingSession.id == SignUp.session_id)
        .where(SignUp.person_id == person.id, SignUp.state.in_(GOING_ON), ends > now())
        .order_by(starts, SignUp.id)
        .limit(MOST_MINE)
    )


def before(db: Session, one: SignUp) -> int:
    """How many are before them on the waiting list."""
    other = aliased(SignUp)
    here = other.session_id.is_(None) if one.session_id is None else other.session_id == one.session_id
    earlier = and_(other.first.is_(one.first), other.queued_at < one.queued_at)
    sooner = earlier if one.first else or_(other.first, earlier)
    query = select(func.count()).where(
        other.training_id == one.training_id, here, other.state == "waiting", sooner
    )
    return int(db.scalar(query) or 0)


def waiting(db: Session, training: Training) -> int:
    """How many wait, in all."""
    query = select(func.count()).where(SignUp.training_id == training.id, SignUp.state == "waiting")
    return int(db.scalar(query) or 0)


def answers_of(db: Session, one: SignUp) -> dict[UUID, str]:
    """What was answered, by question."""
    query = select(SignUpAnswer.question_id, SignUpAnswer.text).where(SignUpAnswer.sign_up_id == one.id)
    return {question: text for question, text in db.execute(query)}  # noqa: C416  rows are no pairs


def sheet(db: Session, training: Training, *, all_answers: bool) -> dict[str, list[Any]]:
    """The whole list of a training: "rows", "answers" and "mails".

    rows: id, name, email, state, kept_until, queued_at, group, session_id, party_id, guest, added,
    through (whose invitation), group_until, by turn.
    answers: sign_up_id, question_id, text; those that only stewards read with `all_answers`.
    mails: sign_up_id, kind, created_at, sent_at.
    """
    brought = aliased(SignUp)
    people: Any = (
        select(
            *(SignUp.id, SignUp.name, SignUp.state, SignUp.kept_until, SignUp.queued_at, SignUp.session_id),
            *(SignUp.party_id, SignUp.first, Group.name.label("group"), SignUp.email),
            *(brought.name.label("with_name"), SignUp.person_id.is_(None).label("guest")),
            *(SignUp.added_by_id.is_not(None).label("added"), Invited.label.label("through")),
            SignUp.group_until,
        )
        .outerjoin(Invited, Invited.id == SignUp.invitation_id)
        .outerjoin(Group, Group.id == SignUp.group_id)
        .outerjoin(brought, brought.id == SignUp.brought_by_id)
        .where(SignUp.training_id == training.id)
        .order_by(SignUp.first.desc(), SignUp.queued_at, SignUp.party_id, SignUp.id)
        .limit(MOST_ON_SHEET)
    )
    said: Any = (
        select(SignUpAnswer.sign_up_id, SignUpAnswer.question_id, SignUpAnswer.text)
        .join(TrainingQuestion, TrainingQuestion.id == SignUpAnswer.question_id)
        .where(TrainingQuestion.training_id == training.id)
    )
    if not all_answers:
        said = said.where(TrainingQuestion.readers == "trainer")
    mails: Any = (
        select(SignUpMail.sign_up_id, SignUpMail.kind, SignUpMail.created_at, Mail.sent_at)
        .join(SignUp, SignUp.id == SignUpMail.sign_up_id)
        .outerjoin(Mail, Mail.id == SignUpMail.mail_id)
        .where(SignUp.training_id == training.id)
        .order_by(SignUpMail.created_at, SignUpMail.id)
    )
    return together(db, {"rows": people, "answers": said, "mails": mails})


def account_of(db: Session, email: str) -> Person | None:
    """Who has an account with this address."""
    query = select(Person).where(Person.email == email, Person.ended_at.is_(None))
    return db.scalars(query).first() if email else None
