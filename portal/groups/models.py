"""Groups, what they are about, where they meet, and who speaks for them."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.tables import Dated, Keyed, NetworkBase, utcnow

AUDIENCES = ("everyone", "relatives", "parents", "partners", "women", "men", "young", "older")
JOINING = ("open", "intake", "closed")
STATES = ("active", "paused", "ended", "forming")
AUDIENCE_OF_A_FIELD = ("public", "network", "group")
"""Who may read a field of a group's page; what is not named in `Group.shown_to` is public."""
PRECISIONS = ("day", "month", "year")


class Theme(NetworkBase):
    """What groups are about: a tree of two levels with everyday words in three languages."""

    __tablename__ = "theme"
    code: Mapped[str] = mapped_column(primary_key=True)
    parent: Mapped[str | None] = mapped_column(ForeignKey("theme.code"))
    position: Mapped[int]
    nl: Mapped[str]
    en: Mapped[str]
    de: Mapped[str]
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)

    def name(self, locale: str) -> str:
        """The theme's name in the reader's language."""
        return str(getattr(self, locale if locale in ("nl", "en", "de") else "nl"))


class Location(Keyed, Dated, NetworkBase):
    """A place where groups meet; many groups can share one."""

    __tablename__ = "location"
    identity: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    access_note: Mapped[str] = mapped_column(default="")
    step_free: Mapped[bool | None]
    """One can get in without steps; None: nobody said."""
    directions: Mapped[str] = mapped_column(default="", server_default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    @property
    def line(self) -> str:
        """The place in one line, as people write it on an envelope."""
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (self.name, self.street, town) if part)


class GroupTheme(NetworkBase):
    """A group is about one or more themes."""

    __tablename__ = "group_theme"
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), primary_key=True
    )
    theme_code: Mapped[str] = mapped_column(ForeignKey("theme.code"), primary_key=True, index=True)


class GroupContact(Dated, NetworkBase):
    """A person who speaks for a group and may change its page, or stands in for those who do."""

    __tablename__ = "group_contact"
    __table_args__ = (CheckConstraint("role in ('contact', 'stand_in')", name="role"),)
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("support_group.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(default="contact", server_default="contact")
    away_until: Mapped[date | None]
    """The first day this person is back. Why somebody is away is not asked."""

    def is_away(self, today: date) -> bool:
        """This person cannot for a while; it ends by itself on the day of return."""
        return self.away_until is not None and today < self.away_until


class Group(Keyed, Dated, NetworkBase):
    """An autonomous self-help group. To be listed it needs a theme and one way to be reached."""

    __tablename__ = "support_group"
    __table_args__ = (
        CheckConstraint("state in ('active', 'paused', 'ended', 'forming')", name="state"),
        CheckConstraint("joining in ('', 'open', 'intake', 'closed')", name="joining"),
        CheckConstraint("verified_precision in ('day', 'month', 'year')", name="verified_precision"),
        CheckConstraint(
            "not listed or state = 'forming' or phone <> '' or email <> '' or website <> ''",
            name="listed_can_be_reached",
        ),
        CheckConstraint("companion_meetings between 0 and 8", name="companion_meetings"),
        CheckConstraint("name <> '' and sort_key <> ''", name="name"),
        Index("ix_support_group_document", "document", postgresql_using="gin"),
    )
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(index=True)
    intro: Mapped[str] = mapped_column(default="")
    audiences: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    audience_note: Mapped[str] = mapped_column(default="")
    in_person: Mapped[bool] = mapped_column(default=True)
    online: Mapped[bool] = mapped_column(default=False)
    by_phone: Mapped[bool] = mapped_column(default=False)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True)
    place: Mapped[str] = mapped_column(default="")
    meeting_text: Mapped[str] = mapped_column(default="")
    rrule: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    contact_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    phone_note: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    costs: Mapped[str] = mapped_column(default="")
    access_note: Mapped[str] = mapped_column(default="")
    joining: Mapped[str] = mapped_column(default="")
    network_note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="active")
    listed: Mapped[bool] = mapped_column(default=True)
    verified_on: Mapped[date | None]
    verified_precision: Mapped[str] = mapped_column(default="day")
    verified_how: Mapped[str] = mapped_column(default="")
    verified_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    source_key: Mapped[str | None] = mapped_column(unique=True)
    words: Mapped[str] = mapped_column(default="")
    document: Mapped[str | None] = mapped_column(TSVECTOR, deferred=True)
    paused_until: Mapped[date | None]
    elsewhere: Mapped[str] = mapped_column(default="", server_default="")
    """Where people can go instead when the group has ended or is paused."""
    word_for_contact: Mapped[str] = mapped_column(default="", server_default="")
    word_for_participant: Mapped[str] = mapped_column(default="", server_default="")
    house_rules: Mapped[str] = mapped_column(default="", server_default="")
    neutral_title: Mapped[str] = mapped_column(default="", server_default="")
    """What stands in calendars and mails instead of the name; "" leaves it to the network's neutral word."""
    shown_to: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default="{}")
    """Field to one of AUDIENCE_OF_A_FIELD; what is not named is public."""
    takes_messages: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Visitors may write through the form on the group's page."""
    first_names_only: Mapped[bool] = mapped_column(default=True, server_default=text("false"))
    """Visitors see only the first name of who answers; groups from before this existed show it all."""
    stale_since: Mapped[date | None]
    """Hidden from the public because nobody said in time that it is still correct."""
    asked_on: Mapped[date | None]
    """When the present round of asking "still correct?" began."""
    asked_step: Mapped[int] = mapped_column(default=0, server_default="0")
    """0 nobody, 1 the contact persons, 2 the stand-in too, 3 it is on the stewards' call list."""
    stepped_on: Mapped[date | None]
    """When the present step was taken."""
    call_on: Mapped[date | None]
    """The stewards could not reach anybody; it is back on their call list from this day."""
    needed: Mapped[int] = mapped_column(default=0, server_default="0")
    """In formation: how many interested people it takes to begin."""
    forming_until: Mapped[date | None]
    companion_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    companion_meetings: Mapped[int] = mapped_column(default=0, server_default="0")
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column(default=1)

    location: Mapped[Location | None] = relationship(lazy="raise")
    themes: Mapped[list[Theme]] = relationship(
        secondary="group_theme", lazy="raise", order_by=Theme.position, passive_deletes=True
    )
    contacts: Mapped[list[Person]] = relationship(
        secondary="group_contact", lazy="raise", passive_deletes=True
    )
    """Everybody who has a seat, stand-ins too."""
    seats: Mapped[list[GroupContact]] = relationship(lazy="raise", viewonly=True)
    """The same with role and absence: what rules are asked of."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def reachable(self) -> bool:
        """There is at least one way for a visitor to reach the group."""
        return bool(self.phone or self.email or self.website)
