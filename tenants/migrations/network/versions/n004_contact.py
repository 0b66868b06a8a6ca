"""Asking whether a page is still correct, messages of visitors, and groups in formation."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n004"
down_revision = "n003"


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    _checks()
    _messages()
    _formation()


def _checks() -> None:
    """Checks are history: the network's login adds and reads them; they go with their group."""
    op.add_column("support_group", sa.Column("stale_since", sa.Date(), nullable=True))
    op.add_column("support_group", sa.Column("asked_on", sa.Date(), nullable=True))
    op.add_column("support_group", sa.Column("asked_step", sa.Integer(), server_default="0", nullable=False))
    op.add_column("support_group", sa.Column("stepped_on", sa.Date(), nullable=True))
    op.add_column("support_group", sa.Column("call_on", sa.Date(), nullable=True))
    op.add_column(
        "network_profile", sa.Column("grace_months", sa.Integer(), server_default="2", nullable=False)
    )
    op.add_column("network_profile", sa.Column("country", sa.Text(), server_default="NL", nullable=False))
    op.create_check_constraint(
        "ck_network_profile_country", "network_profile", "country in ('NL', 'BE', 'DE')"
    )
    op.create_table(
        "group_check",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("in_time", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "how in ('self', 'phone', 'visit', 'mail', 'steward')", name="ck_group_check_how"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_group_check_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_group_check_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_group_check"),
    )
    op.execute(f"GRANT SELECT, INSERT ON group_check TO {NETWORK_ROLE}")
    op.create_index("ix_group_check_group_id_on_date", "group_check", ["group_id", "on_date"], unique=False)


def _messages() -> None:
    op.add_column(
        "support_group",
        sa.Column("takes_messages", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.create_table(
        "message",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'erased' or alias || reply_to || text = ''", name="ck_message_erased_is_empty"
        ),
        sa.CheckConstraint(
            "state in ('held', 'open', 'answered', 'closed', 'erased')", name="ck_message_state"
        ),
        sa.CheckConstraint("step between 0 and 3", name="ck_message_step"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_message_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON message TO {NETWORK_ROLE}")
    op.create_index(
        "ix_message_due_at", "message", ["due_at"], unique=False, postgresql_where=sa.text("state = 'open'")
    )
    op.create_index("ix_message_group_id", "message", ["group_id"], unique=False)
    op.create_table(
        "message_answer",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_message_answer_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_message_answer_message_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message_answer"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON message_answer TO {NETWORK_ROLE}")
    op.create_index("ix_message_answer_message_id", "message_answer", ["message_id"], unique=False)


def _formation() -> None:
    op.add_column("support_group", sa.Column("needed", sa.Integer(), server_default="0", nullable=False))
    op.add_column("support_group", sa.Column("forming_until", sa.Date(), nullable=True))
    op.add_column("support_group", sa.Column("companion_id", sa.Uuid(), nullable=True))
    op.add_column(
        "support_group", sa.Column("companion_meetings", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_foreign_key(
        "fk_support_group_companion_id",
        "support_group",
        "person",
        ["companion_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.drop_constraint("ck_support_group_state", "support_group", type_="check")
    op.create_check_constraint(
        "ck_support_group_state", "support_group", "state in ('active', 'paused', 'ended', 'forming')"
    )
    op.drop_constraint("ck_support_group_listed_can_be_reached", "support_group", type_="check")
    op.create_check_constraint(
        "ck_support_group_listed_can_be_reached",
        "support_group",
        "not listed or state = 'forming' or phone <> '' or email <> '' or website <> ''",
    )
    op.create_check_constraint(
        "ck_support_group_companion_meetings", "support_group", "companion_meetings between 0 and 8"
    )
    op.create_table(
        "interest",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("purposes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_interest_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interest"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON interest TO {NETWORK_ROLE}")
    op.create_index("uq_interest_group_id_email", "interest", ["group_id", "email"], unique=True)
