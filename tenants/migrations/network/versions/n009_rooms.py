"""Rooms and equipment, when they are closed, and their bookings."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n009"
down_revision = "n008"

LANE = "uuid_hash_extended(room_id, 0)::numeric * 1000000000000"
SINCE = "timestamptz '2000-01-01 00:00:00+00'"
TAKEN_ONCE = (
    "ALTER TABLE room_booking ADD CONSTRAINT ex_room_booking_taken_once EXCLUDE USING gist ("
    f"numrange({LANE} + extract(epoch from (starts_at - {SINCE})),"
    f" {LANE} + extract(epoch from (ends_at - {SINCE}))) WITH &&"
    ") WHERE (state in ('asked', 'booked', 'offered'))"
)


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    _rooms()
    _closures()
    _series()
    _bookings()
    for table in ("room", "room_closure", "room_series", "room_booking"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _rooms() -> None:
    op.create_table(
        "room",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("access_note", sa.Text(), nullable=False),
        sa.Column("house_rules", sa.Text(), nullable=False),
        sa.Column("price", sa.Text(), nullable=False),
        sa.Column("key_holder_id", sa.Uuid(), nullable=True),
        sa.Column("key_note", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.Column("ahead_days", sa.Integer(), nullable=False),
        sa.Column("hours_a_week", sa.Integer(), nullable=False),
        sa.Column("feed_round", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('room', 'equipment')", name="ck_room_kind"),
        sa.CheckConstraint("way in ('book', 'ask')", name="ck_room_way"),
        sa.CheckConstraint("who in ('groups', 'own')", name="ck_room_who"),
        sa.CheckConstraint(
            "notice_hours >= 0 and ahead_days > 0 and hours_a_week >= 0", name="ck_room_limits"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_room_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_room_location_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["key_holder_id"], ["person.id"], name="fk_room_key_holder_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
    )
    op.create_index("ix_room_group_id", "room", ["group_id"], unique=False)


def _closures() -> None:
    op.create_table(
        "room_closure",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until_on is null or until_on > from_on", name="ck_room_closure_opens_later"),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name="fk_room_closure_room_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_room_closure_by_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_room_closure"),
    )
    op.create_index("ix_room_closure_room_id", "room_closure", ["room_id"], unique=False)


def _series() -> None:
    op.create_table(
        "room_series",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes between 15 and 1440", name="ck_room_series_minutes"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_room_series_room_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_room_series_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_room_series_meeting_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_room_series_by_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_room_series"),
    )
    op.create_index("ix_room_series_group_id", "room_series", ["group_id"], unique=False)
    op.create_index(
        "uq_room_series_going_on",
        "room_series",
        ["room_id", "meeting_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )


def _bookings() -> None:
    op.create_table(
        "room_booking",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("series_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('asked', 'booked', 'offered', 'waiting', 'closed', 'cancelled', 'declined', 'lapsed')",
            name="ck_room_booking_state",
        ),
        sa.CheckConstraint("ends_at > starts_at", name="ck_room_booking_ends_after_start"),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until is not null)", name="ck_room_booking_offer_has_end"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name="fk_room_booking_room_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_room_booking_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_room_booking_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["series_id"], ["room_series.id"], name="fk_room_booking_series_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_room_booking"),
    )
    op.create_index("ix_room_booking_group_id", "room_booking", ["group_id"], unique=False)
    op.create_index(
        "ix_room_booking_room_id_starts_at", "room_booking", ["room_id", "starts_at"], unique=False
    )
    op.create_index(
        "uq_room_booking_series_id_series_on", "room_booking", ["series_id", "series_on"], unique=True
    )
    op.execute(TAKEN_ONCE)
