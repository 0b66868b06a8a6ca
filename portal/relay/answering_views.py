"""What those who answer see: their messages, one conversation, and what waits for the stewards."""

from __future__ import annotations

from flask import Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.clock import now
from portal.groups.models import Group
from portal.pages import page, say, see_other
from portal.paging import page_in, pages_of
from portal.relay import actions
from portal.relay.forms import AnswerForm
from portal.relay.models import Message
from portal.relay.queries import PER_PAGE, figures, for_stewards, of_person, said_in
from portal.relay.views import bp


@bp.get("/messages")
@access(Permission.SELF_MANAGE)
def mine() -> Response:
    """Messages to the groups one answers for, also those that are over."""
    number = page_in(request.args)
    rows, total = of_person(g.db, g.person, number)
    pages = pages_of(total, PER_PAGE)
    return page("relay/mine.html", rows=rows, page=number, pages=pages, moment=now())


@bp.get("/messages/<uuid:id>")
@access(Permission.MESSAGE_ANSWER, on=Message)
def show(message: Message) -> Response:
    """One conversation."""
    return _show(message, AnswerForm())


@bp.post("/messages/<uuid:id>")
@access(Permission.MESSAGE_ANSWER, on=Message)
def answer(message: Message) -> Response:
    """Answer it."""
    form = AnswerForm()
    if not form.validate():
        return _show(message, form, 422)
    actions.answer(g.db, message, by=g.person, text=form.text.data or "")
    say(_("Sent. The visitor gets a mail that there is an answer, without your address."))
    return see_other("relay.show", id=message.id)


@bp.post("/messages/<uuid:id>/closure")
@access(Permission.MESSAGE_ANSWER, on=Message)
def close(message: Message) -> Response:
    """There is nothing to add."""
    actions.close(g.db, message, by=g.person)
    say(_("The conversation is closed."))
    return see_other("relay.mine")


@bp.get("/stewardship/messages")
@access(Permission.STEWARDSHIP_SEE)
def overview() -> Response:
    """How messages are doing, and those that wait for the network."""
    number = page_in(request.args)
    rows, total = for_stewards(g.db, number)
    pages = pages_of(total, PER_PAGE)
    return page("relay/overview.html", rows=rows, page=number, pages=pages, figures=figures(g.db))


@bp.post("/messages/<uuid:id>/release")
@access(Permission.MESSAGE_SIFT, on=Message)
def release(message: Message) -> Response:
    """It is a real message."""
    actions.release(g.db, message, by=g.person)
    say(_("The message is with those who answer for the group."))
    return see_other("relay.overview")


@bp.post("/messages/<uuid:id>/removal")
@access(Permission.MESSAGE_SIFT, on=Message)
def drop(message: Message) -> Response:
    """It is spam."""
    actions.drop(g.db, message, by=g.person)
    say(_("The message is removed."))
    return see_other("relay.overview")


def _show(message: Message, form: AnswerForm, status: int = 200) -> Response:
    group = g.db.get_one(Group, message.group_id)
    said = said_in(g.db, message)
    values = {"group": group, "said": said, "form": form, "late": message.due_at < now()}
    return page("relay/show.html", status, message=message, **values)
