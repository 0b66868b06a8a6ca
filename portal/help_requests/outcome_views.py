"""Where the link in "did it work?" leads: one question without signing in. Opening it changes nothing."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g

from portal.access import Permission, access
from portal.help_requests import asking
from portal.help_requests.forms import OutcomeForm
from portal.help_requests.links import behind
from portal.help_requests.models import HelpRequest
from portal.help_requests.views import bp
from portal.limits import caller, spend
from portal.pages import page
from portal.profile import profile


@bp.get("/did-it-work/<token>")
@access(Permission.PUBLIC)
def ask_outcome(token: str) -> Response:
    """Yes, partly or no."""
    request, ours = behind(g.db, token)
    return _over(ours) if request is None else _asked(request, OutcomeForm(formdata=None))


@bp.post("/did-it-work/<token>")
@access(Permission.PUBLIC)
def take_outcome(token: str) -> Response:
    """Write the answer down."""
    request, ours = behind(g.db, token)
    if request is None:
        return _over(ours)
    form = OutcomeForm()
    if not form.validate():
        return _asked(request, form, 422)
    spend("help.outcome", caller(), most=30, per=timedelta(hours=1))
    text = form.sentence.data or ""
    asking.say_outcome(g.db, request, by=None, outcome=form.outcome.data, text=text)
    return page("help_requests/outcome_said.html", outcome=form.outcome.data)


def _asked(request: HelpRequest, form: OutcomeForm, status: int = 200) -> Response:
    return page("help_requests/outcome.html", status, request_=request, form=form)


def _over(ours: bool) -> Response:
    """404 for a link that is not ours; 410 for one that was."""
    return page("help_requests/outcome_over.html", 410 if ours else 404, ours=ours, profile=profile(g.db))
