"""What a visitor sees: the form, and the conversation behind the link in the mail."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound, TooManyRequests

from portal.access import Permission, access
from portal.clock import today
from portal.groups.answering import who_answers
from portal.groups.models import Group
from portal.i18n import language
from portal.limits import HOUR, spend
from portal.links import is_ours, opened
from portal.pages import page, say, see_other
from portal.profile import profile
from portal.relay import actions, sieve
from portal.relay.forms import AnswerForm, LetterForm
from portal.relay.models import Message
from portal.relay.notices import LINK_LIVES
from portal.relay.queries import said_in
from portal.relay.rules import takes_messages

MOST_ANSWERS = 30
"""Texts one side of a conversation can send in an hour."""
bp = Blueprint("relay", __name__)


@bp.get("/groups/<slug>/contact")
@access(Permission.PUBLIC, on=Group)
def contact(group: Group) -> Response:
    """An empty form."""
    return _contact(group, LetterForm(group.id))


@bp.post("/groups/<slug>/contact")
@access(Permission.PUBLIC, on=Group)
def write(group: Group) -> Response:
    """Take a message in. Whatever becomes of it, the visitor sees the same page."""
    if not takes_messages(group):
        raise NotFound()
    form = LetterForm(group.id)
    if not form.validate():
        return _contact(group, form, 422)
    try:
        sieve.stop_floods()
    except TooManyRequests as many:
        form.form_errors.append(str(many.description))
        return _contact(group, form, 429)
    _write(group, form)
    return see_other("relay.sent", slug=group.slug)


@bp.get("/groups/<slug>/contact/sent")
@access(Permission.PUBLIC, on=Group)
def sent(group: Group) -> Response:
    """What happens next."""
    return page("relay/sent.html", group=group, profile=profile(g.db), weeks=actions.KEEP.days // 7)


def _write(group: Group, form: LetterForm) -> None:
    text = form.text.data or ""
    held = sieve.suspicious(text, group_id=group.id, doubtful=form.doubtful)
    actions.write(
        g.db,
        group,
        key=form.key,
        text=text,
        alias=form.alias.data or "",
        reply_to=form.email.data or "",
        locale=language(),
        held=held,
    )


def _contact(group: Group, form: LetterForm, status: int = 200) -> Response:
    if not takes_messages(group):
        raise NotFound()
    somebody = bool(who_answers(g.db, group.id, today()))
    weeks = actions.KEEP.days // 7
    values = {"form": form, "profile": profile(g.db), "somebody": somebody, "weeks": weeks}
    return page("relay/contact.html", status, group=group, **values)


@bp.get("/conversations/<token>")
@access(Permission.PUBLIC)
def conversation(token: str) -> Response:
    """What was written and answered. Reading changes nothing."""
    message = _message(token)
    return _conversation(message, AnswerForm()) if message else _over(token)


@bp.post("/conversations/<token>")
@access(Permission.PUBLIC)
def write_back(token: str) -> Response:
    """The visitor goes on."""
    message, form = _message(token), AnswerForm()
    if message is None:
        return _over(token)
    if not form.validate():
        return _conversation(message, form, 422)
    spend("relay.write_back", str(message.id), most=MOST_ANSWERS, per=HOUR)
    actions.write_back(g.db, message, text=form.text.data or "")
    say(_("Sent. We mail you when there is an answer."))
    return see_other("relay.conversation", token=token)


@bp.post("/conversations/<token>/closure")
@access(Permission.PUBLIC)
def end(token: str) -> Response:
    """The visitor has nothing to add."""
    message = _message(token)
    if message is None:
        return _over(token)
    actions.close(g.db, message, by=None)
    say(_("The conversation is closed."))
    return see_other("relay.conversation", token=token)


def _message(token: str) -> Message | None:
    """The conversation a link leads to, as long as it holds something."""
    found = opened("conversation", token, lives=LINK_LIVES)
    message = g.db.get(Message, found.id) if found else None
    return message if message is not None and message.state not in ("erased", "held") else None


def _conversation(message: Message, form: AnswerForm, status: int = 200) -> Response:
    said = said_in(g.db, message)
    return page("relay/conversation.html", status, message=message, said=said, form=form)


def _over(token: str) -> Response:
    """404 for a link that is not ours; 410 for one that was, which only its owner can have."""
    ours = is_ours("conversation", token)
    return page("relay/over.html", 410 if ours else 404, ours=ours)
