"""A contact person says whether somebody of their group comes to a training that asks for that."""

from __future__ import annotations

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.clock import today
from portal.errors import Refused
from portal.pages import page, say, see_other
from portal.rooms.when import said
from portal.signups import actions, asking
from portal.signups.models import SignUp
from portal.signups.views import bp


@bp.get("/trainings/sign-ups/<uuid:id>/group")
@access(Permission.SIGN_UP_ANSWER, on=SignUp)
def ask_group(sign_up: SignUp) -> Response:
    """Who asks, and for what."""
    return _page(sign_up)


@bp.post("/trainings/sign-ups/<uuid:id>/group")
@access(Permission.SIGN_UP_ANSWER, on=SignUp)
def answer_for_group(sign_up: SignUp) -> Response:
    """Yes or no."""
    try:
        actions.approve(g.db, sign_up, by=g.person, yes=request.form.get("yes") == "yes", group=True)
        say(_("Thank you. They get a mail."))
    except Refused as refused:
        say(str(refused), "warning")
    return see_other("trainings.show", id=sign_up.training_id)


def _page(one: SignUp) -> Response:
    sessions = [each for each in one.training.sessions if one.session_id in (None, each.id)]
    dates = [said(each.starts_at, each.ends_at, today()) for each in sessions]
    return page("signups/group.html", one=one, dates=dates, open=asking.with_group(one))
