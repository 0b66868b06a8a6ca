"""When groups meet: rules, what is otherwise than the rule, and buildings that are closed for a while."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.recurrence.pattern import Change, Pattern
from portal.tables import Dated, Keyed, NetworkBase

MODES = ("", "in-person", "online", "phone")
KINDS = ("cancelled", "moved", "extra")


class Meeting(Keyed, Dated, NetworkBase):
    """One rhythm in which a group meets. `text` is the sentence people wrote; the rule may be empty."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("mode in ('', 'in-person', 'online', 'phone')", name="mode"),
        CheckConstraint(
            "last_on is null or first_on is null or last_on >= first_on", name="ends_after_start"
        ),
        Index("ix_meeting_group_id_position", "group_id", "position"),
    )
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    text: Mapped[str] = mapped_column(default="")
    rrule: Mapped[str] = mapped_column(default="")
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    zone: Mapped[str] = mapped_column(default="Europe/Amsterdam")
    not_months: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), default=list)
    mode: Mapped[str] = mapped_column(default="")
    """One of MODES; "" is as the group itself meets."""
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True)
    """None is where the group itself meets."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Counts changes, for calendars that subscribed."""

    changes: Mapped[list[MeetingChange]] = relationship(
        lazy="raise", order_by="MeetingChange.on_date", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def pattern(self) -> Pattern:
        """The rule with its exceptions (loaded before), as dates are computed from it."""
        return Pattern(
            rrule=self.rrule, first_on=self.first_on, last_on=self.last_on, zone=self.zone,
            starts_at=self.starts_at, ends_at=self.ends_at, not_months=tuple(self.not_months),
            changes=tuple(change.change for change in self.changes),
        )  # fmt: skip


class OneOfSeries:
    """What is otherwise about one date of a series."""

    kind: Mapped[str]
    on_date: Mapped[date]
    to_date: Mapped[date | None]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    note: Mapped[str] = mapped_column(default="")

    @property
    def change(self) -> Change:
        """The same as a value."""
        return Change(self.on_date, self.kind, self.to_date, self.starts_at, self.ends_at, self.note)


class MeetingChange(OneOfSeries, Keyed, Dated, NetworkBase):
    """One meeting that is cancelled, moved, or held besides the rule."""

    __tablename__ = "meeting_change"
    __table_args__ = (
        CheckConstraint("kind in ('cancelled', 'moved', 'extra')", name="kind"),
        CheckConstraint("(kind = 'moved') = (to_date is not null)", name="moved_says_where_to"),
        Index("uq_meeting_change_meeting_id_on_date", "meeting_id", "on_date", unique=True),
    )
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))


class Closure(Keyed, Dated, NetworkBase):
    """A building that is closed from a day until another, or until further notice (None)."""

    __tablename__ = "location_closure"
    __table_args__ = (CheckConstraint("until_on is null or until_on > from_on", name="opens_later"),)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    """The first day it is open again."""
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
