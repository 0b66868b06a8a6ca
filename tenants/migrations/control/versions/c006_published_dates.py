"""What networks publish of their calendars, for the national agenda."""

import sqlalchemy as sa
from alembic import op

from tenants.history import CONTROL_ROLE

revision = "c006"
down_revision = "c005"


def upgrade() -> None:
    """One row a date, under the same row security as the other shared rows."""
    op.create_table(
        "published_date",
        sa.Column("role", sa.Text(), primary_key=True, server_default=sa.text("current_user")),
        sa.Column("thing_id", sa.Uuid(), primary_key=True),
        sa.Column("key_on", sa.Date(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True)),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("themes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        schema="shared",
    )
    op.create_index("ix_published_date_on_date", "published_date", ["on_date", "kind"], schema="shared")
    op.execute("ALTER TABLE shared.published_date ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY own_rows ON shared.published_date USING (role = current_user)"
        " WITH CHECK (role = current_user)"
    )
    op.execute(
        f"CREATE POLICY control_reads ON shared.published_date FOR SELECT TO {CONTROL_ROLE} USING (true)"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON shared.published_date TO PUBLIC")
