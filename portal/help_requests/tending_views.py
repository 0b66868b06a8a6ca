"""What stewards do with a question."""

from __future__ import annotations

from uuid import UUID

from flask import Response, g
from flask import request as sent
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.accounts.models import Person
from portal.errors import Refused
from portal.fields import NOTHING, as_id, options
from portal.help_requests import helping, merging, queries, reading, tending
from portal.help_requests.asking import solve as solve_it
from portal.help_requests.finding import alike
from portal.help_requests.forms import GroupsForm, HandOverForm, NoteForm, StepForm, TakeForm
from portal.help_requests.models import HelpRequest
from portal.help_requests.views import bp
from portal.pages import page, say, see_other


def _back(request: HelpRequest) -> Response:
    return see_other("help_requests.show", id=request.id)


@bp.post("/help-requests/<uuid:id>/taking")
@access(Permission.HELP_TEND, on=HelpRequest)
def take_on(request: HelpRequest) -> Response:
    """I do this, or change by when."""
    form = TakeForm()
    if not form.validate():
        return reading.show(g.db, request, {"take": form}, 422)
    if request.steward_id is None:
        tending.take_on(g.db, request, by=g.person, due_on=form.due_on.data)
        say(_("You have taken it on. Who asked gets a mail."))
    else:
        tending.set_due(g.db, request, by=g.person, due_on=form.due_on.data)
        say(_("Saved."))
    return _back(request)


@bp.get("/help-requests/<uuid:id>/handing-over")
@access(Permission.HELP_TEND, on=HelpRequest)
def ask_handing_over(request: HelpRequest) -> Response:
    """To whom?"""
    return _handing_over(request, HandOverForm(formdata=None))


@bp.post("/help-requests/<uuid:id>/handing-over")
@access(Permission.HELP_TEND, on=HelpRequest)
def hand_over(request: HelpRequest) -> Response:
    """To a colleague, or back to everybody."""
    form = HandOverForm().offer(queries.other_stewards(g.db, request))
    if not form.validate():
        return _handing_over(request, form, 422)
    to = g.db.get(Person, UUID(form.to.data)) if form.to.data != "-" else None
    tending.hand_over(g.db, request, by=g.person, to=to)
    say(_("Handed over. They get a mail.") if to else _("It waits for everybody again."))
    return _back(request)


def _handing_over(request: HelpRequest, form: HandOverForm, status: int = 200) -> Response:
    form.offer(queries.other_stewards(g.db, request))
    return page("help_requests/handing_over.html", status, request_=request, form=form)


@bp.post("/help-requests/<uuid:id>/steps")
@access(Permission.HELP_TEND, on=HelpRequest)
def add_step(request: HelpRequest) -> Response:
    """One more thing to do."""
    form = StepForm()
    if not form.validate():
        return reading.show(g.db, request, {"step": form}, 422)
    text, due_on = form.step.data or "", form.due_on.data
    tending.add_step(g.db, request, key=form.own_key, by=g.person, text=text, due_on=due_on)
    return _back(request)


@bp.post("/help-requests/<uuid:id>/steps/done")
@access(Permission.HELP_TEND, on=HelpRequest)
def tick(request: HelpRequest) -> Response:
    """A step is done, or not after all."""
    tending.tick(g.db, request, as_id(sent.form.get("step_id")) or NOTHING, by=g.person)
    return _back(request)


@bp.post("/help-requests/<uuid:id>/notes")
@access(Permission.HELP_TEND, on=HelpRequest, keeps=True)
def note(request: HelpRequest) -> Response:
    """A line in the stewards' log."""
    form = NoteForm()
    if not form.validate():
        return reading.show(g.db, request, {"note": form}, 422)
    text = form.note.data or ""
    helping.answer(g.db, request, by=g.person, group_id=None, text=text, audience="stewards")
    return _back(request)


@bp.post("/help-requests/<uuid:id>/solution")
@access(Permission.HELP_TEND, on=HelpRequest)
def solve(request: HelpRequest) -> Response:
    """The network thinks it is solved; who asked is asked whether that is so."""
    solve_it(g.db, request, by=g.person)
    say(_("Solved. We ask who asked whether it worked."))
    return _back(request)


@bp.get("/help-requests/<uuid:id>/merging")
@access(Permission.HELP_TEND, on=HelpRequest)
def ask_merging(request: HelpRequest) -> Response:
    """Which question asks the same?"""
    return _merging(request)


@bp.post("/help-requests/<uuid:id>/merging")
@access(Permission.HELP_TEND, on=HelpRequest)
def merge(request: HelpRequest) -> Response:
    """They go on as one."""
    into = g.db.get(HelpRequest, as_id(sent.form.get("into")) or NOTHING)
    if into is None:
        return _merging(request, _("Choose one."), 422)
    merging.merge(g.db, request, into=into, by=g.person)
    say(_("The two questions go on as one. Everybody concerned gets a mail."))
    return see_other("help_requests.show", id=into.id)


def _merging(request: HelpRequest, sentence: str = "", status: int = 200) -> Response:
    words = sent.args.get("q", "").strip()[:200]
    text = words or f"{request.title}\n{request.text}"
    found = alike(g.db, g.person, text, kinds=("request",), without=request.id, limit=10)
    rows = queries.mergeable(g.db, request, [one.thing_id for one in found])
    return page(
        "help_requests/merging.html", status, request_=request, rows=rows, words=words, sentence=sentence
    )


@bp.get("/help-requests/<uuid:id>/invitations")
@access(Permission.HELP_TEND, on=HelpRequest)
def ask_inviting(request: HelpRequest) -> Response:
    """Groups that said that they may be asked about this."""
    return _inviting(request)


@bp.post("/help-requests/<uuid:id>/invitations")
@access(Permission.HELP_TEND, on=HelpRequest)
def invite(request: HelpRequest) -> Response:
    """Ask them to look at it."""
    form = GroupsForm()
    rows = queries.willing(g.db, request)
    form.groups.choices = options({str(row.id): row.name for row in rows if not row.asked})
    if not form.validate():
        return _inviting(request, _("Choose a group."), 422)
    groups = [UUID(one) for one in form.groups.data or ()]
    number = tending.invite(g.db, request, by=g.person, groups=groups)
    if not number:
        raise Refused(_("These groups were asked already."))
    say(_("They get a mail, and may say no."))
    return _back(request)


def _inviting(request: HelpRequest, sentence: str = "", status: int = 200) -> Response:
    rows = queries.willing(g.db, request)
    return page("help_requests/inviting.html", status, request_=request, rows=rows, sentence=sentence)
