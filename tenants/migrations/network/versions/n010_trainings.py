"""Trainings, their sessions, and what is asked of those who sign up."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n010"
down_revision = "n009"


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    _trainings()
    _sessions()
    _questions()
    for table in ("training", "training_session", "training_question"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moments(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in names]


def _trainings() -> None:
    op.create_table(
        "training",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        *_texts("title", "text", "target", "language", "accessibility", "costs", "cancellation"),
        *_texts("visibility", "state"),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("decide_on", sa.Date(), nullable=True),
        sa.Column("per_group", sa.Integer(), nullable=False),
        *_moments("per_group_until"),
        sa.Column("by_session", sa.Boolean(), nullable=False),
        *_moments("signup_from", "signup_until"),
        *_texts("who", "approval"),
        sa.Column("requires_course_id", sa.Uuid(), nullable=True),
        sa.Column("forget_weeks", sa.Integer(), nullable=False),
        *_moments("starts_at", "ends_at", "confirmed_at", "cancelled_at"),
        *_texts("cancel_reason"),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'open', 'closed', 'confirmed', 'cancelled', 'done')",
            name="ck_training_state",
        ),
        sa.CheckConstraint("visibility in ('network', 'public')", name="ck_training_visibility"),
        sa.CheckConstraint("who in ('everyone', 'accounts', 'seats', 'contacts')", name="ck_training_who"),
        sa.CheckConstraint("approval in ('', 'steward')", name="ck_training_approval"),
        sa.CheckConstraint("title <> ''", name="ck_training_title"),
        sa.CheckConstraint("taken between 0 and capacity", name="ck_training_taken"),
        sa.CheckConstraint("minimum between 0 and capacity and per_group >= 0", name="ck_training_limits"),
        sa.CheckConstraint("signup_from is null or signup_until > signup_from", name="ck_training_window"),
        sa.CheckConstraint("forget_weeks between 0 and 52", name="ck_training_forget_weeks"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_training_by_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_training"),
    )
    op.create_index("ix_training_starts_at", "training", ["starts_at"], unique=False)
    op.create_index("ix_training_course_id", "training", ["course_id"], unique=False)


def _sessions() -> None:
    op.create_table(
        "training_session",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        *_texts("topic"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        *_texts("place"),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        *_texts("trainer"),
        sa.Column("trainer_id", sa.Uuid(), nullable=True),
        *_texts("online_link"),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name="ck_training_session_ends_after_start"),
        sa.CheckConstraint("taken between 0 and capacity", name="ck_training_session_taken"),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_training_session_training_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["room_booking.id"], name="fk_training_session_booking_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["trainer_id"], ["person.id"], name="fk_training_session_trainer_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_training_session"),
    )
    op.create_index(
        "ix_training_session_training_id_starts_at",
        "training_session",
        ["training_id", "starts_at"],
        unique=False,
    )
    op.create_index("ix_training_session_trainer_id", "training_session", ["trainer_id"], unique=False)
    op.create_index("uq_training_session_booking_id", "training_session", ["booking_id"], unique=True)


def _questions() -> None:
    op.create_table(
        "training_question",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("kind", "label", "help"),
        sa.Column("options", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        *_texts("readers"),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("depends_on_id", sa.Uuid(), nullable=True),
        *_texts("depends_value"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('text', 'choice', 'number', 'yes_no')", name="ck_training_question_kind"
        ),
        sa.CheckConstraint("readers in ('steward', 'trainer')", name="ck_training_question_readers"),
        sa.CheckConstraint("label <> ''", name="ck_training_question_label"),
        sa.CheckConstraint(
            "kind <> 'choice' or cardinality(options) >= 2", name="ck_training_question_choice_has_options"
        ),
        sa.CheckConstraint(
            "depends_on_id is null or depends_on_id <> id", name="ck_training_question_not_on_itself"
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_training_question_training_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["depends_on_id"],
            ["training_question.id"],
            name="fk_training_question_depends_on_id",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_training_question"),
    )
    op.create_index("ix_training_question_training_id", "training_question", ["training_id"], unique=False)
    op.create_index(
        "ix_training_question_depends_on_id", "training_question", ["depends_on_id"], unique=False
    )
