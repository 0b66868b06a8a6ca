"""What is done after a training, and what is deleted in time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.attendance import certifying, evaluating, forgetting
from portal.attendance.links import own_url
from portal.attendance.models import Certificate
from portal.attendance.ticking import concludes_at
from portal.ledger import enqueue, handler
from portal.mail import post
from portal.signups.models import SignUp
from portal.signups.telling import reader
from portal.tasks.actions import close_tasks, open_task
from portal.trainings.models import Training


def training_news(db: Session, training: Training, what: str, _by: Person | None) -> None:
    """A training is over: what follows waits for the next morning."""
    if what == "done":
        enqueue(
            db, "attendance.conclude", key=f"attendance.conclude:{training.id}", due=concludes_at(training),
            training_id=str(training.id),
        )  # fmt: skip


@handler("attendance.conclude")
def conclude(db: Session, *, training_id: str) -> None:
    """Write certificates and ask what people thought; stewards hear when nobody was ticked."""
    training = db.get(Training, UUID(training_id))
    if training is None or training.state != "done":
        return
    came = certifying.certify(db, training)
    evaluating.invite(db, training)
    if not came and certifying.holders(db, training):
        with force_locale(g.network.locale):
            sentence = _(
                "Nobody was ticked at a training that is over, so there are no certificates: %(title)s.",
                title=training.title,
            )
        open_task(db, "attendance.tick", key=task_key(training.id), sentence=sentence)


@handler("attendance.certify")
def certify(db: Session, *, training_id: str) -> None:
    """Ticks were put right after the end."""
    training = db.get(Training, UUID(training_id))
    if training is not None and training.state == "done" and certifying.certify(db, training):
        close_tasks(db, task_key(training.id))


@handler("attendance.tell")
def tell(db: Session, *, certificate_id: str) -> None:
    """The link to a certificate that still counts; to who brought them for those without an address."""
    paper = db.get(Certificate, UUID(certificate_id))
    if paper is None or paper.withdrawn_at is not None:
        return
    one = db.get_one(SignUp, paper.sign_up_id)
    person = db.get(Person, one.person_id) if one.person_id else None
    to, locale = reader(db, one, person)
    if to:
        post(
            db, template="certificate_ready", to=to, locale=locale, person_id=person.id if person else None,
            link=own_url(paper.id), other=person is None and not one.email,
        )  # fmt: skip


@handler("attendance.forget_answers", every=timedelta(days=1))
def forget_answers(db: Session) -> None:
    """Sensitive answers go by the rule that people were told."""
    forgetting.answers(db)


@handler("attendance.forget", every=timedelta(days=1))
def forget(db: Session) -> None:
    """What is old, and tickets nobody used."""
    evaluating.close(db)
    forgetting.years(db)
    forgetting.sign_ups(db)


def task_key(training_id: UUID) -> str:
    """What stands on the stewards' list until somebody is ticked."""
    return f"attendance.tick:{training_id}"
