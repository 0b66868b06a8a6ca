"""While somebody types a question: what is like it; and that one of these answers it."""

from __future__ import annotations

import time
from collections import OrderedDict
from uuid import UUID

from flask import Blueprint, Response, abort, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from portal.access import Permission, access
from portal.fields import as_id
from portal.knowledge.categories import CODES
from portal.knowledge.similar import LONGEST_QUESTION
from portal.knowledge.suggestions import KINDS, note_helped, suggestions
from portal.pages import go, page, part, say, wants_part

MOST_A_MINUTE = 200
"""One in 300 ms, as the field asks while somebody types."""
MOST_REMEMBERED = 2_000
_asked: OrderedDict[tuple[str, UUID, int], int] = OrderedDict()
"""How often each person asked in each minute, in this process: to count in the database would cost more than
the question."""

bp = Blueprint("questions", __name__)


@bp.get("/questions/similar")
@access(Permission.SELF_MANAGE)
def similar_ones() -> Response:
    """The part beneath the question; as a page of its own for who goes there."""
    _count()
    text, category = request.args.get("text", "")[:LONGEST_QUESTION], request.args.get("category", "")
    rows = suggestions(g.db, g.person, text, category=category if category in CODES else "")
    if wants_part():
        return part("knowledge/_similar.html", rows=rows)
    return page("knowledge/similar.html", rows=rows, text=text)


@bp.post("/questions/helped")
@access(Permission.SELF_MANAGE)
def helped() -> Response:
    """One of them answers it: the question is not posted."""
    kind, _colon, id = request.form.get("helps", "").partition(":")
    thing_id = as_id(id)
    if kind not in KINDS or thing_id is None:
        abort(404)
    path = note_helped(g.db, g.person, kind, thing_id, as_id(request.form.get("group", "")))
    say(_("Good that this helps. Your question is not posted; you can still ask it."))
    return go(path)


def _count() -> None:
    key = (g.network.role, g.person.id, int(time.monotonic() // 60))
    _asked[key] = _asked.pop(key, 0) + 1
    while len(_asked) > MOST_REMEMBERED:
        _asked.popitem(last=False)
    if _asked[key] > MOST_A_MINUTE:
        raise TooManyRequests(_("That was a lot in a short time. Wait a little while and try again."))
