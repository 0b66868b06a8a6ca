"""The clocks of trainings: the day of the decision, and the end."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.queries import stewards
from portal.accounts.writing import write_to
from portal.ledger import handler
from portal.pages import network_url
from portal.tasks.actions import open_task
from portal.trainings import actions
from portal.trainings.models import COMING, Training


@handler("trainings.decide")
def decide(db: Session, *, training_id: str, day: str) -> None:
    """Ask the stewards whether it goes ahead; not when they said so meanwhile, or chose another day."""
    training = db.get(Training, UUID(training_id))
    if training is None or training.decide_on != date.fromisoformat(day):
        return
    if training.state not in COMING or training.confirmed_at is not None:
        return
    with force_locale(g.network.locale):
        sentence = _("Today you decide whether a training goes ahead: %(title)s.", title=training.title)
    open_task(db, "training.decide", key=actions.task_key(training), sentence=sentence)
    link = network_url(g.network.slug, f"/trainings/{training.id}/decision")
    for person in stewards(db):
        write_to(db, person, "training_decide", link=link)


@handler("trainings.finish", every=timedelta(hours=1))
def finish(db: Session) -> None:
    """Trainings end by themselves."""
    actions.finish_all(db)
