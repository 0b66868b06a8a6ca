"""What stewards do with a training: write it, publish it, decide whether it goes ahead, run it again."""

from __future__ import annotations

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.attachments.actions import attach
from portal.attachments.queries import files_of
from portal.errors import Refused
from portal.groups.merging import Clash
from portal.pages import page, say, see_other
from portal.trainings import actions, queries
from portal.trainings.copying import copy
from portal.trainings.forms import CHOICES, CopyForm, ReasonForm, TrainingForm, filled
from portal.trainings.merging import merge, opened
from portal.trainings.models import Training
from portal.trainings.rules import MATERIALS
from portal.trainings.views import bp

MANAGE = Permission.TRAINING_MANAGE
CHOSEN = (*CHOICES, "by_session", "requires")


@bp.get("/new")
@access(MANAGE)
def new() -> Response:
    """An empty form."""
    return _form(TrainingForm().with_key())


@bp.post("/new")
@access(MANAGE, uploads=True, keeps=True)
def make() -> Response:
    """Write a draft down; then come its sessions."""
    form = TrainingForm()
    _offer(form)
    if not form.validate():
        return _form(form, 422)
    training = actions.make(g.db, by=g.person, values=form.values(), key=form.own_key)
    attach(g.db, MATERIALS.name, training.id, form.materials.ready, by=g.person)
    say(_("Saved as a draft. Now say when it is."))
    return see_other("trainings.sessions", id=training.id)


@bp.get("/<uuid:id>/edit")
@access(MANAGE, on=Training)
def edit(training: Training) -> Response:
    """The training as a form."""
    form = TrainingForm(data=filled(training))
    opened(form, training)
    return _form(form, training=training)


@bp.post("/<uuid:id>/edit")
@access(MANAGE, on=Training, uploads=True, keeps=True)
def save(training: Training) -> Response:
    """Save it, unless somebody else saved since it was opened."""
    form = TrainingForm()
    _offer(form, training)
    actions.lock(g.db, training)
    clash, valid = merge(form, training), form.validate()
    if clash or not valid:
        return _form(form, 409 if clash else 422, training=training, clash=clash)
    try:
        actions.change(g.db, training, by=g.person, values=form.values())
        attach(g.db, MATERIALS.name, training.id, form.materials.ready, by=g.person)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _form(form, 409, training=training)
    say(_("Saved."))
    return see_other("trainings.show", id=training.id)


@bp.post("/<uuid:id>/state")
@access(MANAGE, on=Training)
def state(training: Training) -> Response:
    """Publish it, or let nobody sign up any more, or let them again."""
    said = {
        "publish": _("Published. People can sign up as soon as the days you chose allow it."),
        "close": _("Nobody can sign up any more."),
        "reopen": _("People can sign up again."),
    }
    deeds = {"publish": actions.publish, "close": actions.close, "reopen": actions.reopen}
    wish = request.form.get("wish", "")
    if wish in deeds:
        deeds[wish](g.db, training, by=g.person)
        say(said[wish])
    return see_other("trainings.show", id=training.id)


@bp.get("/<uuid:id>/decision")
@access(MANAGE, on=Training)
def decision(training: Training) -> Response:
    """Does it go ahead? How many there are stands beside the question."""
    return _decision(training, ReasonForm())


@bp.post("/<uuid:id>/decision")
@access(MANAGE, on=Training)
def confirm(training: Training) -> Response:
    """It goes ahead."""
    actions.confirm(g.db, training, by=g.person)
    say(_("It goes ahead. Who signed up gets a mail."))
    return see_other("trainings.show", id=training.id)


@bp.post("/<uuid:id>/cancellation")
@access(MANAGE, on=Training)
def cancel(training: Training) -> Response:
    """It does not."""
    form = ReasonForm()
    if not form.validate():
        return _decision(training, form, 422)
    actions.cancel(g.db, training, by=g.person, reason=form.reason.data or "")
    say(_("Cancelled. Who signed up gets a mail with the reason."))
    return see_other("trainings.show", id=training.id)


@bp.get("/<uuid:id>/copy")
@access(MANAGE, on=Training)
def ask_copy(training: Training) -> Response:
    """When is it held again?"""
    return page("trainings/copy.html", training=training, form=CopyForm(data={"title": training.title}))


@bp.post("/<uuid:id>/copy")
@access(MANAGE, on=Training)
def make_copy(training: Training) -> Response:
    """The same once more, as a draft."""
    form = CopyForm()
    if not form.validate() or form.first_day.data is None:
        return page("trainings/copy.html", 422, training=training, form=form)
    new = copy(g.db, training, by=g.person, first_day=form.first_day.data, title=form.title.data or "")
    say(_("Copied as a draft. Look at the days, then publish it."))
    return see_other("trainings.show", id=new.id)


@bp.get("/<uuid:id>/removal")
@access(MANAGE, on=Training)
def ask_removal(training: Training) -> Response:
    """Really?"""
    return page("trainings/removal.html", training=training)


@bp.post("/<uuid:id>/removal")
@access(MANAGE, on=Training)
def remove(training: Training) -> Response:
    """A draft goes."""
    actions.remove(g.db, training, by=g.person)
    say(_("The draft is removed."))
    return see_other("trainings.index")


def _offer(form: TrainingForm, training: Training | None = None) -> None:
    form.offer(queries.courses(g.db, besides=training.course_id if training else None), queries.codes(g.db))


def _form(
    form: TrainingForm, status: int = 200, *, training: Training | None = None, clash: Clash | None = None
) -> Response:
    _offer(form, training)
    files = files_of(g.db, MATERIALS.name, training.id) if training else []
    values = {"training": training, "files": files, "clash": clash}
    return page("trainings/form.html", status, form=form, present=_present(form, training), **values)


def _present(form: TrainingForm, training: Training | None) -> dict[str, str]:
    """What the page says now, field by field in words, for two who changed the same."""
    found = filled(training) if training else {}
    chosen = {name: {one.value: one.label for one in form[name].choices or ()} for name in CHOSEN}
    return {name: str(chosen.get(name, {}).get(value, value)) for name, value in found.items() if value}


def _decision(training: Training, form: ReasonForm, status: int = 200) -> Response:
    return page("trainings/decision.html", status, training=training, form=form)
