"""Who was there, the papers and qualifications that come of it, and what people thought of a training."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.tables import Dated, Keyed, NetworkBase, utcnow
from portal.trainings.models import Training

KINDS = ("attendance", "completion")
SCALES = ("useful", "clear", "room_to_talk", "practical", "recommend")
"""What is asked of everybody on a scale of 1 to 5; each may stay open."""
LOWEST, HIGHEST = 1, 5


class Attendance(NetworkBase):
    """Whether somebody was at one session. Ticked twice it is the same row."""

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_session_id", "session_id"),)
    sign_up_id: Mapped[UUID] = mapped_column(ForeignKey("sign_up.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), primary_key=True
    )
    present: Mapped[bool]
    """False: ticked, and taken back."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    marked_at: Mapped[datetime] = mapped_column(default=utcnow)


class Certificate(Keyed, Dated, NetworkBase):
    """A paper as it was written: it does not change when a name, a title or a tick does later.

    Another one takes its place then, and this one is withdrawn.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("kind in ('attendance', 'completion')", name="kind"),
        CheckConstraint("withdrawn_why in ('', 'steward', 'replaced')", name="withdrawn_why"),
        CheckConstraint("(withdrawn_why = '') = (withdrawn_at is null)", name="withdrawn_says_why"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_certificate_training_id", "training_id"),
        Index("ix_certificate_person_id", "person_id"),
        Index(
            "uq_certificate_one_valid",
            "sign_up_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
    )
    code: Mapped[str] = mapped_column(unique=True)
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"))
    sign_up_id: Mapped[UUID] = mapped_column(ForeignKey("sign_up.id", ondelete="CASCADE"))
    """The first of the holder's sign-ups for this training."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    kind: Mapped[str]
    name: Mapped[str]
    title: Mapped[str]
    """Of the training."""
    sittings: Mapped[list[list[str]]] = mapped_column(JSON)
    """The sessions attended: when each began and ended (ISO 8601), and its topic."""
    locale: Mapped[str]
    issued_on: Mapped[date]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(default="")
    """steward: on purpose, so no other is written by itself. replaced: what it says was put right."""

    training: Mapped[Training] = relationship(lazy="raise", viewonly=True)

    @property
    def moments(self) -> list[tuple[datetime, datetime, str]]:
        """The sessions attended: from when, until when, about what."""
        return [
            (datetime.fromisoformat(first), datetime.fromisoformat(last), topic)
            for first, last, topic in self.sittings
        ]


class Qualification(Keyed, Dated, NetworkBase):
    """What somebody may call themselves after a whole training, until it has to be done anew."""

    __tablename__ = "qualification"
    __table_args__ = (
        CheckConstraint("code <> '' and label <> ''", name="named"),
        Index("ix_qualification_person_id", "person_id"),
        Index("ix_qualification_valid_until", "valid_until"),
        Index("uq_qualification_once", "training_id", "person_id", "code", unique=True),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"))
    code: Mapped[str]
    label: Mapped[str]
    valid_until: Mapped[date | None]
    """The last day; None: for ever."""


class Evaluation(NetworkBase):
    """That those who came to a training were asked what they thought of it."""

    __tablename__ = "evaluation"
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"), primary_key=True)
    asked: Mapped[int]
    asked_on: Mapped[date]
    until: Mapped[date]
    """The last day to answer."""


class EvaluationTicket(NetworkBase):
    """The right to answer once. It does not say whose it is, and is gone with the answer."""

    __tablename__ = "evaluation_ticket"
    __table_args__ = (Index("ix_evaluation_ticket_training_id", "training_id"),)
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    training_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.training_id", ondelete="CASCADE"))


class EvaluationAnswer(NetworkBase):
    """What somebody thought. Nothing in it tells who or at which hour: the key is random, the day is all."""

    __tablename__ = "evaluation_answer"
    __table_args__ = (
        CheckConstraint(
            "useful between 1 and 5 and clear between 1 and 5 and room_to_talk between 1 and 5"
            " and practical between 1 and 5 and recommend between 1 and 5",
            name="scales",
        ),
        Index("ix_evaluation_answer_training_id", "training_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    training_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.training_id", ondelete="CASCADE"))
    day: Mapped[date]
    useful: Mapped[int | None]
    clear: Mapped[int | None]
    room_to_talk: Mapped[int | None]
    practical: Mapped[int | None]
    recommend: Mapped[int | None]
    remark: Mapped[str] = mapped_column(default="")
    shown: Mapped[bool] = mapped_column(default=False)
    """Shown to stewards, together with at least four others that came to light at the same moment."""
