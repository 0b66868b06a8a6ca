"""What the national search filters by: where, when, for whom open; and what each network promises."""

import sqlalchemy as sa
from alembic import op

revision = "c003"
down_revision = "c002"


def upgrade() -> None:
    """Rows published before have neither place nor times until their network publishes them again."""
    for column in (
        sa.Column("lat", sa.Double()),
        sa.Column("lon", sa.Double()),
        sa.Column("slots", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"),
        sa.Column("starts_at", sa.Time()),
        sa.Column("ends_at", sa.Time()),
        sa.Column("joining", sa.Text(), nullable=False, server_default=""),
        sa.Column("step_free", sa.Boolean()),
        sa.Column("closed_from", sa.Date()),
        sa.Column("closed_until", sa.Date()),
        sa.Column("verified_precision", sa.Text(), nullable=False, server_default="day"),
        sa.Column("promise_hours", sa.Integer(), nullable=False, server_default="24"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    ):
        op.add_column("published_group", column, schema="shared")
    op.create_check_constraint(
        "ck_published_group_position",
        "published_group",
        "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180",
        schema="shared",
    )
    op.create_index("ix_published_group_published_at", "published_group", ["published_at"], schema="shared")
