"""The list of a training for stewards and for who gives it: read it, take it along, add and take off."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.clock import now, today
from portal.errors import Refused
from portal.pages import page, say, see_other
from portal.rooms.when import said
from portal.signups import actions, sheet
from portal.signups.forms import AddedForm, for_training
from portal.signups.models import SignUp
from portal.signups.views import bp, offer, wish
from portal.signups.workbook import as_csv, as_xlsx
from portal.trainings.models import Training

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/trainings/<uuid:id>/sign-ups")
@access(Permission.SIGN_UP_READ, on=Training)
def people(training: Training) -> Response:
    """Who comes, who waits, what they answered, what they were told."""
    steward = bool(g.person.is_steward)
    when = {one.id: said(one.starts_at, one.ends_at, today()) for one in training.sessions}
    return page(
        "signups/sheet.html", training=training, sheet=sheet.read(g.db, training, steward=steward),
        steward=steward, when=when, states=sheet.STATES, spoken=sheet.spoken, now=now(),
    )  # fmt: skip


@bp.get("/trainings/<uuid:id>/sign-ups.csv")
@access(Permission.SIGN_UP_READ, on=Training)
def as_table(training: Training) -> Response:
    """For a spreadsheet program."""
    return _file(as_csv(_rows(training)), "text/csv; charset=utf-8", "csv")


@bp.get("/trainings/<uuid:id>/sign-ups.xlsx")
@access(Permission.SIGN_UP_READ, on=Training)
def as_workbook(training: Training) -> Response:
    """For Excel."""
    return _file(as_xlsx(_rows(training)), XLSX, "xlsx")


@bp.get("/trainings/<uuid:id>/sign-ups/new")
@access(Permission.TRAINING_MANAGE, on=Training)
def new(training: Training) -> Response:
    """Put somebody on the list by hand."""
    return _new(training, _form(training))


@bp.post("/trainings/<uuid:id>/sign-ups/new")
@access(Permission.TRAINING_MANAGE, on=Training)
def add(training: Training) -> Response:
    """By the same rule of places as everybody."""
    form = _form(training)
    if not form.validate():
        return _new(training, form, 422)
    try:
        asked = wish(form, training, person=None, email=form.email.data or "")
        made = actions.sign_up(g.db, training, asked, by=g.person)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _new(training, form, 409)
    waits = any(one.state == "waiting" for one in made)
    say(_("On the waiting list: all places are taken.") if waits else _("On the list."))
    return see_other("signups.people", id=training.id)


@bp.post("/trainings/sign-ups/<uuid:id>/removal")
@access(Permission.SIGN_UP_TEND, on=SignUp)
def remove(sign_up: SignUp) -> Response:
    """Take somebody off; the place goes to the next."""
    try:
        actions.cancel(g.db, sign_up, by=g.person, steward=True)
        say(_("Taken off the list. They get a mail."))
    except Refused as refused:
        say(str(refused), "warning")
    return see_other("signups.people", id=sign_up.training_id)


@bp.post("/trainings/sign-ups/<uuid:id>/decision")
@access(Permission.SIGN_UP_TEND, on=SignUp)
def decide(sign_up: SignUp) -> Response:
    """Yes or no to somebody who asked for a place."""
    try:
        actions.approve(g.db, sign_up, by=g.person, yes=request.form.get("yes") == "yes")
        say(_("They get a mail."))
    except Refused as refused:
        say(str(refused), "warning")
    return see_other("signups.people", id=sign_up.training_id)


def _rows(training: Training) -> list[list[str]]:
    steward = bool(g.person.is_steward)
    return sheet.table(training, sheet.read(g.db, training, steward=steward), steward=steward)


def _file(body: bytes, kind: str, suffix: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="training.{suffix}"'
    return answer


def _form(training: Training) -> Any:
    form = for_training(AddedForm, training)
    offer(form, training, None)
    return form


def _new(training: Training, form: Any, status: int = 200) -> Response:
    return page("signups/new.html", status, training=training, form=form)
