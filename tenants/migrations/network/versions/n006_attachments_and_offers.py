"""Files that hang on things, and standing offers."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n006"
down_revision = "n005"

CHANGEABLE = ("attachment", "standing_offer", "offer_question")


def upgrade() -> None:
    """Create the tables and say what the network's login may do with each."""
    _attachments()
    _offers()
    for table in CHANGEABLE:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "media_type in ('application/pdf', 'image/jpeg', 'image/png')", name="ck_attachment_media_type"
        ),
        sa.CheckConstraint("size = octet_length(data)", name="ck_attachment_size"),
        sa.CheckConstraint("slot between 0 and 4", name="ck_attachment_slot"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_attachment_by_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index(
        "uq_attachment_owner_kind_owner_id_slot",
        "attachment",
        ["owner_kind", "owner_id", "slot"],
        unique=True,
    )


def _offers() -> None:
    op.create_table(
        "standing_offer",
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('open', 'given', 'withdrawn', 'ended')", name="ck_standing_offer_state"
        ),
        sa.CheckConstraint("title <> ''", name="ck_standing_offer_title"),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_standing_offer_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_standing_offer_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_standing_offer"),
    )
    op.create_index("ix_standing_offer_group_id", "standing_offer", ["group_id"], unique=False)
    op.create_index(
        "ix_standing_offer_until",
        "standing_offer",
        ["until"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "offer_question",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step between 0 and 2", name="ck_offer_question_step"),
        sa.CheckConstraint(
            "(answered_at is null) = (in_time is null)", name="ck_offer_question_answered_says_when"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name="fk_offer_question_answered_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_offer_question_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_offer_question_group_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["standing_offer.id"], name="fk_offer_question_offer_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_offer_question"),
    )
    op.create_index("ix_offer_question_offer_id", "offer_question", ["offer_id"], unique=False)
    op.create_index(
        "ix_offer_question_due_at",
        "offer_question",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at is not null"),
    )
