"""The days that a training offers: stewards add some, see which are preferred, and take one."""

from __future__ import annotations

from uuid import UUID

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.errors import Refused
from portal.pages import page, say, see_other
from portal.trainings import dates, hooks
from portal.trainings.models import Training
from portal.trainings.session_forms import DayForm
from portal.trainings.views import bp, told

MANAGE = Permission.TRAINING_MANAGE
WEIGHTS = (3, 2, 1)
"""What a first, second and third choice count for in the table."""


@bp.get("/<uuid:id>/days", endpoint="days")
@access(MANAGE, on=Training)
def days_page(training: Training) -> Response:
    """The days with what people prefer, and the form for one more."""
    return _days(training, DayForm())


@bp.post("/<uuid:id>/days")
@access(MANAGE, on=Training)
def offer_day(training: Training) -> Response:
    """One more."""
    form = DayForm()
    if not form.validate():
        return _days(training, form, 422)
    try:
        dates.offer(g.db, training, by=g.person, values=form.values())
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _days(training, form, 409)
    say(_("Saved."))
    return see_other("trainings.days", id=training.id)


@bp.post("/<uuid:id>/days/removal")
@access(MANAGE, on=Training)
def withdraw_day(training: Training) -> Response:
    """One less."""
    dates.withdraw(g.db, training, _day(), by=g.person)
    say(_("The day is removed."))
    return see_other("trainings.days", id=training.id)


@bp.post("/<uuid:id>/days/choice")
@access(MANAGE, on=Training)
def choose_day(training: Training) -> Response:
    """This day it is."""
    dates.choose(g.db, training, _day(), by=g.person)
    say(_("The day is chosen. Who would come then gets a mail, and is offered a place in turn."))
    return see_other("trainings.show", id=training.id)


def _day() -> UUID:
    """The day that was pressed; one that does not exist for anything else."""
    try:
        return UUID(request.form.get("day", ""))
    except ValueError:
        return UUID(int=0)


def _days(training: Training, form: DayForm, status: int = 200) -> Response:
    counts = {day: found for count in hooks.date_counts for day, found in count(g.db, training).items()}
    rows = [(day, counts.get(day.id, (0, 0, 0))) for day in dates.days_of(g.db, training)]
    weighed = [(day, found, sum(w * n for w, n in zip(WEIGHTS, found, strict=True))) for day, found in rows]
    best = max((weight for _day_, _found, weight in weighed), default=0)
    return page(
        "trainings/days.html", status, training=training, form=form, rows=weighed, best=best, told=told
    )
