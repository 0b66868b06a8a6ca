"""The calendar: own entries, their exceptions, who comes, and personal calendars."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n015"
down_revision = "n014"

TABLES = ("calendar_entry", "calendar_entry_change", "calendar_entry_coming", "calendar_feed")


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    _entry()
    _change()
    _coming()
    _feed()
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _entry() -> None:
    op.create_table(
        "calendar_entry",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("online_link", sa.Text(), nullable=False),
        sa.Column("link_for", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("not_months", sa.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("coming", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('event', 'exchange', 'consultation', 'kitchen_visit')", name="ck_calendar_entry_kind"
        ),
        sa.CheckConstraint(
            "visibility in ('public', 'network', 'stewards')", name="ck_calendar_entry_visibility"
        ),
        sa.CheckConstraint(
            "link_for in ('public', 'network', 'stewards')", name="ck_calendar_entry_link_for"
        ),
        sa.CheckConstraint("title <> ''", name="ck_calendar_entry_title"),
        sa.CheckConstraint("days between 1 and 60", name="ck_calendar_entry_days"),
        sa.CheckConstraint(
            "last_on is null or last_on >= first_on", name="ck_calendar_entry_ends_after_start"
        ),
        sa.CheckConstraint(
            "ends_at is null or starts_at is not null", name="ck_calendar_entry_end_has_beginning"
        ),
        sa.CheckConstraint(
            "(cancelled_at is not null) or reason = ''", name="ck_calendar_entry_reason_of_cancelled"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_calendar_entry_group_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_calendar_entry_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_entry"),
    )
    op.create_index("ix_calendar_entry_first_on", "calendar_entry", ["first_on"], unique=False)
    op.create_index("ix_calendar_entry_group_id", "calendar_entry", ["group_id"], unique=False)


def _change() -> None:
    op.create_table(
        "calendar_entry_change",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('cancelled', 'moved')", name="ck_calendar_entry_change_kind"),
        sa.CheckConstraint(
            "(kind = 'moved') = (to_date is not null)", name="ck_calendar_entry_change_moved_says_where_to"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["calendar_entry.id"], name="fk_calendar_entry_change_entry_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_entry_change"),
    )
    op.create_index(
        "uq_calendar_entry_change_entry_id_on_date",
        "calendar_entry_change",
        ["entry_id", "on_date"],
        unique=True,
    )


def _coming() -> None:
    op.create_table(
        "calendar_entry_coming",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["calendar_entry.id"], name="fk_calendar_entry_coming_entry_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "on_date", "mark", name="pk_calendar_entry_coming"),
    )
    op.create_index("ix_calendar_entry_coming_on_date", "calendar_entry_coming", ["on_date"], unique=False)


def _feed() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("groups", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_calendar_feed_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feed"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feed_token_hash"),
    )
    op.create_index("ix_calendar_feed_person_id", "calendar_feed", ["person_id"], unique=False)
