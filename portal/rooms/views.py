"""Rooms as groups see them: which there are, one of them, booking it, its calendar."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from portal.access import Permission, access, may
from portal.attachments.queries import files_of
from portal.clock import today
from portal.errors import Refused
from portal.groups.models import Group
from portal.ics.sending import answer
from portal.limits import caller, spend
from portal.pages import network_url, page, see_other
from portal.rooms import actions, queries
from portal.rooms.actions import Taken, Wish
from portal.rooms.calendar import address, calendar
from portal.rooms.forms import NETWORK, BookingForm
from portal.rooms.keeping import owners
from portal.rooms.models import Room
from portal.rooms.occupancy import read
from portal.rooms.rules import PHOTOS
from portal.rooms.when import said

bp = Blueprint("rooms", __name__)
MOST_BOOKINGS = 60
"""Tries of one person in an hour."""
MOST_CALLS = 120
"""Of one calendar program in an hour."""


@bp.get("/rooms")
@access(Permission.ROOM_SEE)
def index() -> Response:
    """Rooms and things one can have, and what one's groups have booked."""
    rows = queries.rooms(g.db, g.person)
    booked = g.db.execute(queries.mine(g.person)).all()
    gone, adds = queries.retired(g.db, g.person), bool(owners(g.db, g.person))
    return page("rooms/index.html", rows=rows, booked=booked, retired=gone, adds=adds, said=told)


@bp.get("/rooms/<uuid:id>")
@access(Permission.ROOM_SEE, on=Room)
def show(room: Room) -> Response:
    """One room: what it is, when it is taken, and the form to book it."""
    asked = {name: request.args.get(name, "") for name in ("day", "starts", "ends", "group")}
    form = BookingForm(formdata=None)
    for name, text in asked.items():
        form[name].process_formdata([text]) if text else None
    return shown(room, form)


@bp.post("/rooms/<uuid:id>/bookings")
@access(Permission.ROOM_SEE, on=Room)
def book(room: Room) -> Response:
    """Have it, ask for it, or stand in line (a second button, once the time was found to be taken)."""
    form = BookingForm()
    form.offer(choices(room))
    if not form.validate():
        return shown(room, form, 422)
    spend("rooms.book", str(g.person.id), most=MOST_BOOKINGS, per=timedelta(hours=1))
    moments = form.moments()
    assert moments is not None
    wish = Wish(_group(form.group.data), *moments)
    try:
        if request.form.get("wait") == "yes":
            booking_id = actions.wait(g.db, room, wish, by=g.person)
        else:
            booking_id = actions.book(g.db, room, wish, by=g.person, note=form.note.data or "")
    except Taken as taken:
        form.form_errors.append(str(taken))
        return shown(room, form, 409, taken=True)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return shown(room, form, 409)
    return see_other("rooms.booking", id=booking_id)


@bp.get("/rooms/occupancy")
@access(Permission.STEWARDSHIP_SEE)
def occupancy() -> Response:
    """How much the rooms are used."""
    return page("rooms/occupancy.html", picture=read(g.db))


@bp.get("/rooms/calendar/<token>.ics")
@access(Permission.PUBLIC)
def feed(token: str) -> Response:
    """The calendar behind a secret address."""
    spend("rooms.feed", caller(), most=MOST_CALLS, per=timedelta(hours=1))
    body = calendar(g.db, token)
    if body is None:
        raise NotFound()
    return answer(body, filename="room.ics")


def shown(room: Room, form: BookingForm, status: int = 200, *, taken: bool = False) -> Response:
    """The page of a room with this form."""
    groups = choices(room)
    form.offer(groups)
    values = {
        "agenda": queries.agenda(g.db, room, g.person),
        "closures": queries.closures(g.db, room, since=today()),
        "address": network_url(g.network.slug, f"/rooms/calendar/{address(room, g.person)}.ics"),
        "photos": files_of(g.db, PHOTOS.name, room.id),
        "manages": may(g.person, Permission.ROOM_MANAGE, room),
    }
    more = {"form": form, "taken": taken, "groups": groups, "said": told, "today": today()}
    return page("rooms/show.html", status, room=room, **values, **more)


def choices(room: Room) -> list[tuple[object, str]]:
    """For whom the person can book the room."""
    groups: list[tuple[object, str]] = list(queries.groups_to_book_for(g.db, g.person, room))
    network = [(NETWORK, _("The network itself"))] if g.person.is_steward and room.who == "groups" else []
    return [*network, *groups]


def told(row: object) -> str:
    """When a booking is, in the reader's language."""
    return said(row.starts_at, row.ends_at, today())  # type: ignore[attr-defined]


def _group(key: str) -> Group | None:
    if key == NETWORK:
        return None
    query = select(Group).where(Group.id == UUID(key)).options(selectinload(Group.seats))
    return g.db.scalars(query).one()  # type: ignore[no-any-return]
