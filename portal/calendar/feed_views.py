"""One's own calendar behind a secret address, and the page where such addresses are made and ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, g
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access import Permission, access
from portal.accounts.models import Person
from portal.calendar import queries, subscribing
from portal.calendar.files import file, window
from portal.calendar.forms import FeedForm
from portal.calendar.gathering import gather
from portal.calendar.models import CalendarFeed
from portal.calendar.showing import KINDS
from portal.calendar.views import bp
from portal.errors import Refused
from portal.ics.sending import answer
from portal.limits import caller, spend
from portal.pages import network_url, page, say, see_other

MOST_CALLS = 120
"""Of one calendar program in an hour."""
USUAL = ["meeting", "training", "event", "exchange"]


@bp.get("/me/calendar")
@access(Permission.SELF_MANAGE)
def own() -> Response:
    """My addresses, and the form for one more."""
    form = FeedForm(formdata=None, data={"kinds": USUAL, "titles": "neutral"})
    mine = {str(key) for key in queries.own_groups(g.db, g.person)}
    form.groups.data = sorted(mine)
    return _page(form)


@bp.post("/me/calendar")
@access(Permission.SELF_MANAGE)
def subscribe() -> Response:
    """Make an address; it is shown in this answer and never again."""
    form = FeedForm()
    form.offer(queries.groups_seen(g.db, g.person))
    if not form.validate():
        return _page(form, 422)
    groups = [UUID(key) for key in form.groups.data or ()]
    try:
        token = subscribing.subscribe(
            g.db, by=g.person, kinds=form.kinds.data or (), groups=groups, named=form.titles.data == "named"
        )
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(form, 409)
    address = network_url(g.network.slug, f"/calendar/own/{token}.ics")
    return _page(FeedForm(formdata=None, data={"kinds": USUAL, "titles": "neutral"}), address=address)


@bp.post("/me/calendar/<uuid:feed_id>/end")
@access(Permission.SELF_MANAGE)
def end(feed_id: UUID) -> Response:
    """The address leads nowhere from now on."""
    subscribing.end(g.db, feed_id, by=g.person)
    say(_("This address does not work any more."))
    return see_other("calendar.own")


@bp.get("/calendar/own/<token>.ics")
@access(Permission.PUBLIC)
def personal(token: str) -> Response:
    """The calendar behind a secret address, as far as its person may see things today."""
    spend("calendar.own", caller(), most=MOST_CALLS, per=timedelta(hours=1))
    found = queries.feed_behind(g.db, token)
    if found is None:
        raise NotFound()
    with force_locale(found[1].locale or g.network.locale):
        return answer(_body(*found), filename="calendar.ics")


def _body(feed: CalendarFeed, person: Person) -> bytes:
    chosen = set(feed.groups)
    every = gather(g.db, person, *window(), kinds=feed.kinds)
    held = [what for what in every if what.group_id is None or not chosen or what.group_id in chosen]
    return file(held, name=_("My calendar"), neutral=not feed.named)


def _page(form: FeedForm, status: int = 200, address: str = "") -> Response:
    known = queries.groups_seen(g.db, g.person)
    form.offer(known)
    feeds = [(feed, said(feed)) for feed in queries.feeds(g.db, g.person)]
    return page("calendar/own.html", status, form=form, feeds=feeds, address=address)


def said(feed: CalendarFeed) -> str:
    """What one of these calendars holds, in words."""
    kinds = ", ".join(str(name) for kind, name in KINDS.items() if kind in feed.kinds)
    count = len(feed.groups)
    of = ngettext("of %(num)d group", "of %(num)d groups", count) if count else _("of all groups")
    titles = _("with real titles") if feed.named else _("with neutral titles")
    return f"{kinds}; {of}; {titles}"
