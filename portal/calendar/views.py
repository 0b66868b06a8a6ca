"""The calendar's page, and the feeds and files that everybody may have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access, may
from portal.calendar.files import file, one, window
from portal.calendar.gathering import gather, in_order
from portal.calendar.showing import KINDS, show
from portal.calendar.wishes import VIEWS, day_in, read
from portal.clock import today
from portal.groups.models import Group
from portal.happenings import KINDS as ALL_KINDS
from portal.ics import writing
from portal.ics.sending import answer
from portal.pages import page, wants_part, written

bp = Blueprint("calendar", __name__)
PUBLIC_KINDS = tuple(kind for kind in ALL_KINDS if kind not in ("deadline", "booking"))


@bp.get("/calendar")
@access(Permission.PUBLIC, cached=True)
def index() -> Response:
    """A month, a week or the days ahead, as far as this reader may know of them."""
    shown = show(g.db, g.person, read(request.args, today()))
    tends = may(g.person, Permission.ENTRY_TEND)
    values: dict[str, Any] = {"shown": shown, "wish": shown.wish, "kinds": KINDS}
    values |= {"today": today(), "tends": tends}
    results = written("calendar/_results.html", views=VIEWS, **values)
    if wants_part():
        return make_response(results)
    return page("calendar/index.html", results=results, **values)


@bp.get("/calendar.ics")
@access(Permission.PUBLIC, cached=True, shares="data")
def feed() -> Response:
    """All that visitors may know, for calendars that subscribe."""
    wish = read(request.args, today())
    kinds = (wish.kind,) if wish.kind in PUBLIC_KINDS else PUBLIC_KINDS
    found = [what for what in gather(g.db, None, *window(), kinds=kinds) if wish.wants(what)]
    body = file(found, name=g.network.name, neutral=_neutral())
    return answer(body, filename=f"{g.network.slug}.ics")


@bp.get("/groups/<slug>/calendar.ics")
@access(Permission.GROUP_SEE, on=Group)
def of_group(group: Group) -> Response:
    """What visitors may know of one group."""
    found = gather(g.db, None, *window(), kinds=PUBLIC_KINDS)
    neutral = _neutral()
    name = (group.neutral_title or _("Appointments")) if neutral else group.name
    body = file([what for what in found if what.group_id == group.id], name=name, neutral=neutral)
    return answer(body, filename="calendar.ics")


@bp.get("/calendar/<kind>/<uuid:key>.ics")
@access(Permission.PUBLIC)
def single(kind: str, key: UUID) -> Response:
    """One date to put into one's own calendar: of a series the one that began on the day `on`."""
    if kind not in ALL_KINDS:
        raise NotFound()
    on = day_in(request.args.get("on", ""), today())
    since, until = window()
    since, until = min(since, on), max(until, on)
    found = [what for what in gather(g.db, g.person, since, until, kinds=(kind,)) if what.id == key]
    dates = in_order(found, since, until)
    chosen = next((each for each in dates if each.key == on), dates[0] if len(dates) == 1 else None)
    if chosen is None:
        raise NotFound()
    body = writing.calendar([one(chosen, neutral=_neutral())], method="PUBLISH")
    return answer(body, filename="date.ics", method="PUBLISH")


def _neutral() -> bool:
    """Titles are asked for that give nothing away."""
    return request.args.get("titles") == "neutral"
