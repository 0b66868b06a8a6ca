"""What networks shared with each other of their knowledge bases."""

import sqlalchemy as sa
from alembic import op

from tenants.history import CONTROL_ROLE

revision = "c004"
down_revision = "c003"


def upgrade() -> None:
    """One row an article, under the same row security as published groups."""
    op.create_table(
        "pooled_article",
        sa.Column("role", sa.Text(), primary_key=True, server_default=sa.text("current_user")),
        sa.Column("article_id", sa.Uuid(), primary_key=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("id", name="uq_pooled_article_id"),
        schema="shared",
    )
    op.execute("ALTER TABLE shared.pooled_article ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY own_rows ON shared.pooled_article USING (role = current_user)"
        " WITH CHECK (role = current_user)"
    )
    op.execute(
        f"CREATE POLICY control_reads ON shared.pooled_article FOR SELECT TO {CONTROL_ROLE} USING (true)"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON shared.pooled_article TO PUBLIC")
