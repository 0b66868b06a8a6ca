"""Days to choose from, codes for people of other networks, the group says yes, a form that two may change."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n014"
down_revision = "n013"

TABLES = ("training_date", "training_invitation", "training_interest")
APPROVAL = "approval in ('', 'steward', 'group')"
WHY = "why in ('gave_up', 'called_off', 'too_late', 'twice', 'outside')"


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    op.add_column("training", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    _check_anew("training", "approval", APPROVAL)
    _check_anew("refund", "why", WHY)
    _dates()
    _invitations()
    _interest()
    op.add_column("sign_up", sa.Column("invitation_id", sa.Uuid(), nullable=True))
    op.add_column("sign_up", sa.Column("group_until", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        "fk_sign_up_invitation_id", "sign_up", "training_invitation", ["invitation_id"], ["id"],
        ondelete="SET NULL",
    )  # fmt: skip
    op.create_index("ix_sign_up_invitation_id", "sign_up", ["invitation_id"], unique=False)
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _check_anew(table: str, name: str, condition: str) -> None:
    op.drop_constraint(f"ck_{table}_{name}", table, type_="check")
    op.create_check_constraint(f"ck_{table}_{name}", table, condition)


def _own() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _leads(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def _dates() -> None:
    op.create_table(
        "training_date",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        *_own(),
        sa.CheckConstraint("ends_at > starts_at", name="ck_training_date_ends_after_start"),
        _leads("training_date", "training_id", "training", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_training_date"),
    )
    columns = ["training_id", "starts_at"]
    op.create_index("ix_training_date_training_id_starts_at", "training_date", columns, unique=False)
    chosen = sa.text("chosen_at is not null")
    op.create_index(
        "uq_training_date_chosen", "training_date", ["training_id"], unique=True, postgresql_where=chosen
    )


def _invitations() -> None:
    op.create_table(
        "training_invitation",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        *_own(),
        sa.CheckConstraint("label <> ''", name="ck_training_invitation_label"),
        sa.CheckConstraint(
            "places between 1 and 500 and used between 0 and places", name="ck_training_invitation_used"
        ),
        _leads("training_invitation", "training_id", "training", "CASCADE"),
        _leads("training_invitation", "by_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_training_invitation"),
        sa.UniqueConstraint("code_hash", name="uq_training_invitation_code_hash"),
    )
    op.create_index(
        "ix_training_invitation_training_id", "training_invitation", ["training_id"], unique=False
    )


def _interest() -> None:
    table, days = "training_interest", ("first_id", "second_id", "third_id")
    op.create_table(
        table,
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("email", "name", "locale")),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in ("group_id", "invitation_id", *days)),
        *_own(),
        sa.CheckConstraint("name <> ''", name="ck_training_interest_name"),
        sa.CheckConstraint("email = lower(email) and email like '%@%'", name="ck_training_interest_email"),
        sa.CheckConstraint(
            "first_id <> second_id and first_id <> third_id and second_id <> third_id",
            name="ck_training_interest_each_day_once",
        ),
        _leads(table, "training_id", "training", "CASCADE"),
        _leads(table, "person_id", "person", "CASCADE"),
        _leads(table, "group_id", "support_group", "SET NULL"),
        _leads(table, "invitation_id", "training_invitation", "SET NULL"),
        *(_leads(table, name, "training_date", "SET NULL") for name in days),
        sa.PrimaryKeyConstraint("id", name="pk_training_interest"),
    )
    columns = ["training_id", "email"]
    op.create_index("uq_training_interest_training_id_email", table, columns, unique=True)
    for name in (*days, "person_id"):
        op.create_index(f"ix_training_interest_{name}", table, [name], unique=False)
