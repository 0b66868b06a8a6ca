"""People of one network, how they sign in, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.tables import Dated, Keyed, NetworkBase


class Person(Keyed, Dated, NetworkBase):
    """Somebody with an account in this network, and in this network only."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email) and email like '%@%'", name="email"),)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    locale: Mapped[str | None]
    is_steward: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """False once the account was ended; Flask-Login asks this."""
        return self.ended_at is None

    def get_id(self) -> str:
        """The key as Flask-Login wants it."""
        return str(self.id)


class SignInCode(Keyed, Dated, NetworkBase):
    """A code underway by mail, bound to the browser that asked for it (`browser_hash`)."""

    __tablename__ = "sign_in_code"
    browser_hash: Mapped[bytes] = mapped_column(unique=True)
    code_hash: Mapped[bytes]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)


class SignedIn(Keyed, Dated, NetworkBase):
    """One browser in which a person is signed in; the cookie's token is stored hashed."""

    __tablename__ = "signed_in"
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(default="")


class Invitation(Keyed, Dated, NetworkBase):
    """A steward's invitation: single use, bound to one address and one role."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_email", "email"),)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    is_steward: Mapped[bool] = mapped_column(default=False)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="CASCADE"))
    as_stand_in: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """With a group: to stand in for its contact persons."""
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @property
    def role(self) -> str:
        """What it makes of somebody: "steward", "contact" or "stand_in" (of a group), or "participant"."""
        if self.is_steward:
            return "steward"
        if self.group_id is None:
            return "participant"
        return "stand_in" if self.as_stand_in else "contact"

    def is_open(self, moment: datetime) -> bool:
        """Whether it can be accepted at this moment."""
        return self.used_at is None and self.revoked_at is None and moment < self.expires_at
