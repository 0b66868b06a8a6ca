"""What people thought: the form behind a ticket, without sign-in, and the results for stewards."""

from __future__ import annotations

from flask import Response, g

from config.logging import bind, clear
from portal.access import Permission, access
from portal.attendance import evaluating
from portal.attendance.forms import QUESTIONS, EvaluationForm
from portal.attendance.models import Evaluation
from portal.attendance.views import bp
from portal.pages import page, see_other
from portal.trainings.models import Training


@bp.get("/evaluations/<token>")
@access(Permission.PUBLIC)
def ask(token: str) -> Response:
    """The questions."""
    _unnamed()
    return _form(evaluating.training_of(g.db, token), EvaluationForm())


@bp.post("/evaluations/<token>")
@access(Permission.PUBLIC)
def answer(token: str) -> Response:
    """Keep the answers; the link is of no use after that."""
    _unnamed()
    form = EvaluationForm()
    training = evaluating.training_of(g.db, token)
    if training is None or not form.validate():
        return _form(training, form, 422)
    if not evaluating.answer(g.db, token, form.values()):
        return _form(None, form)
    return see_other("attendance.thanks")


@bp.get("/evaluations/thanks")
@access(Permission.PUBLIC)
def thanks() -> Response:
    """It arrived."""
    return page("attendance/thanks.html")


@bp.get("/trainings/<uuid:id>/evaluation")
@access(Permission.TRAINING_MANAGE, on=Training)
def results(training: Training) -> Response:
    """What has come to light."""
    found = evaluating.results(g.db, training.id)
    asked = g.db.get(Evaluation, training.id)
    return page(
        "attendance/results.html", training=training, found=found, asked=asked, questions=QUESTIONS,
        fewest=evaluating.FEWEST,
    )  # fmt: skip


def _unnamed() -> None:
    """The log line of this request names nobody, also when the reader is signed in."""
    clear()
    bind(network=str(g.network.id))


def _form(training: Training | None, form: EvaluationForm, status: int = 200) -> Response:
    if training is None:
        return page("attendance/evaluated.html", 404)
    return page("attendance/evaluation.html", status, training=training, form=form)
