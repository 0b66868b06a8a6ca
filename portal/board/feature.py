"""Installs the stewards' board and what each person sees of their own things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from portal import nav
from portal.access import Permission
from portal.accounts import hooks as people
from portal.accounts.models import Person
from portal.board import briefing, mine
from portal.board.views import bp
from portal.clock import now
from portal.gate import Gate
from portal.hooks import join
from portal.offers.queries import offers_of
from portal.reminders import hooks as reminders
from portal.rooms.queries import mine as bookings_of


def install(app: Gate) -> None:
    """Register the pages, and join in with people's own pages."""
    app.register_blueprint(bp)
    join(reminders.briefing, briefing.lines)
    steward = Permission.STEWARDSHIP_SEE
    nav.add(nav.Entry(_l("Board"), "board.board", order=6, permission=steward, personal=True))
    for part in ((mine.ongoing_of, my_requests), (few_offers, my_offers), (few_bookings, my_bookings)):
        join(people.me_parts, people.MePart(*part))


def few_offers(person: Person) -> Select[Any]:
    """The offers of one's groups that end first."""
    return offers_of(person, most=mine.FEW)


def few_bookings(person: Person) -> Select[Any]:
    """The next bookings, and first what waits for one's yes or no."""
    return bookings_of(person, most=mine.FEW)


def my_requests(rows: Sequence[Any]) -> people.MeSection:
    """What goes on of what one asked."""
    return people.MeSection(_("What you asked"), "board/_my_requests.html", {"rows": rows, "moment": now()})


def my_offers(rows: Sequence[Any]) -> people.MeSection:
    """What one's groups offer."""
    return people.MeSection(_("What you offer"), "board/_my_offers.html", {"rows": rows})


def my_bookings(rows: Sequence[Any]) -> people.MeSection:
    """Rooms and equipment one has or waits for, and what others ask for."""
    return people.MeSection(_("What you booked"), "board/_my_bookings.html", {"rows": rows})
