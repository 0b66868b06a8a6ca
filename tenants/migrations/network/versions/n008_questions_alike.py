"""What is compared with a question while it is typed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.history import NETWORK_ROLE

revision = "n008"
down_revision = "n007"


def upgrade() -> None:
    """Create the table, and say what the network's login may do with it."""
    op.create_table(
        "question_text",
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.Column("norm", sa.Float(), nullable=False),
        sa.Column("turns", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.CheckConstraint("audience in ('public', 'network', 'stewards')", name="ck_question_text_audience"),
        sa.CheckConstraint("kind in ('article', 'request')", name="ck_question_text_kind"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_question_text_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("thing_id", name="pk_question_text"),
    )
    op.create_index(
        "ix_question_text_document", "question_text", ["document"], unique=False, postgresql_using="gin"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON question_text TO {NETWORK_ROLE}")
