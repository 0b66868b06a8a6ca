"""The knowledge base: articles, and which groups they helped."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n007"
down_revision = "n006"


def upgrade() -> None:
    """Create the tables and say what the network's login may do with each."""
    op.create_table(
        "article",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), server_default=default, nullable=False)
            for name, default in (
                *(("region", ""), ("sources", ""), ("visibility", "network"), ("state", "draft")),
                *(("checked_by", ""), ("origin", ""), ("origin_key", ""), ("origin_network", "")),
                ("origin_state", ""),
            )
        ),
        sa.Column("origin_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("keeper_id", sa.Uuid(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("asked_step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stale_since", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('draft', 'published', 'retired')", name="ck_article_state"),
        sa.CheckConstraint("visibility in ('network', 'public')", name="ck_article_visibility"),
        sa.CheckConstraint("origin in ('', 'request', 'starter', 'pool')", name="ck_article_origin"),
        sa.CheckConstraint("origin_state in ('', 'changed', 'withdrawn')", name="ck_article_origin_state"),
        sa.CheckConstraint("title <> '' and text <> ''", name="ck_article_says_something"),
        sa.ForeignKeyConstraint(
            ["keeper_id"], ["person.id"], name="fk_article_keeper_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name="fk_article_created_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
    )
    op.create_index(
        "uq_article_origin",
        "article",
        ["origin", "origin_key"],
        unique=True,
        postgresql_where=sa.text("origin <> ''"),
    )
    op.create_table(
        "article_helped",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_article_helped_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_article_helped_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "group_id", name="pk_article_helped"),
    )
    op.create_index("ix_article_helped_group_id", "article_helped", ["group_id"], unique=False)
    for table in ("article", "article_helped"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")
