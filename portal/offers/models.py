"""Standing offers, and what others ask about them through the network's page."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.groups.models import Group
from portal.tables import Dated, Keyed, NetworkBase, utcnow

STATES = ("open", "given", "withdrawn", "ended")
"""given: something that could be had once, and somebody has it. ended: by itself, on its last day."""


class StandingOffer(Keyed, Dated, NetworkBase):
    """Something that a group (without one: the network itself) offers to the others, until a day."""

    __tablename__ = "standing_offer"
    __table_args__ = (
        CheckConstraint("state in ('open', 'given', 'withdrawn', 'ended')", name="state"),
        CheckConstraint("title <> ''", name="title"),
        Index("ix_standing_offer_until", "until", postgresql_where=text("state = 'open'")),
        Index("ix_standing_offer_group_id", "group_id"),
    )
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    category: Mapped[str]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    """Where, in words; "" says nothing."""
    lasting: Mapped[bool] = mapped_column(default=True)
    """It can be had again and again; False: once, then it is given."""
    until: Mapped[date]
    """Its last day."""
    state: Mapped[str] = mapped_column(default="open")
    reminded_on: Mapped[date | None]
    """When they were told that this `until` comes near."""
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)

    group: Mapped[Group | None] = relationship(lazy="raise")


class OfferQuestion(Keyed, Dated, NetworkBase):
    """What somebody asks about an offer, and the answer. Only the two sides and the stewards read it."""

    __tablename__ = "offer_question"
    __table_args__ = (
        CheckConstraint("step between 0 and 2", name="step"),
        CheckConstraint("(answered_at is null) = (in_time is null)", name="answered_says_when"),
        Index("ix_offer_question_offer_id", "offer_id"),
        Index("ix_offer_question_due_at", "due_at", postgresql_where=text("due_at is not null")),
    )
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("standing_offer.id", ondelete="CASCADE"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="SET NULL"))
    """For which group; None: for the network, asked by a steward."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    text: Mapped[str]
    due_at: Mapped[datetime | None]
    """When the network's promise runs out; None: answered, or no answer is needed any more."""
    step: Mapped[int] = mapped_column(default=0)
    """Who was told that it waits: 0 those who offer, 1 they were reminded, 2 the stewards."""
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]
    in_time: Mapped[bool | None]

    offer: Mapped[StandingOffer] = relationship(lazy="raise")
    group: Mapped[Group | None] = relationship(lazy="raise")
