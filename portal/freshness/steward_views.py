"""The stewards' call list: one page, one form a row, back to the same place."""

from __future__ import annotations

from flask import Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from portal.access import Permission, access
from portal.freshness import actions
from portal.freshness.calls import CallWish, calls, score
from portal.freshness.forms import HOW
from portal.freshness.views import bp
from portal.groups.actions import confirm
from portal.groups.checking import cycle_of
from portal.groups.models import Group
from portal.groups.sentences import verified
from portal.i18n import language
from portal.pages import page, say, see_other


@bp.get("/stewardship/freshness")
@access(Permission.STEWARDSHIP_SEE)
def call_list() -> Response:
    """Whom to call, longest unchecked first."""
    cycle, wish, locale = cycle_of(g.db), CallWish.read(request.args), language()
    answer = calls(g.db, wish, cycle)
    said = [verified(row.verified_on, row.verified_precision, locale) for row in answer.rows]
    rows = list(zip(answer.rows, said, strict=True))
    return page(
        "freshness/calls.html", wish=wish, answer=answer, rows=rows, score=score(g.db, cycle), cycle=cycle
    )


@bp.post("/stewardship/freshness/<slug>")
@access(Permission.STEWARDSHIP_SEE, on=Group)
def called(group: Group) -> Response:
    """What came of it."""
    said = request.form.get("said", "")
    if said in HOW:
        confirm(g.db, group, by=g.person, how=said)
        say(_("%(group)s: checked today.", group=group.name))
    elif said == "pause":
        actions.pause(g.db, group, by=g.person)
        say(_("%(group)s: paused. Its contact persons are told.", group=group.name))
    elif said == "unreached":
        actions.not_reached(g.db, group, by=g.person)
        say(_("%(group)s: back on the list next week.", group=group.name), "info")
    else:
        raise BadRequest()
    wish = CallWish.read(request.args)
    return see_other("freshness.call_list", view=wish.view, page=wish.page, _anchor="calls")
