"""Fees of trainings: prices, payments, invoices, refunds, vouchers."""

import sqlalchemy as sa
from alembic import op

from tenants.history import NETWORK_ROLE

revision = "n012"
down_revision = "n011"

TABLES = ("fee_settings", "fee", "fee_voucher", "payment", "payment_line", "invoice", "refund")


def upgrade() -> None:
    """Create the tables, and say what the network's login may do with each."""
    _fee_settings()
    _fee()
    _fee_voucher()
    _payment()
    _payment_line()
    _invoice()
    _refund()
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {NETWORK_ROLE}")


def _fee_settings() -> None:
    op.create_table(
        "fee_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("registration", sa.Text(), nullable=False),
        sa.Column("vat", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("invoice_year", sa.Integer(), nullable=False),
        sa.Column("invoice_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("not ready or account <> ''", name="ck_fee_settings_ready_has_account"),
        sa.CheckConstraint("days between 1 and 90", name="ck_fee_settings_days"),
        sa.CheckConstraint("id = 1", name="ck_fee_settings_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_fee_settings"),
    )


def _fee() -> None:
    op.create_table(
        "fee",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("full_cents", sa.Integer(), nullable=False),
        sa.Column("reduced_cents", sa.Integer(), nullable=True),
        sa.Column("zero", sa.Boolean(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("invoice", sa.Boolean(), nullable=False),
        sa.Column("full_back_days", sa.Integer(), nullable=False),
        sa.Column("late_back", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "full_back_days between 0 and 90 and late_back between 0 and 100", name="ck_fee_back"
        ),
        sa.CheckConstraint("full_cents between 50 and 1000000", name="ck_fee_full"),
        sa.CheckConstraint("online or invoice", name="ck_fee_a_way"),
        sa.CheckConstraint("reduced_cents between 50 and full_cents", name="ck_fee_reduced"),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_fee_training_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("training_id", name="pk_fee"),
    )


def _fee_voucher() -> None:
    op.create_table(
        "fee_voucher",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("issued_to", sa.Text(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("issued_to <> ''", name="ck_fee_voucher_issued_to"),
        sa.CheckConstraint(
            "places between 1 and 500 and used between 0 and places", name="ck_fee_voucher_used"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_fee_voucher_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_fee_voucher_training_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fee_voucher"),
        sa.UniqueConstraint("code", name="uq_fee_voucher_code"),
    )
    op.create_index("ix_fee_voucher_training_id", "fee_voucher", ["training_id"], unique=False)


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("training_id", sa.Uuid(), nullable=True),
        sa.Column("sign_up_id", sa.Uuid(), nullable=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("checkout", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voucher_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'paid') = (paid_at is not null)", name="ck_payment_paid_says_when"),
        sa.CheckConstraint("(way = 'voucher') = (voucher_id is not null)", name="ck_payment_voucher"),
        sa.CheckConstraint(
            "cents >= 0 and (cents > 0 or way in ('voucher', 'free'))", name="ck_payment_cents"
        ),
        sa.CheckConstraint("state in ('open', 'processing', 'paid', 'over')", name="ck_payment_state"),
        sa.CheckConstraint("way in ('online', 'invoice', 'voucher', 'free')", name="ck_payment_way"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_payment_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name="fk_payment_sign_up_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name="fk_payment_training_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["fee_voucher.id"], name="fk_payment_voucher_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
    )
    op.create_index(
        "ix_payment_intent", "payment", ["intent"], unique=False, postgresql_where=sa.text("intent <> ''")
    )
    op.create_index("ix_payment_training_id", "payment", ["training_id"], unique=False)
    op.create_index("ix_payment_voucher_id", "payment", ["voucher_id"], unique=False)
    op.create_index(
        "uq_payment_checkout",
        "payment",
        ["checkout"],
        unique=True,
        postgresql_where=sa.text("checkout <> ''"),
    )
    op.create_index(
        "uq_payment_one_open",
        "payment",
        ["sign_up_id"],
        unique=True,
        postgresql_where=sa.text("state in ('open', 'processing')"),
    )


def _payment_line() -> None:
    op.create_table(
        "payment_line",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("sign_up_id", sa.Uuid(), nullable=True),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("back_cents", sa.Integer(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("rate in ('full', 'reduced', 'zero')", name="ck_payment_line_rate"),
        sa.CheckConstraint("cents >= 0 and back_cents between 0 and cents", name="ck_payment_line_back"),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name="fk_payment_line_payment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name="fk_payment_line_sign_up_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment_line"),
    )
    op.create_index("ix_payment_line_payment_id", "payment_line", ["payment_id"], unique=False)
    op.create_index("ix_payment_line_sign_up_id", "payment_line", ["sign_up_id"], unique=False)


def _invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_name <> ''", name="ck_invoice_to_name"),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name="fk_invoice_payment_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invoice"),
        sa.UniqueConstraint("number", name="uq_invoice_number"),
        sa.UniqueConstraint("payment_id", name="uq_invoice_payment_id"),
        sa.UniqueConstraint("reference", name="uq_invoice_reference"),
    )
    op.create_index(
        "ix_invoice_due_on",
        "invoice",
        ["due_on"],
        unique=False,
        postgresql_where=sa.text("reminded_on is null"),
    )


def _refund() -> None:
    op.create_table(
        "refund",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stripe_id", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('due', 'pending', 'done', 'failed', 'by_hand')", name="ck_refund_state"
        ),
        sa.CheckConstraint("why in ('gave_up', 'called_off', 'too_late', 'twice')", name="ck_refund_why"),
        sa.CheckConstraint("cents > 0", name="ck_refund_cents"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_refund_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["line_id"], ["payment_line.id"], name="fk_refund_line_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name="fk_refund_payment_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
    )
    op.create_index("ix_refund_line_id", "refund", ["line_id"], unique=False)
    op.create_index("ix_refund_payment_id", "refund", ["payment_id"], unique=False)
    op.create_index(
        "ix_refund_stripe_id",
        "refund",
        ["stripe_id"],
        unique=False,
        postgresql_where=sa.text("stripe_id <> ''"),
    )
