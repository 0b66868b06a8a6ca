"""Mails about bookings. They say when and where to look; no room, group or theme is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queries import stewards
from portal.accounts.writing import language_of, write_to
from portal.clock import today
from portal.groups.answering import who_answers
from portal.pages import network_url
from portal.rooms.models import Booking, Room
from portal.rooms.when import moment, said

MOST_DATES = 12
"""So many dates in one mail; the page has them all."""


def tell_group(
    db: Session, booking: Booking, kind: str, *, besides: Person | None = None, until: datetime | None = None
) -> None:
    """Mail those who answer for the group: booked, declined, cancelled, closed or offered (`until` when).

    For the network itself whoever booked. `besides` did it and knows.
    """
    people = who_answers(db, booking.group_id, today()) if booking.group_id else _one(db, booking.by_id)
    template = "room_free" if kind == "offered" else "room_news"
    link = network_url(g.network.slug, f"/rooms/bookings/{booking.id}")
    _tell(db, people, template, besides, booking, kind=kind, link=link, until=until)


def tell_managers(db: Session, room: Room, booking: Booking, *, besides: Person | None = None) -> None:
    """Mail those who say yes or no: a group asks for the room."""
    if room.group_id:
        people: Sequence[Person] = who_answers(db, room.group_id, today())
    else:
        people = stewards(db)
    link = network_url(g.network.slug, f"/rooms/bookings/{booking.id}")
    _tell(db, people, "room_asked", besides, booking, link=link)


def tell_key_holder(db: Session, room: Room, booking: Booking, kind: str, *, besides: Person | None) -> None:
    """Mail whoever opens the door: booked or cancelled."""
    link = network_url(g.network.slug, f"/rooms/bookings/{booking.id}")
    _tell(db, _one(db, room.key_holder_id), "room_key", besides, booking, kind=kind, link=link)


def tell_gaps(db: Session, room: Room, group_id: UUID, gaps: Sequence[Booking]) -> None:
    """Mail the group on which dates of its series the room is not free."""
    link = network_url(g.network.slug, f"/rooms/{room.id}")
    for person in who_answers(db, group_id, today()):
        with force_locale(language_of(person)):
            dates = [said(one.starts_at, one.ends_at, today()) for one in gaps[:MOST_DATES]]
        write_to(db, person, "room_series", dates=dates, more=len(gaps) - len(dates), link=link)


def _tell(
    db: Session, people: Iterable[Person], template: str, besides: Person | None, booking: Booking, *,
    until: datetime | None = None, **values: Any,
) -> None:  # fmt: skip
    for person in people:
        if besides is not None and person.id == besides.id:
            continue
        with force_locale(language_of(person)):
            when = said(booking.starts_at, booking.ends_at, today())
            last = moment(until, today()) if until else ""
        write_to(db, person, template, when=when, until=last, **values)


def _one(db: Session, person_id: UUID | None) -> Sequence[Person]:
    return _those(db, [person_id]) if person_id else ()


def _those(db: Session, ids: Collection[UUID]) -> Sequence[Person]:
    return db.scalars(select(Person).where(Person.id.in_(ids), Person.ended_at.is_(None))).all()
