"""What people thought of a training, asked so that nobody can find out who said what.

Everybody gets a ticket of their own by mail. The ticket says which training it is for and not whose it is;
the mail's text is wiped when it was handed over; the ticket is gone with the answer. Answers come to light
five at a time: a sixth alone could be told by comparing before and after.
"""

from __future__ import annotations

import hashlib
import random
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import g
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.attendance.certifying import holders
from portal.attendance.models import SCALES, Evaluation, EvaluationAnswer, EvaluationTicket
from portal.clock import today
from portal.mail import post
from portal.pages import network_url
from portal.signups.models import SignUp
from portal.signups.telling import reader
from portal.trainings.models import Training

FEWEST = 5
"""So many answers are shown together, or none."""
OPEN_FOR = timedelta(days=42)


class Results(NamedTuple):
    """What stewards see: how many answers that is, averages and counts by scale, what was written."""

    shown: int
    scales: Mapping[str, tuple[float | None, list[int]]]
    remarks: list[str]


def hashed(token: str) -> bytes:
    """What is kept of a ticket."""
    return hashlib.sha256(token.encode()).digest()


def invite(db: Session, training: Training) -> None:
    """Mail a ticket to everybody who was there (nobody was ticked: who had a place), once.

    Not when they are fewer than five: what they said could never be shown.
    """
    if db.get(Evaluation, training.id) is not None:
        return
    people = holders(db, training)
    came = [holder.sign_up for holder in people if holder.sessions] or [holder.sign_up for holder in people]
    to = [found for one in came if (found := _reached(db, one))]
    if len(to) < FEWEST:
        return
    db.add(Evaluation(training_id=training.id, asked=len(to), asked_on=today(), until=today() + OPEN_FOR))
    db.flush()
    tokens = [secrets.token_urlsafe(24) for _one in to]
    rows = sorted(hashed(token) for token in tokens)
    db.add_all(EvaluationTicket(token_hash=row, training_id=training.id) for row in rows)
    db.flush()
    for (address, locale, person_id), token in zip(to, tokens, strict=True):
        link = network_url(g.network.slug, f"/evaluations/{token}")
        post(
            db, template="training_evaluation", to=address, locale=locale, person_id=person_id, link=link,
            until=today() + OPEN_FOR,
        )  # fmt: skip


def _reached(db: Session, one: SignUp) -> tuple[str, str, UUID | None] | None:
    """Address, language and account; None for those without an address of their own."""
    person = db.get(Person, one.person_id) if one.person_id else None
    if person is None and not one.email:
        return None
    to, locale = reader(db, one, person)
    return (to, locale, person.id if person else None) if to else None


def training_of(db: Session, token: str) -> Training | None:
    """What a ticket is for; None when it was used, is too old, or never was."""
    query = (
        select(Training)
        .join(Evaluation, Evaluation.training_id == Training.id)
        .join(EvaluationTicket, EvaluationTicket.training_id == Training.id)
        .where(EvaluationTicket.token_hash == hashed(token), Evaluation.until >= today())
    )
    return db.scalars(query).first()


def answer(db: Session, token: str, values: Mapping[str, Any]) -> bool:
    """Keep an answer and tear the ticket; False when there is none any more (sent twice, too late).

    Written in no audit: that would say at which moment somebody answered.
    """
    training = training_of(db, token)
    if training is None:
        return False
    held = select(Evaluation).where(Evaluation.training_id == training.id).with_for_update()
    db.execute(held)
    torn = delete(EvaluationTicket).where(EvaluationTicket.token_hash == hashed(token))
    used = torn.returning(EvaluationTicket.training_id).execution_options(synchronize_session=False)
    if db.scalar(used) is None:
        return False
    db.add(EvaluationAnswer(training_id=training.id, day=today(), **values))
    db.flush()
    hidden = (EvaluationAnswer.training_id == training.id, EvaluationAnswer.shown.is_(False))
    if (db.scalar(select(func.count()).where(*hidden)) or 0) >= FEWEST:
        light = update(EvaluationAnswer).where(*hidden).values(shown=True)
        db.execute(light.execution_options(synchronize_session=False))
    return True


def results(db: Session, training_id: UUID) -> Results:
    """Of the answers that have come to light; what was written in an order of its own each time."""
    query = select(*(getattr(EvaluationAnswer, name) for name in SCALES), EvaluationAnswer.remark)
    rows = db.execute(
        query.where(EvaluationAnswer.training_id == training_id, EvaluationAnswer.shown)
        .order_by(EvaluationAnswer.id)
        .limit(1_000)
    ).all()
    if len(rows) < FEWEST:
        return Results(0, {}, [])
    remarks = [row.remark for row in rows if row.remark]
    random.SystemRandom().shuffle(remarks)
    return Results(
        len(rows), {name: _scale([getattr(row, name) for row in rows]) for name in SCALES}, remarks
    )


def _scale(given: list[int | None]) -> tuple[float | None, list[int]]:
    """The average of what was answered, and how often each step was chosen, 1 first."""
    said = [step for step in given if step is not None]
    return (sum(said) / len(said) if said else None), [said.count(step) for step in range(1, 6)]


def close(db: Session) -> None:
    """Tickets nobody used in time are of no use."""
    over = select(Evaluation.training_id).where(Evaluation.until < today())
    gone = delete(EvaluationTicket).where(EvaluationTicket.training_id.in_(over))
    db.execute(gone.execution_options(synchronize_session=False))
