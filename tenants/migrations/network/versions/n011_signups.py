"""Who signed up for a training, their answers, and mails that bring a date for the reader's calendar."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n011"
down_revision = "n010"

ONCE = sa.text(
    "session_id is null and email <> '' and state in ('asked', 'held', 'confirmed', 'offered', 'waiting')"
)
ONCE_A_SESSION = sa.text(
    "session_id is not null and email <> ''"
    " and state in ('asked', 'held', 'confirmed', 'offered', 'waiting')"
)


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    op.add_column("mail", sa.Column("calendar", sa.Text(), server_default="", nullable=False))
    _sign_ups()
    _answers()
    _mails()
    _guests()
    for table in ("sign_up", "sign_up_answer", "sign_up_mail", "sign_up_guest"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _sign_ups() -> None:
    op.create_table(
        "sign_up",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("brought_by_id", sa.Uuid(), nullable=True),
        sa.Column("alone_ok", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('asked', 'held', 'confirmed', 'offered', 'waiting', 'cancelled', 'declined',"
            " 'refused', 'expired')",
            name="ck_sign_up_state",
        ),
        sa.CheckConstraint(
            "(state in ('held', 'offered')) = (kept_until is not null)", name="ck_sign_up_kept_has_end"
        ),
        sa.CheckConstraint("name <> ''", name="ck_sign_up_name"),
        sa.CheckConstraint("email = lower(email)", name="ck_sign_up_email"),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_sign_up_training_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name="fk_sign_up_session_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_sign_up_person_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_sign_up_group_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["sign_up.id"], name="fk_sign_up_brought_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name="fk_sign_up_added_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_up"),
    )
    singles = ("person_id", "group_id", "session_id", "email", "brought_by_id")
    for columns in (["training_id", "state"], *([name] for name in singles)):
        op.create_index(f"ix_sign_up_{'_'.join(columns)}", "sign_up", columns, unique=False)
    for name, column, which in (
        ("uq_sign_up_once", "training_id", ONCE),
        ("uq_sign_up_once_a_session", "session_id", ONCE_A_SESSION),
    ):
        op.create_index(name, "sign_up", [column, "email"], unique=True, postgresql_where=which)


def _answers() -> None:
    op.create_table(
        "sign_up_answer",
        sa.Column("sign_up_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name="fk_sign_up_answer_sign_up_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["training_question.id"],
            name="fk_sign_up_answer_question_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sign_up_id", "question_id", name="pk_sign_up_answer"),
    )
    op.create_index("ix_sign_up_answer_question_id", "sign_up_answer", ["question_id"], unique=False)


def _mails() -> None:
    op.create_table(
        "sign_up_mail",
        sa.Column("sign_up_id", sa.Uuid(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name="fk_sign_up_mail_sign_up_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mail.id"], name="fk_sign_up_mail_mail_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_up_mail"),
    )
    op.create_index("ix_sign_up_mail_sign_up_id", "sign_up_mail", ["sign_up_id"], unique=False)


def _guests() -> None:
    op.create_table(
        "sign_up_guest",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email) and email like '%@%'", name="ck_sign_up_guest_email"),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_sign_up_guest_training_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_up_guest"),
    )
    op.create_index("ix_sign_up_guest_training_id", "sign_up_guest", ["training_id"], unique=False)
