"""Bookings that follow a group's meetings: written ahead, moved when one moves, freed when one is cancelled.

A date on which the room is not free is never passed over in silence: the group stands in line for it, sees it
on its page, and gets one mail about all such dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.audit import record
from portal.clock import now, today
from portal.errors import Refused
from portal.groups.meetings.queries import KnownMeeting, meetings_of
from portal.groups.models import Group
from portal.recurrence.expanding import CONFIRMED, occurrences
from portal.rooms import notices
from portal.rooms.actions import LONGEST, lock, used
from portal.rooms.closing import closed_in
from portal.rooms.models import HOLDING, Booking, Room, RoomSeries
from portal.rooms.rules import exempt, manages, takes
from portal.rooms.waiting import tell_next
from portal.rooms.when import weeks

Times = dict[date, tuple[datetime, datetime]]
"""From when until when, by the date of the rule."""
FOLLOWS = (*HOLDING, "waiting")


def follow(
    db: Session, room: Room, *, by: Person, group: Group, meeting: KnownMeeting, minutes: int
) -> tuple[int, int]:
    """Book the room for each meeting as far ahead as the room allows, and go on doing so.

    Returns how many dates were booked (or asked for) and on how many the room is not free. Raises Refused.
    """
    lock(db, room)
    if room.retired_at is not None or not takes(room, group, by):
        raise Refused(_("This group cannot book here."))
    series = RoomSeries(
        room_id=room.id, group_id=group.id, meeting_id=meeting.id, by_id=by.id, minutes=minutes
    )
    wanted = _wanted(meeting, minutes, room)
    if not wanted:
        raise Refused(_("This meeting has no dates with an hour in the time that can be booked ahead."))
    if not exempt(by, room):
        _check_hours(db, room, group, wanted)
    try:
        with db.begin_nested():
            db.add(series)
            db.flush()
    except IntegrityError:
        raise Refused(_("The room follows these meetings already.")) from None
    approved = room.way == "book" or manages(by, room)
    _write(db, room, series, wanted, approved=approved)
    record(db, "room_series.made", on=series.id, by=by.id)
    got, gaps = _counted(db, series)
    if gaps:
        notices.tell_gaps(db, room, group.id, gaps)
    if got and not approved:
        notices.tell_managers(db, room, got[0], besides=by)
    return len(got), len(gaps)


def end(db: Session, series: RoomSeries, room: Room, *, by: Person | None) -> None:
    """The room follows the meetings no longer; what was booked ahead is free."""
    lock(db, room)
    if series.ended_at is None:
        series.ended_at = now()
        record(db, "room_series.ended", on=series.id, by=by.id if by else None)
    for booking in _ahead(db, series):
        _release(booking)
    db.flush()
    tell_next(db, room)


def sync(db: Session, series: RoomSeries, room: Room) -> None:
    """Bring a series up to what the group's meetings are now. Only dates to come are touched."""
    lock(db, room)
    state = db.scalar(select(Group.state).where(Group.id == series.group_id))
    known = meetings_of(db, [series.group_id]).get(series.group_id, [])
    meeting = next((one for one in known if one.id == series.meeting_id), None)
    if meeting is None or state == "ended" or room.retired_at is not None:
        end(db, series, room, by=None)
        return
    wanted = _wanted(meeting, series.minutes, room)
    there = {booking.series_on: booking for booking in _all(db, series)}
    freed, gaps = False, []
    for on, booking in there.items():
        if booking.state not in FOLLOWS or booking.starts_at <= now():
            continue
        if on not in wanted:
            _release(booking)
            freed = True
        elif wanted[on] != (booking.starts_at, booking.ends_at):
            gaps += _move(db, room, booking, wanted[on])
            freed = True
    db.flush()
    approved = room.way == "book" or any(booking.state == "booked" for booking in there.values())
    fresh = {on: times for on, times in wanted.items() if on not in there}
    gaps += _write(db, room, series, fresh, approved=approved)
    if gaps:
        notices.tell_gaps(db, room, series.group_id, gaps)
    if freed:
        tell_next(db, room)


