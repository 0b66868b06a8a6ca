"""Groups with their themes and places, invitations, tasks and imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.history import NETWORK_ROLE

revision = "n002"
down_revision = "n001"

CHANGEABLE = (
    "theme",
    "location",
    "support_group",
    "group_contact",
    "group_theme",
    "invitation",
    "task",
    "import_run",
    "import_row",
    "group_source",
)


def upgrade() -> None:
    """Create the tables and say what the network's login may do with each."""
    _themes_and_places()
    _groups()
    _links()
    _tasks_and_imports()
    for table in CHANGEABLE:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _themes_and_places() -> None:
    op.create_table(
        "theme",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("nl", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("de", sa.Text(), nullable=False),
        sa.Column("synonyms", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["theme.code"], name="fk_theme_parent"),
        sa.PrimaryKeyConstraint("code", name="pk_theme"),
    )
    op.create_table(
        "location",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("access_note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
        sa.UniqueConstraint("identity", name="uq_location_identity"),
    )


def _groups() -> None:
    op.create_table(
        "support_group",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("audiences", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("audience_note", sa.Text(), nullable=False),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("by_phone", sa.Boolean(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("meeting_text", sa.Text(), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_note", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("costs", sa.Text(), nullable=False),
        sa.Column("access_note", sa.Text(), nullable=False),
        sa.Column("joining", sa.Text(), nullable=False),
        sa.Column("network_note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_precision", sa.Text(), nullable=False),
        sa.Column("verified_how", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("joining in ('', 'open', 'intake', 'closed')", name="ck_support_group_joining"),
        sa.CheckConstraint("name <> '' and sort_key <> ''", name="ck_support_group_name"),
        sa.CheckConstraint(
            "not listed or phone <> '' or email <> '' or website <> ''",
            name="ck_support_group_listed_can_be_reached",
        ),
        sa.CheckConstraint("state in ('active', 'paused', 'ended')", name="ck_support_group_state"),
        sa.CheckConstraint(
            "verified_precision in ('day', 'month', 'year')", name="ck_support_group_verified_precision"
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_support_group_location_id"),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["person.id"], name="fk_support_group_verified_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_support_group"),
        sa.UniqueConstraint("slug", name="uq_support_group_slug"),
        sa.UniqueConstraint("source_key", name="uq_support_group_source_key"),
    )
    op.create_index(
        "ix_support_group_document", "support_group", ["document"], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_support_group_location_id", "support_group", ["location_id"], unique=False)
    op.create_index("ix_support_group_sort_key", "support_group", ["sort_key"], unique=False)


def _links() -> None:
    op.create_table(
        "group_contact",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_group_contact_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_group_contact_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="pk_group_contact"),
    )
    op.create_index("ix_group_contact_person_id", "group_contact", ["person_id"], unique=False)
    op.create_table(
        "group_theme",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("theme_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_group_theme_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_code"], ["theme.code"], name="fk_group_theme_theme_code"),
        sa.PrimaryKeyConstraint("group_id", "theme_code", name="pk_group_theme"),
    )
    op.create_index("ix_group_theme_theme_code", "group_theme", ["theme_code"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_steward", sa.Boolean(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_invitation_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["person.id"], name="fk_invitation_invited_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_index("ix_invitation_email", "invitation", ["email"], unique=False)


def _tasks_and_imports() -> None:
    op.create_table(
        "task",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name="fk_task_done_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_task_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_group_id", "task", ["group_id"], unique=False)
    op.create_index(
        "ix_task_open", "task", ["created_at"], unique=False, postgresql_where=sa.text("done_at is null")
    )
    op.create_index("uq_task_key", "task", ["key"], unique=True, postgresql_where=sa.text("done_at is null"))
    op.create_table(
        "import_run",
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("header_line", sa.Integer(), nullable=True),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('uploaded', 'checking', 'checked', 'importing', 'done', 'failed')",
            name="ck_import_run_state",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name="fk_import_run_created_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
    )
    op.create_table(
        "import_row",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remarks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('', 'new', 'update', 'same', 'duplicate', 'refused')", name="ck_import_row_outcome"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_import_row_group_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name="fk_import_row_run_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "line", name="pk_import_row"),
    )
    op.create_table(
        "group_source",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("marks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_group_source_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", name="pk_group_source"),
    )
