"""Where postcodes lie: reference data that every network reads and only the owner writes."""

import sqlalchemy as sa
from alembic import op

revision = "c002"
down_revision = "c001"


def upgrade() -> None:
    """No row security: the rows belong to nobody. The key sorts by bytes, to find "5701AB" under "5701"."""
    op.create_table(
        "postcode",
        sa.Column("country", sa.Text(), primary_key=True),
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="ck_postcode_position"
        ),
        schema="shared",
    )
    op.execute("GRANT SELECT ON shared.postcode TO PUBLIC")
