"""Articles of the knowledge base, whom they helped, and what networks share with each other."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase, utcnow
from tenants.registry import ControlBase

STATES = ("draft", "published", "retired")
VISIBILITIES = ("network", "public")
ORIGINS = ("", "request", "starter", "pool")
"""Written here from scratch, from a solved request, from the texts we bring along, from another network."""


class Article(Keyed, Dated, NetworkBase):
    """An answer to a question that groups keep having."""

    __tablename__ = "article"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'published', 'retired')", name="state"),
        CheckConstraint("visibility in ('network', 'public')", name="visibility"),
        CheckConstraint("origin in ('', 'request', 'starter', 'pool')", name="origin"),
        CheckConstraint("origin_state in ('', 'changed', 'withdrawn')", name="origin_state"),
        CheckConstraint("title <> '' and text <> ''", name="says_something"),
        Index(
            "uq_article_origin", "origin", "origin_key", unique=True, postgresql_where=text("origin <> ''")
        ),
    )
    title: Mapped[str]
    text: Mapped[str]
    """Plain text; blank lines part paragraphs, lines that begin with "- " or "1. " are lists."""
    category: Mapped[str]
    region: Mapped[str] = mapped_column(default="", server_default="")
    sources: Mapped[str] = mapped_column(default="", server_default="")
    """One a line."""
    visibility: Mapped[str] = mapped_column(default="network", server_default="network")
    state: Mapped[str] = mapped_column(default="draft", server_default="draft")
    valid_until: Mapped[date | None]
    checked_on: Mapped[date | None]
    checked_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who checked it as readers see it: an organisation or a role, as somebody typed it."""
    keeper_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who is asked to check it again; nobody else is told who that is."""
    asked_on: Mapped[date | None]
    asked_step: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: nobody is asked; 1 and 2: the keeper was asked so often; 3: it is on the stewards' list."""
    stale_since: Mapped[date | None]
    """Suggested to nobody and hidden from lists: not checked for too long, or no longer valid."""
    origin: Mapped[str] = mapped_column(default="", server_default="")
    origin_key: Mapped[str] = mapped_column(default="", server_default="")
    """The request, the starter text or the entry of the pool it was made from."""
    origin_network: Mapped[str] = mapped_column(default="", server_default="")
    origin_version: Mapped[int] = mapped_column(default=0, server_default="0")
    origin_state: Mapped[str] = mapped_column(default="", server_default="")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def unchecked(self) -> bool:
        """A starter or a text of another network that nobody here has looked at."""
        return self.checked_on is None and self.origin in ("starter", "pool")


class ArticleHelped(Dated, NetworkBase):
    """A group says that an article helped it too; who of the group said so is not kept."""

    __tablename__ = "article_helped"
    article_id: Mapped[UUID] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class PooledArticle(ControlBase):
    """What a steward shared with the other networks: this text and nothing else of the article.

    Row security lets a network reach its own rows only; others read them through the control plane, as
    columns (portal/knowledge/pool.py).
    """

    __tablename__ = "pooled_article"
    __table_args__ = ({"schema": "shared"},)
    role: Mapped[str] = mapped_column(Text, primary_key=True, server_default=text("current_user"))
    article_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    """How other networks call it; says nothing of the article or its network."""
    locale: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    sources: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date | None]
    checked_on: Mapped[date | None]
    checked_by: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    """One more each time it was shared anew."""
    shared_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
