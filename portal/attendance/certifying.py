"""Certificates: written by what was ticked, kept as they were written, withdrawn when they are wrong."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import codes
from portal.accounts.models import Person
from portal.attendance import qualifying
from portal.attendance.models import Attendance, Certificate
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.ledger import enqueue
from portal.signups.models import SignUp
from portal.tables import new_id
from portal.trainings.actions import lock
from portal.trainings.models import Training, TrainingSession

CODE_LENGTH = 12
"""Of 23 signs: 54 bits, and few can be tried."""


@dataclass
class Holder:
    """One person with all their sign-ups for a training, the first of which stands for them."""

    sign_up: SignUp
    sessions: set[UUID] = field(default_factory=set)


def new_code() -> str:
    """A fresh one that nobody can guess, without its hyphens."""
    return "".join(secrets.choice(codes.ALPHABET) for _sign in range(CODE_LENGTH))


def in_groups(code: str) -> str:
    """As people read it: KMPT-4F7C-RH2N."""
    return "-".join(code[begin : begin + 4] for begin in range(0, len(code), 4))


def holders(db: Session, training: Training) -> list[Holder]:
    """Everybody with a place, with the sessions they were at."""
    confirmed = (SignUp.training_id == training.id, SignUp.state == "confirmed")
    ticked = (
        select(Attendance.sign_up_id, Attendance.session_id)
        .join(SignUp, SignUp.id == Attendance.sign_up_id)
        .where(*confirmed, Attendance.present)
    )
    been: dict[UUID, set[UUID]] = {}
    for sign_up_id, session_id in db.execute(ticked):
        been.setdefault(sign_up_id, set()).add(session_id)
    found: dict[object, Holder] = {}
    query = select(SignUp).where(*confirmed).order_by(SignUp.created_at, SignUp.id)
    for one in db.scalars(query).all():
        holder = found.setdefault(one.person_id or one.email or one.id, Holder(one))
        holder.sessions |= been.get(one.id, set())
    return list(found.values())


def is_whole(training: Training, attended: int, sessions: int) -> bool:
    """So many sessions count as the whole training."""
    return attended >= min(training.whole_from or sessions, sessions) > 0


def certify(db: Session, training: Training) -> int:
    """Write what is lacking and withdraw what is not so (any more); returns how many were at it at all.

    Done again it changes nothing. What a steward withdrew is not written anew by itself.
    """
    lock(db, training)
    query = select(TrainingSession).where(TrainingSession.training_id == training.id)
    sessions = db.scalars(query.order_by(TrainingSession.starts_at, TrainingSession.id)).all()
    papers: dict[UUID, list[Certificate]] = {}
    kept = select(Certificate).where(Certificate.training_id == training.id)
    for paper in db.scalars(kept.order_by(Certificate.created_at, Certificate.id)).all():
        papers.setdefault(paper.sign_up_id, []).append(paper)
    people = holders(db, training)
    for holder in people:
        _settle(db, training, holder, sessions, papers.get(holder.sign_up.id, []))
    db.flush()
    return sum(1 for holder in people if holder.sessions)


def _settle(
    db: Session,
    training: Training,
    holder: Holder,
    sessions: Sequence[TrainingSession],
    papers: Sequence[Certificate],
) -> None:
    """One holder: the paper that should be, against the newest that is."""
    newest = papers[-1] if papers else None
    if newest is not None and newest.withdrawn_why == "steward":
        return
    attended = [one for one in sessions if one.id in holder.sessions]
    sittings = [[one.starts_at.isoformat(), one.ends_at.isoformat(), one.topic] for one in attended]
    kind = "completion" if is_whole(training, len(attended), len(sessions)) else "attendance"
    if newest is not None and newest.withdrawn_at is None:
        if (newest.kind, newest.sittings) == (kind, sittings):
            return
        _withdraw(db, newest, "replaced", by=None)
    if attended:
        one = holder.sign_up
        name = newest.name if newest else one.name
        made = _issue(db, Certificate(
            training_id=training.id, sign_up_id=one.id, person_id=one.person_id, kind=kind, name=name,
            title=training.title, sittings=sittings, locale=_locale(db, one),
        ), by=None)  # fmt: skip
        if kind == "completion":
            qualifying.give(db, training, made.person_id)


def _locale(db: Session, one: SignUp) -> str:
    person = db.get(Person, one.person_id) if one.person_id else None
    return (person.locale if person else one.locale) or str(g.network.locale)


def _issue(db: Session, paper: Certificate, *, by: Person | None) -> Certificate:
    paper.id, paper.code, paper.issued_on = new_id(), new_code(), today()
    db.add(paper)
    db.flush()
    record(db, "certificate.issued", on=paper.id, by=by.id if by else None)
    enqueue(db, "attendance.tell", key=f"attendance.tell:{paper.id}", certificate_id=str(paper.id))
    return paper


def withdraw(db: Session, paper: Certificate, *, by: Person) -> None:
    """It counts no more, nor does the qualification that came with it. Twice is once."""
    db.refresh(paper, ["withdrawn_at", "withdrawn_why"], with_for_update=True)
    if paper.withdrawn_at is None:
        _withdraw(db, paper, "steward", by=by)
        db.flush()


def issue_again(db: Session, paper: Certificate, *, name: str, by: Person) -> Certificate:
    """The same with another name on it, or one that was withdrawn by mistake. Raises Refused.

    It has a code of its own; the earlier paper is withdrawn.
    """
    lock(db, paper.training)
    newest = select(Certificate).where(Certificate.sign_up_id == paper.sign_up_id)
    found = db.scalars(newest.order_by(Certificate.created_at.desc(), Certificate.id.desc())).first()
    if found is None or found.id != paper.id:
        raise Refused(_("There is a newer certificate already. Load the page again."))
    if paper.withdrawn_at is None:
        _withdraw(db, paper, "replaced", by=by)
    same = ("training_id", "sign_up_id", "person_id", "kind", "title", "sittings", "locale")
    made = _issue(db, Certificate(name=name, **{key: getattr(paper, key) for key in same}), by=by)
    if made.kind == "completion":
        qualifying.give(db, paper.training, made.person_id)
    return made


def _withdraw(db: Session, paper: Certificate, why: str, *, by: Person | None) -> None:
    paper.withdrawn_at, paper.withdrawn_why = now(), why
    record(db, "certificate.withdrawn", on=paper.id, by=by.id if by else None)
    if paper.kind == "completion":
        qualifying.take(db, paper.training_id, paper.person_id)
    db.flush()
