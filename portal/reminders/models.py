"""Reminders that are planned and what became of them, and what people chose."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase, utcnow

ALL = "all"
"""The kind of a choice that is about every kind."""
WAYS = ("off", "digest", "1", "2", "3", "7", "14")
"""Not at all; only in the weekly overview; or once, so many days before."""


class Reminder(Keyed, Dated, NetworkBase):
    """One mail about one thing to one person at one moment, from when it is planned.

    `key` names kind, thing, person, when the thing is and how long before: none is written twice. `skipped`:
    it was due and not sent. `dropped`: it ceased to be true before that, and comes back if it is true again.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint("state in ('planned', 'sent', 'skipped', 'dropped')", name="state"),
        CheckConstraint("(state in ('skipped', 'dropped')) = (reason <> '')", name="reason"),
        CheckConstraint("(state = 'planned') = (settled_at is null)", name="settled"),
        Index("ix_reminder_at", "at"),
        Index("ix_reminder_due_at", "due_at", postgresql_where=text("state = 'planned'")),
        Index("ix_reminder_person_id_due_at", "person_id", "due_at"),
        Index("ix_reminder_mail_id", "mail_id"),
    )
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    thing_id: Mapped[UUID | None]
    """None: an overview, which is about many things."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    """None: a guest, whose address the thing itself knows."""
    at: Mapped[datetime]
    """When the thing begins."""
    due_at: Mapped[datetime]
    """When the mail is sent: so many days before on the wall clock, and never at night."""
    state: Mapped[str] = mapped_column(default="planned")
    reason: Mapped[str] = mapped_column(default="")
    """One of `words.REASONS`."""
    mail_id: Mapped[UUID | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]


class ReminderChoice(NetworkBase):
    """What somebody wants instead of the default of a kind. `who`: a person, or a guest's hashed address."""

    __tablename__ = "reminder_choice"
    __table_args__ = (
        CheckConstraint("way in ('off', 'digest', '1', '2', '3', '7', '14')", name="way"),
        Index("ix_reminder_choice_person_id", "person_id"),
    )
    who: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)


class ReminderClock(NetworkBase):
    """Until when this network's reminders are planned; whoever plans holds this row."""

    __tablename__ = "reminder_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    planned_at: Mapped[datetime]