def _wanted(meeting: KnownMeeting, minutes: int, room: Room) -> Times:
    """The meetings from now until as far ahead as the room can be booked."""
    until = today() + timedelta(days=room.ahead_days)
    found: Times = {}
    for one in occurrences(meeting.pattern, today(), until):
        if one.status != CONFIRMED or one.starts is None or one.starts <= now():
            continue
        ends = one.ends or one.starts + timedelta(minutes=minutes)
        if ends - one.starts <= LONGEST[room.kind]:
            found[one.rule_date] = (one.starts, ends)
    return found


def _check_hours(db: Session, room: Room, group: Group, wanted: Times) -> None:
    if not room.hours_a_week:
        return
    wished: dict[tuple[datetime, datetime], timedelta] = {}
    for starts, ends in wanted.values():
        for begin, end_ in weeks(starts, ends):
            inside = min(ends, end_) - max(starts, begin)
            wished[begin, end_] = wished.get((begin, end_), timedelta()) + inside
    most = timedelta(hours=room.hours_a_week)
    longest = max(wished, key=lambda week: wished[week])
    if wished[longest] + used(db, room, group, *longest) > most:
        raise Refused(
            ngettext(
                "One group can have it %(num)d hour a week at most, and your meetings take more.",
                "One group can have it %(num)d hours a week at most, and your meetings take more.",
                room.hours_a_week,
            )
        )


def _write(db: Session, room: Room, series: RoomSeries, times: Times, *, approved: bool) -> list[Booking]:
    """One row for each date; returned are those on which the room is not free: they stand in line."""
    gaps = []
    for on, (starts, ends) in sorted(times.items()):
        free = not _kept(db, room, starts, ends)
        state = ("booked" if approved else "asked") if free else "waiting"
        row = Booking(
            room_id=room.id, group_id=series.group_id, by_id=series.by_id, series_id=series.id, series_on=on,
            starts_at=starts, ends_at=ends, state=state,
        )  # fmt: skip
        db.add(row)
        db.flush()
        gaps += [] if free else [row]
    return gaps


def _move(db: Session, room: Room, booking: Booking, times: tuple[datetime, datetime]) -> list[Booking]:
    """The meeting is at another time: the booking too, or it stands in line there."""
    held = booking.state in HOLDING
    booking.starts_at, booking.ends_at = times
    free = held and not _kept(db, room, *times, besides=booking.id)
    if not free:
        booking.state, booking.offered_until = "waiting", None
    booking.changed_at = now()
    db.flush()
    return [] if free else [booking]


def _kept(db: Session, room: Room, starts: datetime, ends: datetime, besides: UUID | None = None) -> bool:
    """Somebody else has the room then, or it is closed."""
    there = select(Booking.id).where(
        Booking.room_id == room.id, Booking.state.in_(HOLDING), Booking.starts_at < ends,
        Booking.ends_at > starts, Booking.id != besides,
    )  # fmt: skip
    with db.no_autoflush:
        return db.scalar(there.limit(1)) is not None or closed_in(db, room, starts, ends)


def _release(booking: Booking) -> None:
    booking.state, booking.offered_until, booking.changed_at = "cancelled", None, now()


def _all(db: Session, series: RoomSeries) -> Sequence[Booking]:
    return db.scalars(select(Booking).where(Booking.series_id == series.id)).all()


def _ahead(db: Session, series: RoomSeries) -> list[Booking]:
    return [one for one in _all(db, series) if one.state in FOLLOWS and one.starts_at > now()]


def _counted(db: Session, series: RoomSeries) -> tuple[list[Booking], list[Booking]]:
    rows = sorted(_all(db, series), key=lambda booking: booking.starts_at)
    return [one for one in rows if one.state in HOLDING], [one for one in rows if one.state == "waiting"]
