"""Practical questions of groups: requests, offers, answers, steps, echoes, invitations, and who may ask."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n005"
down_revision = "n004"

TABLES = (
    *("help_request", "help_offer", "help_answer", "help_step", "help_echo", "help_invitation"),
    *("help_willing", "group_asker"),
)


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    _requests()
    _helping()
    _groups()
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _requests() -> None:
    op.create_table(
        "help_request",
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("steward_id", sa.Uuid(), nullable=True),
        sa.Column("steward_due_on", sa.Date(), nullable=True),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("outcome_text", sa.Text(), nullable=False),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("article_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "due_at is null or state in ('open', 'being_helped')", name="ck_help_request_clock_of_ongoing"
        ),
        sa.CheckConstraint(
            "merged_into_id is null or state = 'withdrawn'", name="ck_help_request_merged_is_closed"
        ),
        sa.CheckConstraint("outcome in ('', 'yes', 'partly', 'no')", name="ck_help_request_outcome"),
        sa.CheckConstraint(
            "state in ('open', 'being_helped', 'waiting_for_asker', 'solved', 'withdrawn', 'expired')",
            name="ck_help_request_state",
        ),
        sa.CheckConstraint("visibility in ('network', 'stewards')", name="ck_help_request_visibility"),
        sa.CheckConstraint(
            "(answered_at is null) = (in_time is null)", name="ck_help_request_answered_says_when"
        ),
        sa.CheckConstraint(
            "merged_into_id is null or merged_into_id <> id", name="ck_help_request_not_merged_into_itself"
        ),
        sa.CheckConstraint("step between 0 and 3", name="ck_help_request_step"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_help_request_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_help_request_group_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["help_request.id"], name="fk_help_request_merged_into_id"
        ),
        sa.ForeignKeyConstraint(
            ["steward_id"], ["person.id"], name="fk_help_request_steward_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_help_request"),
    )
    op.create_index("ix_help_request_created_at", "help_request", ["created_at"], unique=False)
    op.create_index(
        "ix_help_request_due_at",
        "help_request",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at is not null"),
    )
    op.create_index("ix_help_request_group_id", "help_request", ["group_id"], unique=False)
    op.create_index(
        "ix_help_request_merged_into_id",
        "help_request",
        ["merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id is not null"),
    )


def _helping() -> None:
    op.create_table(
        "help_offer",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('made', 'accepted', 'declined', 'withdrawn', 'done')", name="ck_help_offer_state"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_help_offer_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_help_offer_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_request.id"], name="fk_help_offer_request_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_help_offer"),
    )
    op.create_index("ix_help_offer_group_id", "help_offer", ["group_id"], unique=False)
    op.create_index("ix_help_offer_request_id", "help_offer", ["request_id"], unique=False)
    op.create_table(
        "help_answer",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("audience in ('all', 'helpers', 'stewards')", name="ck_help_answer_audience"),
        sa.CheckConstraint("role in ('asker', 'group', 'steward')", name="ck_help_answer_role"),
        sa.CheckConstraint("text <> '' or article_id is not null", name="ck_help_answer_says_something"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_help_answer_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_help_answer_group_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_request.id"], name="fk_help_answer_request_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_help_answer"),
    )
    op.create_index("ix_help_answer_request_id", "help_answer", ["request_id"], unique=False)
    op.create_table(
        "help_step",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name="ck_help_step_says_something"),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name="fk_help_step_done_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_request.id"], name="fk_help_step_request_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_help_step"),
    )
    op.create_index("ix_help_step_request_id", "help_step", ["request_id"], unique=False)
    op.create_table(
        "help_echo",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('also', 'helped')", name="ck_help_echo_kind"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_help_echo_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_help_echo_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_request.id"], name="fk_help_echo_request_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_help_echo"),
    )
    op.create_index(
        "uq_help_echo_request_id_kind_group_id", "help_echo", ["request_id", "kind", "group_id"], unique=True
    )
    op.create_table(
        "help_invitation",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('asked', 'answered', 'declined')", name="ck_help_invitation_state"),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_help_invitation_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_help_invitation_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_request.id"], name="fk_help_invitation_request_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_help_invitation"),
    )
    op.create_index(
        "uq_help_invitation_request_id_group_id", "help_invitation", ["request_id", "group_id"], unique=True
    )


def _groups() -> None:
    op.create_table(
        "help_willing",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_help_willing_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "category", name="pk_help_willing"),
    )
    op.create_table(
        "group_asker",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_group_asker_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_group_asker_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="pk_group_asker"),
    )
    op.create_index("ix_group_asker_person_id", "group_asker", ["person_id"], unique=False)
