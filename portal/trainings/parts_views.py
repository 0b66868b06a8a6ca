"""The parts of a training that stewards tend one by one: its sessions, and what is asked of people."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.accounts.models import Person
from portal.errors import Refused
from portal.pages import page, say, see_other
from portal.trainings import queries, questions, sessions, texts
from portal.trainings.models import Training, TrainingQuestion, TrainingSession
from portal.trainings.question_forms import QuestionForm, question_filled
from portal.trainings.session_forms import SessionForm, session_filled
from portal.trainings.views import bp, told

MANAGE = Permission.TRAINING_MANAGE


@bp.get("/<uuid:id>/sessions", endpoint="sessions")
@access(MANAGE, on=Training)
def sessions_page(training: Training) -> Response:
    """All sessions, and the form for one more."""
    return _sessions(training, SessionForm(data={"capacity": training.capacity}))


@bp.post("/<uuid:id>/sessions")
@access(MANAGE, on=Training)
def add_session(training: Training) -> Response:
    """One more."""
    form = _session_form(training, SessionForm())
    values = _session_values(form) if form.validate() else None
    if values is None:
        return _sessions(training, form, 422)
    try:
        sessions.add(g.db, training, by=g.person, values=values, room_id=form.room_id)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _sessions(training, form, 409)
    say(_("Saved."))
    return see_other("trainings.sessions", id=training.id)


@bp.get("/sessions/<uuid:id>")
@access(MANAGE, on=TrainingSession)
def edit_session(session: TrainingSession) -> Response:
    """One session as a form."""
    trainer = g.db.get(Person, session.trainer_id) if session.trainer_id else None
    data = {**session_filled(session), "trainer_email": trainer.email if trainer else ""}
    return _session(session, SessionForm(data=data | {"room": str(sessions.room_of(g.db, session) or "")}))


@bp.post("/sessions/<uuid:id>")
@access(MANAGE, on=TrainingSession)
def save_session(session: TrainingSession) -> Response:
    """Save it; who signed up hears of another time or place."""
    form = _session_form(session.training, SessionForm(), session)
    values = _session_values(form) if form.validate() else None
    if values is None:
        return _session(session, form, 422)
    try:
        sessions.change(g.db, session, by=g.person, values=values, room_id=form.room_id)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _session(session, form, 409)
    say(_("Saved."))
    return see_other("trainings.sessions", id=session.training_id)


@bp.post("/sessions/<uuid:id>/removal")
@access(MANAGE, on=TrainingSession)
def remove_session(session: TrainingSession) -> Response:
    """It is not held."""
    sessions.remove(g.db, session, by=g.person)
    say(_("The session is removed."))
    return see_other("trainings.sessions", id=session.training_id)


@bp.get("/<uuid:id>/questions", endpoint="questions")
@access(MANAGE, on=Training)
def questions_page(training: Training) -> Response:
    """All questions, and the form for one more."""
    return _questions(training, QuestionForm())


@bp.post("/<uuid:id>/questions")
@access(MANAGE, on=Training)
def add_question(training: Training) -> Response:
    """One more."""
    form, known = QuestionForm(), questions.earlier(training)
    form.offer(known)
    if not form.validate():
        return _questions(training, form, 422)
    try:
        questions.add(g.db, training, by=g.person, values=form.values(known))
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _questions(training, form, 409)
    say(_("Saved."))
    return see_other("trainings.questions", id=training.id)


@bp.get("/questions/<uuid:id>")
@access(MANAGE, on=TrainingQuestion)
def edit_question(question: TrainingQuestion) -> Response:
    """One question as a form."""
    known = questions.earlier(question.training, question)
    return _question(question, QuestionForm(data=question_filled(question, known)))


@bp.post("/questions/<uuid:id>")
@access(MANAGE, on=TrainingQuestion)
def save_question(question: TrainingQuestion) -> Response:
    """Save it."""
    form, known = QuestionForm(), questions.earlier(question.training, question)
    form.offer(known)
    if not form.validate():
        return _question(question, form, 422)
    questions.change(g.db, question, by=g.person, values=form.values(known))
    say(_("Saved."))
    return see_other("trainings.questions", id=question.training_id)


@bp.post("/questions/<uuid:id>/place")
@access(MANAGE, on=TrainingQuestion)
def move_question(question: TrainingQuestion) -> Response:
    """One earlier, or one later."""
    try:
        questions.move(g.db, question, by=g.person, up=request.form.get("to") == "up")
    except Refused as refused:
        say(str(refused), "warning")
    return see_other("trainings.questions", id=question.training_id)


@bp.post("/questions/<uuid:id>/removal")
@access(MANAGE, on=TrainingQuestion)
def remove_question(question: TrainingQuestion) -> Response:
    """Ask it no more."""
    questions.remove(g.db, question, by=g.person)
    say(_("The question is removed, and what was answered to it."))
    return see_other("trainings.questions", id=question.training_id)


def _session_form(
    training: Training, form: SessionForm, session: TrainingSession | None = None
) -> SessionForm:
    """With the rooms that can be booked, and places where a session has its own."""
    form.offer(sessions.rooms_to_book(g.db, sessions.room_of(g.db, session) if session else None))
    if not training.by_session and "capacity" in form:
        del form.capacity
    return form


def _session_values(form: SessionForm) -> dict[str, Any] | None:
    """What was filled in; None with a sentence at the field when nobody has the trainer's address."""
    values, email = form.values(), form.trainer_email.data
    values["trainer_id"] = queries.account_of(g.db, email) if email else None
    if email and values["trainer_id"] is None:
        form.add_error("trainer_email", _("Nobody with this address has an account here."))
        return None
    return values


def _sessions(training: Training, form: SessionForm, status: int = 200) -> Response:
    form = _session_form(training, form)
    return page("trainings/sessions.html", status, training=training, form=form, told=told)


def _session(session: TrainingSession, form: SessionForm, status: int = 200) -> Response:
    form = _session_form(session.training, form, session)
    return page("trainings/session.html", status, session=session, form=form, told=told)


def _questions(training: Training, form: QuestionForm, status: int = 200) -> Response:
    form.offer(questions.earlier(training))
    asked = {question.id: question for question in training.questions}
    return page("trainings/questions.html", status, training=training, form=form, asked=asked, texts=texts)


def _question(question: TrainingQuestion, form: QuestionForm, status: int = 200) -> Response:
    form.offer(questions.earlier(question.training, question))
    return page("trainings/question.html", status, question=question, form=form)
