"""The network's own entries, who comes (by no name), personal calendars, and what the country may read."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.groups.meetings.models import OneOfSeries
from portal.groups.models import Group
from portal.recurrence.pattern import Pattern
from portal.tables import Dated, Keyed, NetworkBase, utcnow
from tenants.registry import ControlBase

KINDS = ("event", "exchange", "consultation", "kitchen_visit")
VISIBILITIES = ("public", "network", "stewards")


class CalendarEntry(Keyed, Dated, NetworkBase):
    """One thing that the network puts in its calendar, once or again and again (`rrule`)."""

    __tablename__ = "calendar_entry"
    __table_args__ = (
        CheckConstraint("kind in ('event', 'exchange', 'consultation', 'kitchen_visit')", name="kind"),
        CheckConstraint("visibility in ('public', 'network', 'stewards')", name="visibility"),
        CheckConstraint("link_for in ('public', 'network', 'stewards')", name="link_for"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("days between 1 and 60", name="days"),
        CheckConstraint("last_on is null or last_on >= first_on", name="ends_after_start"),
        CheckConstraint("ends_at is null or starts_at is not null", name="end_has_beginning"),
        CheckConstraint("(cancelled_at is not null) or reason = ''", name="reason_of_cancelled"),
        Index("ix_calendar_entry_first_on", "first_on"),
        Index("ix_calendar_entry_group_id", "group_id"),
    )
    kind: Mapped[str] = mapped_column(default="event")
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="SET NULL"))
    """Which group it is with, for example the one that is visited."""
    place: Mapped[str] = mapped_column(default="")
    online_link: Mapped[str] = mapped_column(default="")
    link_for: Mapped[str] = mapped_column(default="network")
    """Who reads the link; the others read that one can take part online."""
    visibility: Mapped[str] = mapped_column(default="network")
    rrule: Mapped[str] = mapped_column(default="")
    """"" is once, on `first_on`."""
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    """Of a series the last day on which one can begin."""
    days: Mapped[int] = mapped_column(SmallInteger, default=1)
    """How many days one of them lasts."""
    starts_at: Mapped[time | None]
    """None: all day."""
    ends_at: Mapped[time | None]
    zone: Mapped[str] = mapped_column(default="Europe/Amsterdam")
    not_months: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), default=list)
    coming: Mapped[bool] = mapped_column(default=False)
    """People can say that they come."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Counts changes, for calendars that subscribed."""
    cancelled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    group: Mapped[Group | None] = relationship(lazy="raise", viewonly=True)
    changes: Mapped[list[EntryChange]] = relationship(
        lazy="raise", order_by="EntryChange.on_date", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def pattern(self) -> Pattern:
        """The rule with its exceptions (loaded before); of what is once, a rule that gives one date."""
        return Pattern(
            rrule=self.rrule or "FREQ=DAILY;COUNT=1", first_on=self.first_on, last_on=self.last_on,
            starts_at=self.starts_at, ends_at=self.ends_at, zone=self.zone,
            not_months=tuple(self.not_months), changes=tuple(one.change for one in self.changes),
        )  # fmt: skip


class EntryChange(OneOfSeries, Keyed, Dated, NetworkBase):
    """One of a series that is cancelled or moved."""

    __tablename__ = "calendar_entry_change"
    __table_args__ = (
        CheckConstraint("kind in ('cancelled', 'moved')", name="kind"),
        CheckConstraint("(kind = 'moved') = (to_date is not null)", name="moved_says_where_to"),
        Index("uq_calendar_entry_change_entry_id_on_date", "entry_id", "on_date", unique=True),
    )
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("calendar_entry.id", ondelete="CASCADE"))


class EntryComing(NetworkBase):
    """Somebody comes on that date: a mark by which they are known again, and no name (`coming.py`)."""

    __tablename__ = "calendar_entry_coming"
    __table_args__ = (Index("ix_calendar_entry_coming_on_date", "on_date"),)
    entry_id: Mapped[UUID] = mapped_column(
        ForeignKey("calendar_entry.id", ondelete="CASCADE"), primary_key=True
    )
    on_date: Mapped[date] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(primary_key=True)
    made_for: Mapped[UUID]
    """With this entry and this date the mark was made; both stay when the date goes elsewhere."""
    made_on: Mapped[date]


class CalendarFeed(Keyed, Dated, NetworkBase):
    """A secret address of a person's own calendar; what stands in it is stored hashed."""

    __tablename__ = "calendar_feed"
    __table_args__ = (Index("ix_calendar_feed_person_id", "person_id"),)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    groups: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    named: Mapped[bool] = mapped_column(default=False)
    """Titles say what it is; else they give nothing away."""


class PublishedDate(ControlBase):
    """A date as the whole country may find it. Holds nothing that a visitor of its network cannot see."""

    __tablename__ = "published_date"
    __table_args__ = (
        Index("ix_published_date_on_date", "on_date", "kind"),
        {"schema": "shared"},
    )
    role: Mapped[str] = mapped_column(Text, primary_key=True, server_default=text("current_user"))
    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    key_on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    on_date: Mapped[date]
    last_on: Mapped[date]
    starts_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    title: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    town: Mapped[str] = mapped_column(Text)
    online: Mapped[bool]
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    path: Mapped[str] = mapped_column(Text)
    cancelled: Mapped[bool]
