"""One booking: what became of it, and what can be done with it. Rooms that follow meetings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from portal.access import Permission, access, may
from portal.clock import now, today
from portal.errors import Refused
from portal.groups.meetings.queries import KnownMeeting, meetings_of
from portal.groups.meetings.section import spoken
from portal.groups.models import Group
from portal.i18n import language
from portal.pages import page, say, see_other
from portal.rooms import actions, following
from portal.rooms.forms import FollowForm
from portal.rooms.models import Booking, Room, RoomSeries
from portal.rooms.rules import changes_booking
from portal.rooms.views import bp, choices, told

USUAL = 120


@bp.get("/rooms/bookings/<uuid:id>")
@access(Permission.BOOKING_SEE, on=Booking)
def booking(booking: Booking) -> Response:
    """When, where, how one gets in."""
    return _show(booking)


@bp.post("/rooms/bookings/<uuid:id>/cancellation")
@access(Permission.BOOKING_CHANGE, on=Booking)
def cancel(booking: Booking) -> Response:
    """Give it back."""
    deed = partial(actions.cancel, g.db, booking, by=g.person)
    return _done(booking, deed, _("Cancelled. The time is free."))


@bp.post("/rooms/bookings/<uuid:id>/acceptance")
@access(Permission.BOOKING_CHANGE, on=Booking)
def accept(booking: Booking) -> Response:
    """Take what became free."""
    return _done(booking, partial(actions.accept, g.db, booking, by=g.person), _("It is yours."))


@bp.post("/rooms/bookings/<uuid:id>/decision")
@access(Permission.BOOKING_DECIDE, on=Booking)
def decide(booking: Booking) -> Response:
    """Yes or no to a group that asked."""
    yes = request.form.get("yes") == "yes"
    deed = partial(actions.decide, g.db, booking, by=g.person, yes=yes)
    return _done(booking, deed, _("The group gets a mail."))


@bp.post("/rooms/bookings/<uuid:id>/series-end")
@access(Permission.BOOKING_CHANGE, on=Booking)
def end_series(booking: Booking) -> Response:
    """The room follows the meetings no longer."""
    series = g.db.get(RoomSeries, booking.series_id) if booking.series_id else None
    if series is None:
        raise NotFound()
    following.end(g.db, series, booking.room, by=g.person)
    say(_("The room does not follow the meetings any more. All dates to come are free."))
    return see_other("rooms.show", id=booking.room_id)


@bp.get("/rooms/<uuid:id>/meetings")
@access(Permission.ROOM_SEE, on=Room)
def choose_meetings(room: Room) -> Response:
    """Book for each meeting of a group."""
    return _follow(room, FollowForm(data={"minutes": USUAL}))


@bp.post("/rooms/<uuid:id>/meetings")
@access(Permission.ROOM_SEE, on=Room)
def follow(room: Room) -> Response:
    """From now on the room follows them."""
    form, known = FollowForm(), _meetings(room)
    form.offer((meeting.id, name) for meeting, name in known)
    if not form.validate():
        return _follow(room, form, 422)
    meeting = next(one for one, _name in known if str(one.id) == form.meeting.data)
    query = select(Group).where(Group.id == meeting.group_id).options(selectinload(Group.seats))
    group = g.db.scalars(query).one()
    try:
        got, gaps = following.follow(
            g.db, room, by=g.person, group=group, meeting=meeting, minutes=form.minutes.data or USUAL
        )
    except Refused as refused:
        form.add_error("meeting", str(refused))
        return _follow(room, form, 409)
    say(ngettext("Written down: %(num)d date.", "Written down: %(num)d dates.", got))
    if gaps:
        text = ngettext(
            "On %(num)d date the room is not free. You stand in line for it and get a mail.",
            "On %(num)d dates the room is not free. You stand in line for them and get a mail.",
            gaps,
        )
        say(text, "warning")
    return see_other("rooms.show", id=room.id)


def _meetings(room: Room) -> list[tuple[KnownMeeting, str]]:
    """Meetings with a rhythm and an hour, of the groups one can book for."""
    groups = {key: name for key, name in choices(room) if key != "network"}
    found = meetings_of(g.db, list(groups))  # type: ignore[arg-type]
    return [
        (meeting, f"{groups[group]}: {spoken(meeting, language(), today())}")
        for group in groups
        for meeting in found.get(group, ())  # type: ignore[call-overload]
        if meeting.pattern.rrule and meeting.pattern.starts_at
    ]


def _follow(room: Room, form: FollowForm, status: int = 200) -> Response:
    known = _meetings(room)
    form.offer((meeting.id, name) for meeting, name in known)
    return page("rooms/follow.html", status, room=room, form=form, some=bool(known))


def _done(booking: Booking, deed: Callable[[], Any], sentence: str) -> Response:
    try:
        deed()
    except Refused as refused:
        return _show(booking, 409, refused=str(refused))
    say(sentence)
    return see_other("rooms.booking", id=booking.id)


def _show(booking: Booking, status: int = 200, refused: str = "") -> Response:
    values = {
        "coming": booking.starts_at > now(),
        "changes": changes_booking(g.person, booking),
        "decides": may(g.person, Permission.BOOKING_DECIDE, booking),
    }
    return page(
        "rooms/booking.html", status, booking=booking, room=booking.room, told=told(booking),
        refused=refused, **values,
    )  # fmt: skip
