"""Practical questions of groups: who asks, who helps, what was said, what became of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.groups.models import Group
from portal.tables import Dated, Keyed, NetworkBase, utcnow

STATES = ("open", "being_helped", "waiting_for_asker", "solved", "withdrawn", "expired")
ONGOING = ("open", "being_helped", "waiting_for_asker")
VISIBILITIES = ("network", "stewards")
OFFER_STATES = ("made", "accepted", "declined", "withdrawn", "done")
OUTCOMES = ("", "yes", "partly", "no")


class HelpRequest(Keyed, Dated, NetworkBase):
    """One question. Others read `signed` as its sender, else the group's name; never the person's."""

    __tablename__ = "help_request"
    __table_args__ = (
        CheckConstraint(
            "state in ('open', 'being_helped', 'waiting_for_asker', 'solved', 'withdrawn', 'expired')",
            name="state",
        ),
        CheckConstraint("visibility in ('network', 'stewards')", name="visibility"),
        CheckConstraint("outcome in ('', 'yes', 'partly', 'no')", name="outcome"),
        CheckConstraint("step between 0 and 3", name="step"),
        CheckConstraint("merged_into_id is null or state = 'withdrawn'", name="merged_is_closed"),
        CheckConstraint("merged_into_id is null or merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("due_at is null or state in ('open', 'being_helped')", name="clock_of_ongoing"),
        CheckConstraint("(answered_at is null) = (in_time is null)", name="answered_says_when"),
        Index("ix_help_request_created_at", "created_at"),
        Index("ix_help_request_due_at", "due_at", postgresql_where=text("due_at is not null")),
        Index("ix_help_request_group_id", "group_id"),
        Index(
            "ix_help_request_merged_into_id",
            "merged_into_id",
            postgresql_where=text("merged_into_id is not null"),
        ),
    )
    category: Mapped[str]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="SET NULL"))
    """For which group; None: asked in general, then only the person who asked has the asker's part."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    signed: Mapped[str] = mapped_column(default="")
    needed_by: Mapped[date | None]
    visibility: Mapped[str] = mapped_column(default="network")
    state: Mapped[str] = mapped_column(default="open")
    due_at: Mapped[datetime | None]
    """When the network's promise runs out; None: nobody waits for an answer of others."""
    step: Mapped[int] = mapped_column(default=0)
    """Who was told that it waits: 0 those it went to first, 1 reminded, 2 who stands in, 3 the stewards."""
    answered_at: Mapped[datetime | None]
    in_time: Mapped[bool | None]
    """Whether the first answer came within the promise; set with `answered_at` and never changed."""
    steward_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """The steward who took it on."""
    steward_due_on: Mapped[date | None]
    ask_at: Mapped[datetime | None]
    """When to ask "did it work?"; None: asked already, or over."""
    asked_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    outcome_text: Mapped[str] = mapped_column(default="")
    outcome_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("help_request.id"))
    """The request that this one is a duplicate of; always one that was not merged itself."""
    article_id: Mapped[UUID | None]
    """The article that was made from it."""
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)

    group: Mapped[Group | None] = relationship(lazy="raise")
    steward: Mapped[Person | None] = relationship(foreign_keys=[steward_id], lazy="raise")

    @property
    def ongoing(self) -> bool:
        """Something can still happen with it."""
        return self.state in ONGOING


class HelpOffer(Keyed, Dated, NetworkBase):
    """A group (or, without one, the network) that wants to help with one request, or part of it."""

    __tablename__ = "help_offer"
    __table_args__ = (
        CheckConstraint("state in ('made', 'accepted', 'declined', 'withdrawn', 'done')", name="state"),
        Index("ix_help_offer_request_id", "request_id"),
        Index("ix_help_offer_group_id", "group_id"),
    )
    request_id: Mapped[UUID] = mapped_column(ForeignKey("help_request.id", ondelete="CASCADE"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    signed: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    ready_on: Mapped[date | None]
    """By when they can do it: the promised time after which the asker is asked whether it worked."""
    state: Mapped[str] = mapped_column(default="made")
    decided_at: Mapped[datetime | None]

    request: Mapped[HelpRequest] = relationship(lazy="raise")
    group: Mapped[Group | None] = relationship(lazy="raise")


class HelpAnswer(Keyed, Dated, NetworkBase):
    """Something said about a request, or a pointer to an article."""

    __tablename__ = "help_answer"
    __table_args__ = (
        CheckConstraint("role in ('asker', 'group', 'steward')", name="role"),
        CheckConstraint("audience in ('all', 'helpers', 'stewards')", name="audience"),
        CheckConstraint("text <> '' or article_id is not null", name="says_something"),
        Index("ix_help_answer_request_id", "request_id"),
    )
    request_id: Mapped[UUID] = mapped_column(ForeignKey("help_request.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="SET NULL"))
    role: Mapped[str]
    audience: Mapped[str] = mapped_column(default="all")
    """Who reads it: all who see the request; the asker and who helps; or (a note of their log) stewards."""
    signed: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    article_id: Mapped[UUID | None]


class HelpStep(Keyed, Dated, NetworkBase):
    """One thing that the steward who took a request on is going to do, or did."""

    __tablename__ = "help_step"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        Index("ix_help_step_request_id", "request_id"),
    )
    request_id: Mapped[UUID] = mapped_column(ForeignKey("help_request.id", ondelete="CASCADE"))
    text: Mapped[str]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class HelpEcho(Keyed, Dated, NetworkBase):
    """A group that has the same question ("also"), or whom the answer helped ("helped"); once for each."""

    __tablename__ = "help_echo"
    __table_args__ = (
        CheckConstraint("kind in ('also', 'helped')", name="kind"),
        Index("uq_help_echo_request_id_kind_group_id", "request_id", "kind", "group_id", unique=True),
    )
    request_id: Mapped[UUID] = mapped_column(ForeignKey("help_request.id", ondelete="CASCADE"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    kind: Mapped[str]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class HelpInvitation(Keyed, Dated, NetworkBase):
    """A group that solved such a question before and was asked to look at this one."""

    __tablename__ = "help_invitation"
    __table_args__ = (
        CheckConstraint("state in ('asked', 'answered', 'declined')", name="state"),
        Index("uq_help_invitation_request_id_group_id", "request_id", "group_id", unique=True),
    )
    request_id: Mapped[UUID] = mapped_column(ForeignKey("help_request.id", ondelete="CASCADE"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(default="asked")


class HelpWilling(Dated, NetworkBase):
    """A group that may be asked about a category; it said so itself."""

    __tablename__ = "help_willing"
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), primary_key=True
    )
    category: Mapped[str] = mapped_column(primary_key=True)


class GroupAsker(Dated, NetworkBase):
    """Somebody whom a group lets ask on its behalf. Counts once the person agreed (`agreed_at`)."""

    __tablename__ = "group_asker"
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    agreed_at: Mapped[datetime | None]
