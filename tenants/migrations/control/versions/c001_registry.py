"""Registry of networks, and the shared tables that networks write under row security."""

import sqlalchemy as sa
from alembic import op

from tenants.history import CONTROL_ROLE

revision = "c001"
down_revision = None


def upgrade() -> None:
    """Create the registry (control) and the shared tables (shared)."""
    op.execute("CREATE SCHEMA shared")
    _registry()
    _shared()
    op.execute(f"GRANT USAGE ON SCHEMA control, shared TO {CONTROL_ROLE}")
    op.execute(f"GRANT SELECT ON control.network, control.network_host TO {CONTROL_ROLE}")
    op.execute("GRANT USAGE ON SCHEMA shared TO PUBLIC")


def _registry() -> None:
    op.create_table(
        "network",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False, server_default="nl"),
        sa.Column("region", sa.Text(), nullable=False, server_default=""),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, server_default="preparing"),
        sa.Column("revision", sa.Text()),
        sa.Column("placement", sa.Text()),
        sa.Column("failure", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("slug", name="uq_network_slug"),
        sa.UniqueConstraint("role", name="uq_network_role"),
        sa.CheckConstraint("slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) <= 40", name="ck_network_slug"),
        sa.CheckConstraint("role ~ '^t_[a-z0-9]{20}$'", name="ck_network_role"),
        schema="control",
    )
    op.create_table(
        "network_host",
        sa.Column("host", sa.Text(), primary_key=True),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["network_id"], ["control.network.id"], name="fk_network_host_network_id"),
        schema="control",
    )
    op.create_index("ix_network_host_network_id", "network_host", ["network_id"], schema="control")


def _role() -> sa.Column[str]:
    return sa.Column("role", sa.Text(), primary_key=True, server_default=sa.text("current_user"))


def _shared() -> None:
    op.create_table(
        "wake_up",
        _role(),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        schema="shared",
    )
    op.create_index("ix_wake_up_due_at", "wake_up", ["due_at"], schema="shared")
    op.create_table(
        "public_revision", _role(), sa.Column("number", sa.BigInteger(), nullable=False), schema="shared"
    )
    op.create_table(
        "published_group",
        _role(),
        sa.Column("group_id", sa.Uuid(), primary_key=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("themes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("formats", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("audiences", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("verified_on", sa.Date()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("document", sa.dialects.postgresql.TSVECTOR(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        schema="shared",
    )
    op.create_index("ix_published_group_sort_key", "published_group", ["sort_key"], schema="shared")
    op.create_index(
        "ix_published_group_document",
        "published_group",
        ["document"],
        schema="shared",
        postgresql_using="gin",
    )
    for table in ("wake_up", "public_revision", "published_group"):
        op.execute(f"ALTER TABLE shared.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_rows ON shared.{table} USING (role = current_user)"
            " WITH CHECK (role = current_user)"
        )
        op.execute(f"CREATE POLICY control_reads ON shared.{table} FOR SELECT TO {CONTROL_ROLE} USING (true)")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON shared.{table} TO PUBLIC")
