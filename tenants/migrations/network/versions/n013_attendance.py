"""After a training: who was there, certificates, qualifications, what people thought of it."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n013"
down_revision = "n012"

TABLES = (
    "attendance",
    "certificate",
    "qualification",
    "evaluation",
    "evaluation_ticket",
    "evaluation_answer",
)


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    _training()
    _attendance()
    _certificate()
    _qualification()
    _evaluation()
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _training() -> None:
    for name in ("whole_from", "gives_months"):
        op.add_column("training", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    for name in ("gives_code", "gives_label", "requires_code"):
        op.add_column("training", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_check_constraint("ck_training_gives", "training", "(gives_code = '') = (gives_label = '')")
    op.create_check_constraint(
        "ck_training_whole_from", "training", "whole_from between 0 and 60 and gives_months between 0 and 240"
    )
    op.add_column(
        "training_question", sa.Column("answers_deleted_at", sa.DateTime(timezone=True), nullable=True)
    )


def _attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("sign_up_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_attendance_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name="fk_attendance_session_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name="fk_attendance_sign_up_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sign_up_id", "session_id", name="pk_attendance"),
    )
    op.create_index("ix_attendance_session_id", "attendance", ["session_id"], unique=False)


def _certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("sign_up_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sittings", sa.JSON(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('attendance', 'completion')", name="ck_certificate_kind"),
        sa.CheckConstraint(
            "withdrawn_why in ('', 'steward', 'replaced')", name="ck_certificate_withdrawn_why"
        ),
        sa.CheckConstraint(
            "(withdrawn_why = '') = (withdrawn_at is null)", name="ck_certificate_withdrawn_says_why"
        ),
        sa.CheckConstraint("name <> ''", name="ck_certificate_name"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_certificate_person_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name="fk_certificate_sign_up_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_certificate_training_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("code", name="uq_certificate_code"),
    )
    op.create_index("ix_certificate_training_id", "certificate", ["training_id"], unique=False)
    op.create_index("ix_certificate_person_id", "certificate", ["person_id"], unique=False)
    op.create_index(
        "uq_certificate_one_valid",
        "certificate",
        ["sign_up_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )


def _qualification() -> None:
    op.create_table(
        "qualification",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("code <> '' and label <> ''", name="ck_qualification_named"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_qualification_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_qualification_training_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_qualification"),
    )
    op.create_index("ix_qualification_person_id", "qualification", ["person_id"], unique=False)
    op.create_index("ix_qualification_valid_until", "qualification", ["valid_until"], unique=False)
    op.create_index(
        "uq_qualification_once", "qualification", ["training_id", "person_id", "code"], unique=True
    )


def _evaluation() -> None:
    op.create_table(
        "evaluation",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_evaluation_training_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("training_id", name="pk_evaluation"),
    )
    op.create_table(
        "evaluation_ticket",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["evaluation.training_id"],
            name="fk_evaluation_ticket_training_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_evaluation_ticket"),
    )
    op.create_index("ix_evaluation_ticket_training_id", "evaluation_ticket", ["training_id"], unique=False)
    scales = ("useful", "clear", "room_to_talk", "practical", "recommend")
    op.create_table(
        "evaluation_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in scales),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            " and ".join(f"{name} between 1 and 5" for name in scales), name="ck_evaluation_answer_scales"
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["evaluation.training_id"],
            name="fk_evaluation_answer_training_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation_answer"),
    )
    op.create_index("ix_evaluation_answer_training_id", "evaluation_answer", ["training_id"], unique=False)
