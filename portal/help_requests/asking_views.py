"""Asking: the question, then what was answered before with the rest of the form, then it is posted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.attachments.actions import attach
from portal.groups.contacts import all_names
from portal.help_requests import asking, reading
from portal.help_requests.forms import IN_GENERAL, AskForm, BackForm, OutcomeForm, QuestionForm
from portal.help_requests.models import HelpRequest
from portal.help_requests.standing import standing
from portal.help_requests.views import bp
from portal.knowledge.categories import CODES
from portal.knowledge.suggestions import TYPING, suggestions
from portal.limits import spend
from portal.pages import page, say, see_other
from portal.profile import profile

HOUR = timedelta(hours=1)
MOST_QUESTIONS, MOST_WORDS = 20, 60
"""What one person can post in an hour."""


@bp.get("/help-requests/new")
@access(Permission.HELP_ASK)
def new() -> Response:
    """The first step: what is the question?"""
    category = request.args.get("category", "")
    given = {"category": category if category in CODES else "", "text": request.args.get("text", "")[:120]}
    return _first(QuestionForm(formdata=None, data=given).with_key())


@bp.post("/help-requests/new")
@access(Permission.HELP_ASK, uploads=True, keeps=True)
def ask() -> Response:
    """The first step leads to the second; the second posts."""
    if request.form.get("step") != "2":
        question = QuestionForm()
        if not question.validate():
            return _first(question, 422)
        return _second(_whole(formdata=None, data=question.data).with_key())
    form = _whole()
    if not form.validate():
        return _second(form, 422)
    spend("help.ask", str(g.person.id), most=MOST_QUESTIONS, per=HOUR)
    posted = _post(form)
    say(_("Posted. You get a mail when somebody answers."))
    return see_other("help_requests.show", id=posted.id)


def _post(form: AskForm) -> HelpRequest:
    posted, _fresh = asking.ask(
        g.db,
        key=form.own_key,
        by=g.person,
        category=form.category.data or "",
        title=form.text.data or "",
        text=form.more.data or "",
        group_id=form.group_id(),
        signed=form.signed.data or "",
        needed_by=form.needed_by.data,
        visibility=form.visibility.data,
    )
    attach(g.db, "help_request", posted.id, form.files.ready, by=g.person)
    return posted


def _first(form: QuestionForm, status: int = 200) -> Response:
    return page("help_requests/ask.html", status, form=form, typing=TYPING)


def _whole(**given: Any) -> AskForm:
    place = standing(g.db, g.person)
    groups = place.choices()
    if place.steward:
        groups = [(str(key), name) for key, name in all_names(g.db)]
    form = AskForm(**given).offer(groups)
    if not form.is_submitted() or request.form.get("step") != "2":
        form.group.data = groups[0][0] if groups and not place.steward else IN_GENERAL
    return form


def _second(form: AskForm, status: int = 200) -> Response:
    text = f"{form.text.data or ''}\n{form.more.data or ''}"
    rows = suggestions(g.db, g.person, text, category=form.category.data or "")
    hours = profile(g.db).promise_hours
    return page("help_requests/ask_details.html", status, form=form, rows=rows, hours=hours)


@bp.post("/help-requests/<uuid:id>/words")
@access(Permission.HELP_DECIDE, on=HelpRequest, uploads=True, keeps=True)
def write_back(request: HelpRequest) -> Response:
    """The asker says more."""
    form = BackForm()
    if not form.validate():
        return reading.show(g.db, request, {"back": form}, 422)
    spend("help.answer", str(g.person.id), most=MOST_WORDS, per=HOUR)
    said = asking.write_back(g.db, request, by=g.person, text=form.text.data or "")
    if said is not None:
        attach(g.db, "help_answer", said.id, form.files.ready, by=g.person)
    say(_("Sent."))
    return see_other("help_requests.show", id=request.id)


@bp.get("/help-requests/<uuid:id>/withdrawal")
@access(Permission.HELP_DECIDE, on=HelpRequest)
def ask_withdrawal(request: HelpRequest) -> Response:
    """Really? Says whether somebody is helping."""
    return page("help_requests/withdrawal.html", request_=request, helped=asking.is_helped(g.db, request))


@bp.post("/help-requests/<uuid:id>/withdrawal")
@access(Permission.HELP_DECIDE, on=HelpRequest)
def withdraw(request: HelpRequest) -> Response:
    """Not needed any more."""
    asking.withdraw(g.db, request, by=g.person)
    say(_("Withdrawn. Whoever was helping or wanted to help gets a mail."))
    return see_other("help_requests.show", id=request.id)


@bp.post("/help-requests/<uuid:id>/reopening")
@access(Permission.HELP_DECIDE, on=HelpRequest)
def reopen(request: HelpRequest) -> Response:
    """It is needed after all."""
    asking.reopen(g.db, request, by=g.person)
    say(_("Your question is open again."))
    return see_other("help_requests.show", id=request.id)


@bp.post("/help-requests/<uuid:id>/outcome")
@access(Permission.HELP_DECIDE, on=HelpRequest)
def say_outcome(request: HelpRequest) -> Response:
    """Did it work?"""
    form = OutcomeForm()
    if not form.validate():
        return reading.show(g.db, request, {"outcome": form}, 422)
    text = form.sentence.data or ""
    asking.say_outcome(g.db, request, by=g.person, outcome=form.outcome.data, text=text)
    say(_("Thank you. Those who helped see it."))
    return see_other("help_requests.show", id=request.id)
