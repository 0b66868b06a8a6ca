"""Meetings that recur, places that close, stand-ins, and a group's own house."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.history import NETWORK_ROLE

revision = "n003"
down_revision = "n002"


def upgrade() -> None:
    """Create the tables, say what the network's login may do with each, and take over what was known."""
    _contacts_and_places()
    _groups()
    _meetings()
    _closures()
    _proposals()
    _history()
    _claims()
    op.execute(
        "INSERT INTO meeting (id, created_at, group_id, position, text, rrule, starts_at, ends_at, zone,"
        " not_months, mode, sequence)"
        " SELECT gen_random_uuid(), now(), id, 0, meeting_text, rrule, starts_at, ends_at,"
        " 'Europe/Amsterdam', '{}', '', 0 FROM support_group"
        " WHERE meeting_text <> '' OR rrule <> '' OR starts_at IS NOT NULL"
    )


def _contacts_and_places() -> None:
    op.add_column("group_contact", sa.Column("role", sa.Text(), server_default="contact", nullable=False))
    op.add_column("group_contact", sa.Column("away_until", sa.Date(), nullable=True))
    op.add_column(
        "invitation",
        sa.Column("as_stand_in", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("location", sa.Column("step_free", sa.Boolean(), nullable=True))
    op.add_column("location", sa.Column("directions", sa.Text(), server_default="", nullable=False))
    op.add_column("location", sa.Column("lat", sa.Double(), nullable=True))
    op.add_column("location", sa.Column("lon", sa.Double(), nullable=True))
    op.create_check_constraint("ck_group_contact_role", "group_contact", "role in ('contact', 'stand_in')")


def _groups() -> None:
    op.add_column("support_group", sa.Column("paused_until", sa.Date(), nullable=True))
    op.add_column("support_group", sa.Column("elsewhere", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "support_group", sa.Column("word_for_contact", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "support_group", sa.Column("word_for_participant", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("support_group", sa.Column("house_rules", sa.Text(), server_default="", nullable=False))
    op.add_column("support_group", sa.Column("neutral_title", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "support_group",
        sa.Column("shown_to", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column(
        "support_group",
        sa.Column("first_names_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("not_months", sa.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode in ('', 'in-person', 'online', 'phone')", name="ck_meeting_mode"),
        sa.CheckConstraint(
            "last_on is null or first_on is null or last_on >= first_on", name="ck_meeting_ends_after_start"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_meeting_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_meeting_location_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON meeting TO {NETWORK_ROLE}")
    op.create_index("ix_meeting_group_id_position", "meeting", ["group_id", "position"], unique=False)
    op.create_index("ix_meeting_location_id", "meeting", ["location_id"], unique=False)
    op.create_table(
        "meeting_change",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'moved') = (to_date is not null)", name="ck_meeting_change_moved_says_where_to"
        ),
        sa.CheckConstraint("kind in ('cancelled', 'moved', 'extra')", name="ck_meeting_change_kind"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_change_meeting_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_change"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON meeting_change TO {NETWORK_ROLE}")
    op.create_index(
        "uq_meeting_change_meeting_id_on_date", "meeting_change", ["meeting_id", "on_date"], unique=True
    )


def _closures() -> None:
    op.create_table(
        "location_closure",
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until_on is null or until_on > from_on", name="ck_location_closure_opens_later"),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_location_closure_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_location_closure_location_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_location_closure"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON location_closure TO {NETWORK_ROLE}")
    op.create_index("ix_location_closure_location_id", "location_closure", ["location_id"], unique=False)


def _proposals() -> None:
    op.create_table(
        "group_proposal",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("wished", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("taken", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("from_list", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at is null)", name="ck_group_proposal_decided_when_not_open"
        ),
        sa.CheckConstraint(
            "state in ('open', 'accepted', 'declined', 'withdrawn')", name="ck_group_proposal_state"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_group_proposal_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name="fk_group_proposal_decided_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_group_proposal_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_group_proposal"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON group_proposal TO {NETWORK_ROLE}")
    op.create_index("ix_group_proposal_group_id", "group_proposal", ["group_id"], unique=False)
    op.create_index(
        "ix_group_proposal_open",
        "group_proposal",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "proposal_remark",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_proposal_remark_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["group_proposal.id"], name="fk_proposal_remark_proposal_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_remark"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON proposal_remark TO {NETWORK_ROLE}")
    op.create_index("ix_proposal_remark_proposal_id", "proposal_remark", ["proposal_id"], unique=False)


def _history() -> None:
    """History: the network's login adds to it and reads it; it goes with its group."""
    op.create_table(
        "group_change",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_group_change_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_group_change_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_group_change"),
    )
    op.execute(f"GRANT SELECT, INSERT ON group_change TO {NETWORK_ROLE}")
    op.create_index(
        "ix_group_change_group_id_created_at", "group_change", ["group_id", "created_at"], unique=False
    )


def _claims() -> None:
    op.create_table(
        "group_claim",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how in ('mail', 'phone')", name="ck_group_claim_how"),
        sa.CheckConstraint("state in ('open', 'granted', 'refused', 'lapsed')", name="ck_group_claim_state"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["support_group.id"], name="fk_group_claim_group_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_group_claim"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON group_claim TO {NETWORK_ROLE}")
    op.create_index("ix_group_claim_group_id", "group_claim", ["group_id"], unique=False)
