"""A group's own house: what others propose, what changed, and who asks to be let in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.groups.models import Group
from portal.tables import Dated, Keyed, NetworkBase


class Proposal(Keyed, Dated, NetworkBase):
    """What a steward would change on a group's page; the group accepts it or not."""

    __tablename__ = "group_proposal"
    __table_args__ = (
        CheckConstraint("state in ('open', 'accepted', 'declined', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at is null)", name="decided_when_not_open"),
        Index("ix_group_proposal_group_id", "group_id"),
        Index("ix_group_proposal_open", "created_at", postgresql_where=text("state = 'open'")),
    )
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The fields as they were when it was proposed."""
    wished: Mapped[dict[str, Any]] = mapped_column(JSONB)
    why: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    taken: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """The fields that the group accepted."""
    from_list: Mapped[bool] = mapped_column(default=False)
    """A list that was read says so, not a person; a group has at most one open one of these."""

    group: Mapped[Group] = relationship(lazy="raise")
    by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[by_id])
    decider: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[decided_by])


class ProposalRemark(Keyed, Dated, NetworkBase):
    """A sentence in the dialogue about a proposal."""

    __tablename__ = "proposal_remark"
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("group_proposal.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    text: Mapped[str]


class GroupChange(Keyed, Dated, NetworkBase):
    """One line of "what changed here": what a field was and became, for the group and the stewards."""

    __tablename__ = "group_change"
    __table_args__ = (Index("ix_group_change_group_id_created_at", "group_id", "created_at"),)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_role: Mapped[str] = mapped_column(default="")
    """contact, steward, import, or "" for the system."""
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Field to [before, after]."""


class Claim(Keyed, Dated, NetworkBase):
    """Somebody says that an unclaimed listing is theirs, and proves it by its mail address or phone."""

    __tablename__ = "group_claim"
    __table_args__ = (
        CheckConstraint("how in ('mail', 'phone')", name="how"),
        CheckConstraint("state in ('open', 'granted', 'refused', 'lapsed')", name="state"),
        Index("ix_group_claim_group_id", "group_id"),
    )
    group_id: Mapped[UUID] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    name: Mapped[str]
    email: Mapped[str]
    how: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    code_hash: Mapped[bytes | None]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
