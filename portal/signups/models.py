"""Who signed up for a training, who waits, and what they answered."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.groups.models import Group
from portal.tables import Dated, Keyed, NetworkBase, utcnow
from portal.trainings.models import Training, TrainingSession

TAKING = ("held", "confirmed", "offered")
"""States that take a place. held: kept while somebody pays. offered: kept for somebody who waited."""
GOING_ON = ("asked", *TAKING, "waiting")
"""asked: somebody has to say yes first. In these states one person is in a training once."""
STATES = (*GOING_ON, "cancelled", "declined", "refused", "expired")
"""declined: did not want the place that was offered. refused: by the stewards. expired: time ran out."""
_ONCE = text(
    "session_id is null and email <> '' and state in ('asked', 'held', 'confirmed', 'offered', 'waiting')"
)
_ONCE_A_SESSION = text(
    "session_id is not null and email <> '' and state in ('asked', 'held', 'confirmed', 'offered', 'waiting')"
)


class SignUp(Keyed, Dated, NetworkBase):
    """One person for one training, or for one session of it where one signs up for single sessions.

    Those who come together share `party_id`, the id of who signed both up, and get their places together.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        CheckConstraint(
            "state in ('asked', 'held', 'confirmed', 'offered', 'waiting', 'cancelled', 'declined',"
            " 'refused', 'expired')",
            name="state",
        ),
        CheckConstraint("(state in ('held', 'offered')) = (kept_until is not null)", name="kept_has_end"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("email = lower(email)", name="email"),
        Index("ix_sign_up_training_id_state", "training_id", "state"),
        Index("ix_sign_up_person_id", "person_id"),
        Index("ix_sign_up_group_id", "group_id"),
        Index("ix_sign_up_session_id", "session_id"),
        Index("ix_sign_up_email", "email"),
        Index("ix_sign_up_brought_by_id", "brought_by_id"),
        Index("ix_sign_up_invitation_id", "invitation_id"),
        Index(
            "uq_sign_up_once",
            *("training_id", "email"),
            unique=True,
            postgresql_where=_ONCE,
        ),
        Index(
            "uq_sign_up_once_a_session",
            *("session_id", "email"),
            unique=True,
            postgresql_where=_ONCE_A_SESSION,
        ),
    )
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"))
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"))
    """Only where one signs up for single sessions (`Training.by_session`)."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """None: a guest, known by a mail address that was checked with a code."""
    email: Mapped[str] = mapped_column(default="")
    """Empty: somebody who comes along and is reached through who signed them up."""
    name: Mapped[str]
    """As it stands on lists; need not be the name of the account."""
    locale: Mapped[str] = mapped_column(default="")
    """The language of mails to a guest."""
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="SET NULL"))
    party_id: Mapped[UUID]
    brought_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("sign_up.id", ondelete="SET NULL"))
    """Who signed them up too; stays when the two do not get their places together after all."""
    alone_ok: Mapped[bool] = mapped_column(default=False)
    """When there is only one place for two, the first of them takes it."""
    state: Mapped[str] = mapped_column(default="confirmed")
    kept_until: Mapped[datetime | None]
    """Until when the place is held or offered."""
    queued_at: Mapped[datetime] = mapped_column(default=utcnow)
    """Who waits longest is first."""
    first: Mapped[bool] = mapped_column(default=False)
    """Before all others on the waiting list: the place was lost through no fault of theirs."""
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """The steward who put them on the list."""
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)
    invitation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_invitation.id", ondelete="SET NULL")
    )
    """The code by which somebody of another network came in."""
    group_until: Mapped[datetime | None]
    """asked: until then a contact person of the group decides; None or past: the stewards do."""

    training: Mapped[Training] = relationship(lazy="raise")
    session: Mapped[TrainingSession | None] = relationship(lazy="raise")
    group: Mapped[Group | None] = relationship(lazy="raise")


class Invited(Keyed, Dated, NetworkBase):
    """A code with which people of another network sign up as guests, also where the training is for our own.

    Only a keyed hash of the code is kept: it is shown once.
    """

    __tablename__ = "training_invitation"
    __table_args__ = (
        CheckConstraint("label <> ''", name="label"),
        CheckConstraint("places between 1 and 500 and used between 0 and places", name="used"),
        Index("ix_training_invitation_training_id", "training_id"),
    )
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"))
    label: Mapped[str]
    """Whose people have it; stands on the sheet."""
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    places: Mapped[int] = mapped_column(default=1)
    used: Mapped[int] = mapped_column(default=0)
    until: Mapped[date]
    revoked_at: Mapped[datetime | None]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class Interest(Keyed, Dated, NetworkBase):
    """Somebody who would come, and on which of the days that are offered. It takes no place."""

    __tablename__ = "training_interest"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("email = lower(email) and email like '%@%'", name="email"),
        CheckConstraint(
            "first_id <> second_id and first_id <> third_id and second_id <> third_id", name="each_day_once"
        ),
        Index("uq_training_interest_training_id_email", "training_id", "email", unique=True),
        *(Index(f"ix_training_interest_{name}", name) for name in ("first_id", "second_id", "third_id")),
        Index("ix_training_interest_person_id", "person_id"),
    )
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    email: Mapped[str]
    name: Mapped[str]
    locale: Mapped[str] = mapped_column(default="")
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_group.id", ondelete="SET NULL"))
    invitation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_invitation.id", ondelete="SET NULL")
    )
    first_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_date.id", ondelete="SET NULL"))
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_date.id", ondelete="SET NULL"))
    third_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_date.id", ondelete="SET NULL"))


class SignUpAnswer(Dated, NetworkBase):
    """What somebody answered to a question of the training."""

    __tablename__ = "sign_up_answer"
    __table_args__ = (Index("ix_sign_up_answer_question_id", "question_id"),)
    sign_up_id: Mapped[UUID] = mapped_column(ForeignKey("sign_up.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(
        ForeignKey("training_question.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]


class SignUpMail(Keyed, Dated, NetworkBase):
    """That somebody was told something, for the stewards' sheet; the text is not kept."""

    __tablename__ = "sign_up_mail"
    __table_args__ = (Index("ix_sign_up_mail_sign_up_id", "sign_up_id"),)
    sign_up_id: Mapped[UUID] = mapped_column(ForeignKey("sign_up.id", ondelete="CASCADE"))
    mail_id: Mapped[UUID | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"))
    kind: Mapped[str]


class GuestCheck(Keyed, Dated, NetworkBase):
    """A guest on the way to signing up: the code that went to their address, then that it was right."""

    __tablename__ = "sign_up_guest"
    __table_args__ = (CheckConstraint("email = lower(email) and email like '%@%'", name="email"),)
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"), index=True)
    email: Mapped[str]
    code_hash: Mapped[bytes]
    checked_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
