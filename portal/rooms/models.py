"""Rooms and things that groups share, and who has them when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.groups.meetings.models import Meeting
from portal.groups.models import Group, Location
from portal.tables import Dated, Keyed, NetworkBase, utcnow

KINDS = ("room", "equipment")
WAYS = ("book", "ask")
"""A group that keeps the rules has it at once, or those who manage it say yes first."""
WHO = ("groups", "own")
"""Every group of the network, or the owner alone."""
HOLDING = ("asked", "booked", "offered")
"""States that keep others out: of these no two of one room overlap."""
STATES = (*HOLDING, "waiting", "closed", "cancelled", "declined", "lapsed")
"""waiting: in line for a time that is taken. closed: the room was closed over it. lapsed: offered in vain."""

_SINCE = "timestamptz '2000-01-01 00:00:00+00'"
_LANE = "uuid_hash_extended(room_id, 0)::numeric * 1000000000000"
TAKEN_TIME = (
    f"numrange({_LANE} + extract(epoch from (starts_at - {_SINCE})),"
    f" {_LANE} + extract(epoch from (ends_at - {_SINCE})))"
)
"""A booking as one range of numbers: each room has a lane of its own. This needs no extension of PostgreSQL.

The chance that two of a thousand rooms share a lane is one in thirty million million; even then nothing is
booked twice, only refused too often.
"""


class Room(Keyed, Dated, NetworkBase):
    """A room, or a thing such as a copier, of the network or of one of its groups (`group_id`)."""

    __tablename__ = "room"
    __table_args__ = (
        CheckConstraint("kind in ('room', 'equipment')", name="kind"),
        CheckConstraint("way in ('book', 'ask')", name="way"),
        CheckConstraint("who in ('groups', 'own')", name="who"),
        CheckConstraint("notice_hours >= 0 and ahead_days > 0 and hours_a_week >= 0", name="limits"),
    )
    kind: Mapped[str] = mapped_column(default="room")
    group_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id", ondelete="SET NULL"))
    """A building that stewards know of: when it is closed, so is the room."""
    place: Mapped[str] = mapped_column(default="")
    """Where it is, in words."""
    step_free: Mapped[bool | None]
    access_note: Mapped[str] = mapped_column(default="")
    house_rules: Mapped[str] = mapped_column(default="")
    price: Mapped[str] = mapped_column(default="")
    key_holder_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    key_note: Mapped[str] = mapped_column(default="")
    """How to get in: only for those who have a booking, and for those who manage the room."""
    way: Mapped[str] = mapped_column(default="book")
    who: Mapped[str] = mapped_column(default="groups")
    notice_hours: Mapped[int] = mapped_column(default=0)
    ahead_days: Mapped[int] = mapped_column(default=180)
    hours_a_week: Mapped[int] = mapped_column(default=0)
    """Of one group in one week, Monday to Sunday; 0 is no limit."""
    feed_round: Mapped[int] = mapped_column(default=0)
    """Counted up to make every calendar address of this room worthless."""
    retired_at: Mapped[datetime | None]

    group: Mapped[Group | None] = relationship(lazy="raise")
    location: Mapped[Location | None] = relationship(lazy="raise")


class RoomClosure(Keyed, Dated, NetworkBase):
    """A room that cannot be used from a day until another, or until further notice (None)."""

    __tablename__ = "room_closure"
    __table_args__ = (CheckConstraint("until_on is null or until_on > from_on", name="opens_later"),)
    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    """The first day it can be used again."""
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class RoomSeries(Keyed, Dated, NetworkBase):
    """Bookings that follow one rhythm in which a group meets; written ahead as far as the room allows."""

    __tablename__ = "room_series"
    __table_args__ = (
        CheckConstraint("minutes between 15 and 1440", name="minutes"),
        Index(
            "uq_room_series_going_on",
            *("room_id", "meeting_id"),
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )
    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"), index=True)
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Meeting.id, ondelete="SET NULL"))
    """None: the group no longer meets like that, and the series ends."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    minutes: Mapped[int] = mapped_column(default=120)
    """How long it lasts when the meeting does not say when it ends."""
    ended_at: Mapped[datetime | None]


class Booking(Keyed, Dated, NetworkBase):
    """A group (None: the network itself) has, wants or had a room; moments, so that clock changes count."""

    __tablename__ = "room_booking"
    __table_args__ = (
        CheckConstraint(
            "state in ('asked', 'booked', 'offered', 'waiting', 'closed', 'cancelled', 'declined', 'lapsed')",
            name="state",
        ),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(state = 'offered') = (offered_until is not null)", name="offer_has_end"),
        ExcludeConstraint(
            (text(TAKEN_TIME), "&&"),
            name="ex_room_booking_taken_once",
            using="gist",
            where=text("state in ('asked', 'booked', 'offered')"),
        ),
        Index("ix_room_booking_room_id_starts_at", "room_id", "starts_at"),
        Index("uq_room_booking_series_id_series_on", "series_id", "series_on", unique=True),
    )
    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    group_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("room_series.id", ondelete="SET NULL"))
    series_on: Mapped[date | None]
    """Which date of the rule: the booking follows that meeting when it moves."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="booked")
    note: Mapped[str] = mapped_column(default="")
    """What those who manage the room should know, for example twenty chairs."""
    offered_until: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)

    room: Mapped[Room] = relationship(lazy="raise")
    group: Mapped[Group | None] = relationship(lazy="raise")
