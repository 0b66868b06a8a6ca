"""Trainings that groups do together: what they are, when, for whom, and what is asked of those who come."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.tables import Dated, Keyed, NetworkBase, new_id, utcnow

STATES = ("draft", "open", "closed", "confirmed", "cancelled", "done")
"""closed: nobody can sign up any more. confirmed: it goes ahead; places may be left. Full is counted."""
SIGNING = ("open", "confirmed")
"""States in which people can sign up, within the window."""
COMING = (*SIGNING, "closed")
"""It is going to take place, as far as anybody knows."""
VISIBILITIES = ("network", "public")
WHO = ("everyone", "accounts", "seats", "contacts")
"""Guests too; people with an account; contact persons and stand-ins of a group; contact persons only."""
APPROVALS = ("", "steward", "group")
KINDS = ("text", "choice", "number", "yes_no")
READERS = ("steward", "trainer")
"""trainer: those who give the training, and the stewards."""
YES_NO = ("yes", "no")
"""How answers to such a question are written."""


class Training(Keyed, Dated, NetworkBase):
    """One run of a course. Later runs are copies of it and share `course_id`.

    `taken` counts the places that are given or held; whoever changes it holds this row (`portal/signups`).
    That no more are given than there are does not hang on that: the table refuses it.
    """

    __tablename__ = "training"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'open', 'closed', 'confirmed', 'cancelled', 'done')", name="state"
        ),
        CheckConstraint("visibility in ('network', 'public')", name="visibility"),
        CheckConstraint("who in ('everyone', 'accounts', 'seats', 'contacts')", name="who"),
        CheckConstraint("approval in ('', 'steward', 'group')", name="approval"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("taken between 0 and capacity", name="taken"),
        CheckConstraint("minimum between 0 and capacity and per_group >= 0", name="limits"),
        CheckConstraint("signup_from is null or signup_until > signup_from", name="window"),
        CheckConstraint("forget_weeks between 0 and 52", name="forget_weeks"),
        CheckConstraint("(gives_code = '') = (gives_label = '')", name="gives"),
        CheckConstraint("whole_from between 0 and 60 and gives_months between 0 and 240", name="whole_from"),
        Index("ix_training_starts_at", "starts_at"),
        Index("ix_training_course_id", "course_id"),
    )
    course_id: Mapped[UUID] = mapped_column(default=new_id)
    """The same for all runs of one course: "done before" means any of them."""
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    target: Mapped[str] = mapped_column(default="")
    """For whom it is meant, in words; `who` is what is checked."""
    language: Mapped[str] = mapped_column(default="")
    """The language that is spoken, as words; "" says nothing."""
    accessibility: Mapped[str] = mapped_column(default="")
    costs: Mapped[str] = mapped_column(default="")
    """In words; "" means free of charge."""
    cancellation: Mapped[str] = mapped_column(default="")
    """Until when one can cancel, and what that costs, in words."""
    visibility: Mapped[str] = mapped_column(default="network")
    state: Mapped[str] = mapped_column(default="draft")

    capacity: Mapped[int] = mapped_column(default=12)
    taken: Mapped[int] = mapped_column(default=0)
    minimum: Mapped[int] = mapped_column(default=0)
    """Fewer than this, and it may not go ahead."""
    decide_on: Mapped[date | None]
    """The day on which the stewards say whether it goes ahead."""
    per_group: Mapped[int] = mapped_column(default=0)
    """Most places of one group, until `per_group_until`; 0 is no limit."""
    per_group_until: Mapped[datetime | None]
    """None: as long as people can sign up."""
    by_session: Mapped[bool] = mapped_column(default=False)
    """One signs up for single sessions, each with places of its own; else for the whole course."""
    signup_from: Mapped[datetime | None]
    """None: as soon as it is published."""
    signup_until: Mapped[datetime | None]
    """None: until it begins."""

    who: Mapped[str] = mapped_column(default="everyone")
    approval: Mapped[str] = mapped_column(default="")
    """Who says yes first; "" nobody has to. group: a contact person of the group that is named."""
    requires_course_id: Mapped[UUID | None]
    """The course that somebody has to have done before."""
    requires_code: Mapped[str] = mapped_column(default="", server_default="")
    """The qualification that has to be valid on the day of the first session."""
    forget_weeks: Mapped[int] = mapped_column(default=4)
    """How long after the end the answers to sensitive questions are kept."""
    whole_from: Mapped[int] = mapped_column(default=0, server_default="0")
    """Who was at so many sessions did the whole training; 0: all of them."""
    gives_code: Mapped[str] = mapped_column(default="", server_default="")
    """The qualification of who did the whole training; "" none."""
    gives_label: Mapped[str] = mapped_column(default="", server_default="")
    gives_months: Mapped[int] = mapped_column(default=0, server_default="0")
    """How long it is valid from the last session on; 0: for ever."""

    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    """The first and the last moment of its sessions, kept in step with them (`sessions.py`)."""
    confirmed_at: Mapped[datetime | None]
    """When the stewards said that it goes ahead."""
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    """What those who signed up are told."""
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """How often the form was saved: who saves what they opened before that is told (`merging.py`)."""

    sessions: Mapped[list[TrainingSession]] = relationship(
        lazy="raise", viewonly=True, order_by="TrainingSession.starts_at, TrainingSession.id"
    )
    questions: Mapped[list[TrainingQuestion]] = relationship(
        lazy="raise", viewonly=True, order_by="TrainingQuestion.position, TrainingQuestion.id"
    )

    @property
    def left(self) -> int:
        """Places that nobody has or is being held; of a training by session ask its sessions."""
        return self.capacity - self.taken

    def begun(self, moment: datetime) -> bool:
        """The first session has begun."""
        return self.starts_at is not None and self.starts_at <= moment

    def opens_later(self, moment: datetime) -> bool:
        """One can sign up, but not yet."""
        return self.state in SIGNING and self.signup_from is not None and moment < self.signup_from

    def takes_signups(self, moment: datetime) -> bool:
        """People can sign up now, for a place or for the waiting list."""
        until = self.deadline
        return (
            self.state in SIGNING
            and not self.opens_later(moment)
            and until is not None
            and self.starts_at is not None
            and moment < until
        )

    def takes_interest(self, moment: datetime) -> bool:
        """People can say which of the days they would come; that it offers any, who asks has seen."""
        over = self.signup_until is not None and self.signup_until <= moment
        return self.state in SIGNING and self.starts_at is None and not over and not self.opens_later(moment)

    @property
    def deadline(self) -> datetime | None:
        """Until when one can sign up and change one's answers; None: it has no dates yet.

        Single sessions go on taking people until the last of them begins.
        """
        ends = self.ends_at if self.by_session else self.starts_at
        return self.signup_until or ends


class TrainingSession(Keyed, Dated, NetworkBase):
    """One sitting of a training; moments, so that clock changes count."""

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("taken between 0 and capacity", name="taken"),
        Index("ix_training_session_training_id_starts_at", "training_id", "starts_at"),
        Index("ix_training_session_trainer_id", "trainer_id"),
        Index("uq_training_session_booking_id", "booking_id", unique=True),
    )
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    booking_id: Mapped[UUID | None] = mapped_column(ForeignKey("room_booking.id", ondelete="SET NULL"))
    """The room that is booked for it."""
    trainer: Mapped[str] = mapped_column(default="")
    """Who gives it, as everybody reads it."""
    trainer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """The account of who gives it: reads what trainers may read."""
    online_link: Mapped[str] = mapped_column(default="")
    """Only for those who have a place."""
    capacity: Mapped[int] = mapped_column(default=0)
    """Places of this session where one signs up for single sessions (`Training.by_session`); else 0."""
    taken: Mapped[int] = mapped_column(default=0)

    training: Mapped[Training] = relationship(lazy="raise", viewonly=True)

    @property
    def left(self) -> int:
        """Places of this session that nobody has or is being held."""
        return self.capacity - self.taken


class TrainingDate(Keyed, Dated, NetworkBase):
    """A day on which a training without sessions could be held; people say which they prefer."""

    __tablename__ = "training_date"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_training_date_training_id_starts_at", "training_id", "starts_at"),
        Index(
            "uq_training_date_chosen",
            "training_id",
            unique=True,
            postgresql_where=text("chosen_at is not null"),
        ),
    )
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    chosen_at: Mapped[datetime | None]
    """It became the day of the training."""


class TrainingQuestion(Keyed, Dated, NetworkBase):
    """Something that is asked of everybody who signs up."""

    __tablename__ = "training_question"
    __table_args__ = (
        CheckConstraint("kind in ('text', 'choice', 'number', 'yes_no')", name="kind"),
        CheckConstraint("readers in ('steward', 'trainer')", name="readers"),
        CheckConstraint("label <> ''", name="label"),
        CheckConstraint("kind <> 'choice' or cardinality(options) >= 2", name="choice_has_options"),
        CheckConstraint("depends_on_id is null or depends_on_id <> id", name="not_on_itself"),
        Index("ix_training_question_training_id", "training_id"),
        Index("ix_training_question_depends_on_id", "depends_on_id"),
    )
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(default="text")
    label: Mapped[str]
    help: Mapped[str] = mapped_column(default="")
    options: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    required: Mapped[bool] = mapped_column(default=False)
    readers: Mapped[str] = mapped_column(default="steward")
    sensitive: Mapped[bool] = mapped_column(default=False)
    """Its answers are deleted `Training.forget_weeks` after the end."""
    depends_on_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_question.id", ondelete="SET NULL")
    )
    """Asked only when the answer to that question is `depends_value`."""
    depends_value: Mapped[str] = mapped_column(default="")
    answers_deleted_at: Mapped[datetime | None]
    """When the answers to a sensitive question were deleted by rule."""

    training: Mapped[Training] = relationship(lazy="raise", viewonly=True)
