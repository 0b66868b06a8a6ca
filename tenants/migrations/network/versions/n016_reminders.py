"""Reminders, what people choose about them, and how mails and jobs of that kind are marked."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n016"
down_revision = "n015"

TABLES = ("reminder", "reminder_choice", "reminder_clock")


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    _reminder()
    _choice()
    op.create_table(
        "reminder_clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_reminder_clock_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_clock"),
    )
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")
    op.add_column("mail", sa.Column("unsubscribe", sa.Text(), server_default="", nullable=False))
    op.add_column("mail", sa.Column("held_back", sa.Text(), server_default="", nullable=False))
    op.add_column("job", sa.Column("rank", sa.SmallInteger(), server_default="0", nullable=False))
    op.drop_index("ix_job_due", table_name="job")
    due = sa.text("state = 'due'")
    op.create_index("ix_job_due", "job", ["rank", "due_at"], unique=False, postgresql_where=due)


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'planned') = (settled_at is null)", name="ck_reminder_settled"),
        sa.CheckConstraint("(state in ('skipped', 'dropped')) = (reason <> '')", name="ck_reminder_reason"),
        sa.CheckConstraint("state in ('planned', 'sent', 'skipped', 'dropped')", name="ck_reminder_state"),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name="fk_reminder_mail_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_reminder_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("key", name="uq_reminder_key"),
    )
    planned = sa.text("state = 'planned'")
    op.create_index("ix_reminder_at", "reminder", ["at"], unique=False)
    op.create_index("ix_reminder_due_at", "reminder", ["due_at"], unique=False, postgresql_where=planned)
    op.create_index("ix_reminder_mail_id", "reminder", ["mail_id"], unique=False)
    op.create_index("ix_reminder_person_id_due_at", "reminder", ["person_id", "due_at"], unique=False)


def _choice() -> None:
    op.create_table(
        "reminder_choice",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "way in ('off', 'digest', '1', '2', '3', '7', '14')", name="ck_reminder_choice_way"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_reminder_choice_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("who", "kind", name="pk_reminder_choice"),
    )
    op.create_index("ix_reminder_choice_person_id", "reminder_choice", ["person_id"], unique=False)
