"""Which network collects on which account of the payment service."""

import sqlalchemy as sa
from alembic import op

from tenants.history import CONTROL_ROLE

revision = "c005"
down_revision = "c004"


def upgrade() -> None:
    """One row a network, under the same row security as its other shared rows."""
    op.create_table(
        "fee_account",
        sa.Column("role", sa.Text(), primary_key=True, server_default=sa.text("current_user")),
        sa.Column("account", sa.Text(), nullable=False),
        schema="shared",
    )
    op.create_index("ix_fee_account_account", "fee_account", ["account"], schema="shared")
    op.execute("ALTER TABLE shared.fee_account ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY own_rows ON shared.fee_account USING (role = current_user)"
        " WITH CHECK (role = current_user)"
    )
    op.execute(f"CREATE POLICY control_reads ON shared.fee_account FOR SELECT TO {CONTROL_ROLE} USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON shared.fee_account TO PUBLIC")
