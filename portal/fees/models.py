"""What a training costs, and what became of the money: payments, invoices, refunds, vouchers. In cents."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.signups.models import SignUp
from portal.tables import Dated, Keyed, NetworkBase, utcnow
from tenants.registry import ControlBase

RATES = ("full", "reduced", "zero")
WAYS = ("online", "invoice", "voucher", "free")
"""voucher: another network or a group pays for its own people. free: the zero rate."""
UNPAID = ("open", "processing")
"""open: somebody is on the pay page, or has an invoice. processing: a transfer that is on its way."""
STATES = (*UNPAID, "paid", "over")
"""over: nobody can pay it any more (the pay page closed, the invoice was withdrawn)."""


class Fee(NetworkBase):
    """What a training costs, and what comes back to who cannot come. Without a row it is free of charge."""

    __tablename__ = "fee"
    __table_args__ = (
        CheckConstraint("full_cents between 50 and 1000000", name="full"),
        CheckConstraint("reduced_cents between 50 and full_cents", name="reduced"),
        CheckConstraint("full_back_days between 0 and 90 and late_back between 0 and 100", name="back"),
        CheckConstraint("online or invoice", name="a_way"),
    )
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"), primary_key=True)
    full_cents: Mapped[int]
    reduced_cents: Mapped[int | None]
    """None: there is no reduced rate. Nobody has to prove anything for it."""
    zero: Mapped[bool] = mapped_column(default=True)
    """Whoever cannot pay comes for nothing, without saying why."""
    online: Mapped[bool] = mapped_column(default=True)
    invoice: Mapped[bool] = mapped_column(default=True)
    full_back_days: Mapped[int] = mapped_column(default=7)
    """Whoever cancels so many days before it begins, or earlier, gets everything back."""
    late_back: Mapped[int] = mapped_column(default=0)
    """How much of a hundred comes back after that."""


class FeeSettings(NetworkBase):
    """Who collects: what stands on invoices, and the network's account for online payments. One row."""

    __tablename__ = "fee_settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("days between 1 and 90", name="days"),
        CheckConstraint("not ready or account <> ''", name="ready_has_account"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    name: Mapped[str] = mapped_column(default="")
    """The legal name of the body behind the network."""
    address: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="")
    registration: Mapped[str] = mapped_column(default="")
    vat: Mapped[str] = mapped_column(default="")
    """What an invoice says about VAT."""
    days: Mapped[int] = mapped_column(default=14)
    """Within which an invoice is paid."""
    account: Mapped[str] = mapped_column(default="")
    """The connected account; made through us, never typed."""
    ready: Mapped[bool] = mapped_column(default=False)
    """That account may take payments."""
    invoice_year: Mapped[int] = mapped_column(default=0)
    invoice_number: Mapped[int] = mapped_column(default=0)
    """The last number given in that year: invoices are numbered without a gap."""

    @property
    def invoices(self) -> bool:
        """Enough is known to write an invoice."""
        return bool(self.name and self.address and self.iban)


class FeeAccount(ControlBase):
    """Which network collects on which account: how an event finds its network. Own rows only."""

    __tablename__ = "fee_account"
    __table_args__ = ({"schema": "shared"},)
    role: Mapped[str] = mapped_column(Text, primary_key=True, server_default=text("current_user"))
    account: Mapped[str] = mapped_column(Text, index=True)


