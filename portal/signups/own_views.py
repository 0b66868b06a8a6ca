"""One's own sign-up behind its link: no sign-in, and opening it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.clock import now, today
from portal.errors import Refused
from portal.ics.sending import answer
from portal.links import opened
from portal.pages import go, page, say
from portal.rooms.when import said
from portal.signups import actions, hooks, queries
from portal.signups.dates import calendar
from portal.signups.forms import AnswersForm, for_training
from portal.signups.models import GOING_ON, SignUp
from portal.signups.questions import answers_in, name_of
from portal.signups.rules import FACTS
from portal.signups.telling import LINK, address
from portal.signups.views import bp

LIVES = timedelta(days=500)
"""A link is good for longer than any training is planned ahead."""


@bp.get("/sign-ups/<token>")
@access(Permission.PUBLIC)
def show(token: str) -> Response:
    """Where I stand, and what I can do."""
    return _show(token, _of(token))


@bp.post("/sign-ups/<token>/acceptance")
@access(Permission.PUBLIC)
def accept(token: str) -> Response:
    """Take the place that is offered."""
    return _done(token, actions.accept, _("The place is yours."))


@bp.post("/sign-ups/<token>/refusal")
@access(Permission.PUBLIC)
def decline(token: str) -> Response:
    """Let it go to the next."""
    return _done(token, actions.decline, _("Thank you. The place goes to the next on the list."))


@bp.post("/sign-ups/<token>/cancellation")
@access(Permission.PUBLIC)
def cancel(token: str) -> Response:
    """I cannot come after all; or (`who`) the one who was to come with me."""
    deed = partial(_cancel, who=request.form.get("who", ""))
    return _done(token, deed, _("Cancelled. Thank you for saying so."))


@bp.get("/sign-ups/<token>/answers")
@access(Permission.PUBLIC)
def answers(token: str) -> Response:
    """What I answered, to change it."""
    one = _of(token)
    given = {name_of(key): text for key, text in queries.answers_of(g.db, one).items()}
    return _answers(token, one, for_training(AnswersForm, one.training, data=given))


@bp.post("/sign-ups/<token>/answers")
@access(Permission.PUBLIC)
def save(token: str) -> Response:
    """Answer otherwise, until the deadline."""
    one = _of(token)
    form = for_training(AnswersForm, one.training)
    if not form.validate():
        return _answers(token, one, form, 422)
    try:
        actions.answer(g.db, one, answers_in(form, one.training.questions))
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _answers(token, _of(token), form, 409)
    say(_("Saved."))
    return go(f"/sign-ups/{token}")


@bp.get("/sign-ups/<token>/dates.ics")
@access(Permission.PUBLIC)
def dates(token: str) -> Response:
    """The dates for one's own calendar."""
    one = _of(token)
    body = calendar(one.training, sessions_of(one), link=address(one))
    return answer(body.encode(), filename="dates.ics", method="PUBLISH")


def sessions_of(one: SignUp) -> list[Any]:
    """What they come to: the whole training, or one session of it."""
    return [each for each in one.training.sessions if one.session_id in (None, each.id)]


def _of(token: str) -> SignUp:
    found = opened(LINK, token, lives=LIVES)
    query = select(SignUp).options(*FACTS, joinedload(SignUp.group))
    one = g.db.scalars(query.where(SignUp.id == found.id)).first() if found else None
    if one is None:
        raise NotFound()
    return one  # type: ignore[no-any-return]


def _cancel(db: Any, one: SignUp, *, who: str) -> None:
    others = {str(each.id): each for each in actions.party_of(db, one) if one.id == one.party_id}
    actions.cancel(db, others.get(who, one), by=g.person)


def _done(token: str, deed: Callable[..., Any], sentence: str) -> Response:
    one = _of(token)
    try:
        deed(g.db, one)
    except Refused as refused:
        return _show(token, _of(token), 409, refused=str(refused))
    paying = (path for hook in hooks.pay_page if (path := hook(one)))
    if one.state == "held" and (path := next(paying, "")):
        return go(path)
    say(sentence)
    return go(f"/sign-ups/{token}")


def _show(token: str, one: SignUp, status: int = 200, refused: str = "") -> Response:
    sessions = sessions_of(one)
    starts_at = sessions[0].starts_at if sessions else None
    deadline = one.training.deadline
    query = select(SignUp.id, SignUp.name, SignUp.state, SignUp.email).where(
        SignUp.party_id == one.party_id, SignUp.id != one.id
    )
    paying = (path for hook in hooks.pay_page if (path := hook(one)))
    values = {
        "dates": [(each, said(each.starts_at, each.ends_at, today())) for each in sessions],
        "coming": starts_at is not None and starts_at > now(),
        "before": queries.before(g.db, one) if one.state == "waiting" else 0,
        "others": g.db.execute(query).all(),
        "answerable": one.state in GOING_ON and deadline is not None and deadline > now(),
        "pay": next(paying, "") if one.state == "held" else "",
    }
    return page("signups/own.html", status, one=one, token=token, refused=refused, **values)


def _answers(token: str, one: SignUp, form: Any, status: int = 200) -> Response:
    return page("signups/answers.html", status, one=one, token=token, form=form)
