"""What those see who manage a room: its form, when it is closed, who had it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import Forbidden

from portal.access import Permission, access
from portal.accounts.models import Person
from portal.attachments.actions import attach
from portal.clock import today
from portal.errors import Refused
from portal.groups.models import Group
from portal.pages import page, say, see_other
from portal.paging import page_in
from portal.rooms import closing, keeping, queries
from portal.rooms.forms import NETWORK, NUMBERS, TEXTS, ClosureForm, NewRoomForm, RoomForm
from portal.rooms.models import Booking, Room
from portal.rooms.rules import PHOTOS
from portal.rooms.views import bp, told

WAYS_IN = {True: "yes", False: "no", None: ""}


@bp.get("/rooms/new")
@access(Permission.ROOM_SEE)
def new() -> Response:
    """An empty form."""
    return _new(NewRoomForm(data={"ahead_days": 180, "notice_hours": 0, "hours_a_week": 0}))


@bp.post("/rooms/new")
@access(Permission.ROOM_SEE, uploads=True)
def add() -> Response:
    """Put a room or a thing in."""
    form = NewRoomForm()
    _offer(form)
    if not form.validate():
        return _new(form, 422)
    group = None if form.owner.data == NETWORK else g.db.get_one(Group, UUID(form.owner.data))
    values = _values(form, group.id if group else None)
    if values is None:
        return _new(form, 422)
    room = keeping.create(g.db, by=g.person, group=group, values=values)
    attach(g.db, PHOTOS.name, room.id, form.photos.ready, by=g.person)
    say(_("Saved. Groups see it now."))
    return see_other("rooms.show", id=room.id)


@bp.get("/rooms/<uuid:id>/edit")
@access(Permission.ROOM_MANAGE, on=Room)
def edit(room: Room) -> Response:
    """The room as a form."""
    holder = g.db.get(Person, room.key_holder_id) if room.key_holder_id else None
    names = (*TEXTS, *NUMBERS, "kind", "who", "way")
    data: dict[str, Any] = {name: getattr(room, name) for name in names}
    data |= {"step_free": WAYS_IN[room.step_free], "location": str(room.location_id or "")}
    return _edit(room, RoomForm(data=data | {"key_holder": holder.email if holder else ""}))


@bp.post("/rooms/<uuid:id>/edit")
@access(Permission.ROOM_MANAGE, on=Room, uploads=True)
def save(room: Room) -> Response:
    """Save it."""
    form = RoomForm()
    form.offer(_places())
    values = _values(form, room.group_id) if form.validate() else None
    if values is None:
        return _edit(room, form, 422)
    keeping.change(g.db, room, by=g.person, values=values)
    try:
        attach(g.db, PHOTOS.name, room.id, form.photos.ready, by=g.person)
    except Refused as refused:
        form.add_error("photos", str(refused))
        return _edit(room, form, 409)
    say(_("Saved. Groups see it now."))
    return see_other("rooms.show", id=room.id)


@bp.get("/rooms/<uuid:id>/closures")
@access(Permission.ROOM_MANAGE, on=Room)
def closures(room: Room) -> Response:
    """When it is closed, and what that ended."""
    return _closures(room, ClosureForm())


@bp.post("/rooms/<uuid:id>/closures")
@access(Permission.ROOM_MANAGE, on=Room)
def close(room: Room) -> Response:
    """Close it; with bookings in that time first show them, and go on when they were seen."""
    form = ClosureForm()
    if not form.validate() or form.from_on.data is None:
        return _closures(room, form, 422)
    inside = closing.inside(g.db, room.id, form.from_on.data, form.until_on.data)
    if inside and form.seen.data != _mark(inside):
        form.seen.data = _mark(inside)
        return _closures(room, form, inside=inside)
    try:
        number = closing.close(
            g.db, room, by=g.person, from_on=form.from_on.data, until_on=form.until_on.data,
            note=form.note.data or "",
        )  # fmt: skip
    except Refused as refused:
        form.add_error("from_on", str(refused))
        return _closures(room, form, 409)
    say(
        ngettext("Closed. %(num)d booking ended, and the group was told.",
                 "Closed. %(num)d bookings ended, and the groups were told.", number)
        if number else _("Closed. There were no bookings in that time.")
    )  # fmt: skip
    return see_other("rooms.closures", id=room.id)


@bp.post("/rooms/<uuid:id>/closures/<uuid:closure_id>/removal")
@access(Permission.ROOM_MANAGE, on=Room)
def reopen(room: Room, closure_id: UUID) -> Response:
    """It can be used again."""
    keeping.reopen(g.db, room, closure_id, by=g.person)
    say(_("Open again. Groups that lost a booking can take it back; they get a mail."))
    return see_other("rooms.closures", id=room.id)


@bp.post("/rooms/<uuid:id>/retirement")
@access(Permission.ROOM_MANAGE, on=Room)
def retire(room: Room) -> Response:
    """Not lent out any more, or again."""
    if room.retired_at is None:
        keeping.retire(g.db, room, by=g.person)
        say(_("It is not lent out any more. Groups with a booking get a mail."))
        return see_other("rooms.index")
    keeping.restore(g.db, room, by=g.person)
    say(_("It is lent out again."))
    return see_other("rooms.show", id=room.id)


@bp.post("/rooms/<uuid:id>/addresses")
@access(Permission.ROOM_MANAGE, on=Room)
def renew(room: Room) -> Response:
    """Make all secret addresses of the calendar worthless."""
    keeping.renew_addresses(g.db, room, by=g.person)
    say(_("The old addresses of this calendar do not work any more."))
    return see_other("rooms.show", id=room.id)


@bp.get("/rooms/<uuid:id>/past")
@access(Permission.ROOM_MANAGE, on=Room)
def past(room: Room) -> Response:
    """Who had it."""
    number = page_in(request.args)
    rows, pages = queries.past(g.db, room.id, number)
    return page("rooms/past.html", room=room, rows=rows, page=number, pages=pages, said=told)


def _mark(inside: Sequence[Booking]) -> str:
    ids = "".join(sorted(str(booking.id) for booking in inside))
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def _places() -> list[tuple[object, str]]:
    return list(keeping.places(g.db)) if g.person.is_steward else []


def _offer(form: NewRoomForm) -> None:
    known = keeping.owners(g.db, g.person)
    if not known:
        raise Forbidden()
    form.offer_owners((key or NETWORK, name or _("The network")) for key, name in known)
    form.offer(_places())


def _values(form: RoomForm, group_id: UUID | None) -> dict[str, Any] | None:
    """What was filled in; None with a sentence at the field when nobody has the key holder's address."""
    values = form.values()
    values["key_holder_id"] = None
    if g.person.is_steward:
        values["location_id"] = UUID(form.location.data) if form.location.data else None
    if form.key_holder.data:
        holder = keeping.key_holder(g.db, group_id, form.key_holder.data)
        if holder is None:
            form.add_error("key_holder", _("Nobody with this address has an account here, or in your group."))
            return None
        values["key_holder_id"] = holder.id
    return values


def _new(form: NewRoomForm, status: int = 200) -> Response:
    _offer(form)
    return page("rooms/new.html", status, form=form)


def _edit(room: Room, form: RoomForm, status: int = 200) -> Response:
    form.offer(_places())
    return page("rooms/edit.html", status, room=room, form=form)


def _closures(
    room: Room, form: ClosureForm, status: int = 200, inside: Sequence[Booking] = ()
) -> Response:
    values = {"closures": queries.closures(g.db, room, since=today()), "lost": queries.lost(g.db, room.id)}
    return page("rooms/closures.html", status, room=room, form=form, inside=inside, said=told, **values)