class Voucher(Keyed, Dated, NetworkBase):
    """A number of places that somebody else pays for."""

    __tablename__ = "fee_voucher"
    __table_args__ = (
        CheckConstraint("places between 1 and 500 and used between 0 and places", name="used"),
        CheckConstraint("issued_to <> ''", name="issued_to"),
    )
    code: Mapped[str] = mapped_column(unique=True)
    issued_to: Mapped[str]
    """The network or group that pays."""
    training_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training.id", ondelete="CASCADE"), index=True
    )
    """None: for any training here."""
    places: Mapped[int] = mapped_column(default=1)
    used: Mapped[int] = mapped_column(default=0)
    until: Mapped[date]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class Payment(Keyed, Dated, NetworkBase):
    """One way in which one party pays. Its id is the key under which Stripe knows our requests."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("way in ('online', 'invoice', 'voucher', 'free')", name="way"),
        CheckConstraint("state in ('open', 'processing', 'paid', 'over')", name="state"),
        CheckConstraint("cents >= 0 and (cents > 0 or way in ('voucher', 'free'))", name="cents"),
        CheckConstraint("(state = 'paid') = (paid_at is not null)", name="paid_says_when"),
        CheckConstraint("(way = 'voucher') = (voucher_id is not null)", name="voucher"),
        Index("uq_payment_checkout", "checkout", unique=True, postgresql_where=text("checkout <> ''")),
        Index("ix_payment_intent", "intent", postgresql_where=text("intent <> ''")),
        Index("ix_payment_training_id", "training_id"),
        Index("ix_payment_voucher_id", "voucher_id"),
        Index(
            "uq_payment_one_open",
            "sign_up_id",
            unique=True,
            postgresql_where=text("state in ('open', 'processing')"),
        ),
    )
    training_id: Mapped[UUID | None] = mapped_column(ForeignKey("training.id", ondelete="SET NULL"))
    sign_up_id: Mapped[UUID | None] = mapped_column(ForeignKey("sign_up.id", ondelete="SET NULL"))
    """Whoever signed the party up and pays."""
    way: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    cents: Mapped[int]
    checkout: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    """The pay page, as long as it is open."""
    intent: Mapped[str] = mapped_column(default="")
    """Stripe's name of the money, for refunds."""
    until: Mapped[datetime | None]
    """When the pay page closes."""
    paid_at: Mapped[datetime | None]
    voucher_id: Mapped[UUID | None] = mapped_column(ForeignKey("fee_voucher.id", ondelete="RESTRICT"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """The steward who wrote down that it was paid, or waived it."""
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)

    lines: Mapped[list[PaymentLine]] = relationship(lazy="raise", passive_deletes=True)
    invoice: Mapped[Invoice | None] = relationship(lazy="raise", passive_deletes=True)


class PaymentLine(Keyed, NetworkBase):
    """What of a payment is for whom, and how much of it went back."""

    __tablename__ = "payment_line"
    __table_args__ = (
        CheckConstraint("rate in ('full', 'reduced', 'zero')", name="rate"),
        CheckConstraint("cents >= 0 and back_cents between 0 and cents", name="back"),
        Index("ix_payment_line_payment_id", "payment_id"),
        Index("ix_payment_line_sign_up_id", "sign_up_id"),
    )
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id", ondelete="CASCADE"))
    sign_up_id: Mapped[UUID | None] = mapped_column(ForeignKey("sign_up.id", ondelete="SET NULL"))
    rate: Mapped[str]
    cents: Mapped[int]
    back_cents: Mapped[int] = mapped_column(default=0)
    """Sent back, or about to be."""
    released: Mapped[bool] = mapped_column(default=False)
    """Its place was given up: the money is no longer for a place."""

    sign_up: Mapped[SignUp | None] = relationship(lazy="raise")


class Invoice(Keyed, Dated, NetworkBase):
    """The paper of a payment by bank transfer. It names no training: it passes through other hands."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("to_name <> ''", name="to_name"),
        Index("ix_invoice_due_on", "due_on", postgresql_where=text("reminded_on is null")),
    )
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id", ondelete="CASCADE"), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str] = mapped_column(unique=True)
    """What the payer writes on the transfer (ISO 11649)."""
    to_name: Mapped[str]
    to_address: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date]
    due_on: Mapped[date]
    reminded_on: Mapped[date | None]


class Refund(Keyed, Dated, NetworkBase):
    """Money that goes back. Its id is the key under which Stripe knows the request."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("cents > 0", name="cents"),
        CheckConstraint("state in ('due', 'pending', 'done', 'failed', 'by_hand')", name="state"),
        CheckConstraint("why in ('gave_up', 'called_off', 'too_late', 'twice', 'outside')", name="why"),
        Index("ix_refund_payment_id", "payment_id"),
        Index("ix_refund_line_id", "line_id"),
        Index("ix_refund_stripe_id", "stripe_id", postgresql_where=text("stripe_id <> ''")),
    )
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id", ondelete="CASCADE"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("payment_line.id", ondelete="CASCADE"))
    cents: Mapped[int]
    why: Mapped[str]
    """outside: somebody of the network sent it back on the pages of the payment service."""
    state: Mapped[str] = mapped_column(default="due")
    """due: not asked for yet. by_hand: a steward transfers it. failed: it came back, one looks at it."""
    stripe_id: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    payment: Mapped[Payment] = relationship(lazy="raise")
