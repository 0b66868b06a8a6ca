"""What is filled in about rooms and bookings. Forms are pure: they ask no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from portal.attachments.fields import FilesField
from portal.fields import ADDRESS_KEYS, AddressField, AtMost, Chosen, one_newline, options
from portal.forms import Form
from portal.groups.fields import Clock, Day, Number, Within
from portal.rooms import when

KINDS = {"room": _l("A room"), "equipment": _l("A thing, for example a copier or a beamer")}
WAYS = {
    "book": _l("Groups book it, and have it at once"),
    "ask": _l("Groups ask for it, and we say yes or no"),
}
WHO = {"groups": _l("Every group of the network"), "own": _l("Only ourselves")}
WAYS_IN = {"yes": _l("Yes"), "no": _l("No"), "": _l("We do not know")}
STEP_FREE = {"yes": True, "no": False}
TEXTS = ("name", "about", "place", "access_note", "house_rules", "price", "key_note")
NUMBERS = ("notice_hours", "ahead_days", "hours_a_week")
MOST_PHOTOS = 3
NETWORK = "network"
"""Instead of a group's key: the network itself."""


class RoomForm(Form):
    """A room or a thing, and by which rules groups get it."""

    kind = RadioField(_l("What is it?"), [Chosen()], choices=options(KINDS), default="room")
    name = StringField(_l("What do you call it?"), [InputRequired(_l("Give it a name.")), AtMost(80)])
    about = TextAreaField(
        _l("What can one do with it?"),
        [AtMost(2_000)],
        filters=[one_newline],
        description=_l("How many people fit in, what stands there, how it works."),
    )
    place = StringField(_l("Where is it?"), [AtMost(200)], description=_l("Street, town, which door."))
    location = SelectField(
        _l("In which building?"),
        default="",
        description=_l("When that building is closed, nothing can be booked here."),
    )
    photos = FilesField(_l("Photos"), most=MOST_PHOTOS, pictures_only=True)
    step_free = RadioField(
        _l("Can you get in without steps?"), [Chosen()], choices=options(WAYS_IN), default=""
    )
    access_note = StringField(
        _l("More about access"), [AtMost(200)], description=_l("Lift, toilet, hearing loop, parking.")
    )
    house_rules = TextAreaField(_l("House rules"), [AtMost(2_000)], filters=[one_newline])
    price = StringField(
        _l("What does it cost?"), [AtMost(120)], description=_l("Left empty: the page says nothing of money.")
    )
    key_holder = AddressField(
        _l("Who has the key?"),
        description=_l("Mail address of somebody with an account here. They get a mail about each booking."),
        render_kw={**ADDRESS_KEYS, "autocomplete": "off"},
    )
    key_note = TextAreaField(
        _l("How does one get in?"),
        [AtMost(500)],
        filters=[one_newline],
        description=_l("Only those who have a booking read this."),
    )
    who = RadioField(_l("Who can have it?"), [Chosen()], choices=options(WHO), default="groups")
    way = RadioField(_l("How do groups get it?"), [Chosen()], choices=options(WAYS), default="book")
    notice_hours = Number(
        _l("How many hours ahead at least?"), [Within(0, 720)], description=_l("0: until the last moment.")
    )
    ahead_days = Number(
        _l("How many days ahead at most?"),
        [InputRequired(_l("Fill in a number.")), Within(1, 366)],
        description=_l("Bookings that follow meetings are written this far ahead."),
    )
    hours_a_week = Number(
        _l("How many hours a week for one group at most?"), [Within(0, 168)], description=_l("0: no limit.")
    )

    def offer(self, places: Iterable[tuple[Any, str]]) -> None:
        """Buildings that can be chosen; without any the field is left out."""
        found = {str(key): name for key, name in places}
        self.location.choices = options({"": _("None of these"), **found})

    def values(self) -> dict[str, Any]:
        """What the room is from now on, but for its building and key holder."""
        found: dict[str, Any] = {name: self[name].data or "" for name in TEXTS}
        found |= {name: self[name].data or 0 for name in NUMBERS}
        found |= {name: self[name].data for name in ("kind", "who", "way")}
        return found | {"step_free": STEP_FREE.get(self.step_free.data)}


class NewRoomForm(RoomForm):
    """The same, and whose it is."""

    owner = RadioField(_l("Whose is it?"), [Chosen()])

    def offer_owners(self, known: Iterable[tuple[Any, str]]) -> None:
        """The network, or one's own groups; the only one there is, is chosen."""
        found = {str(key): name for key, name in known}
        self.owner.choices = options(found)
        if self.owner.data is None and len(found) == 1:
            self.owner.data = next(iter(found))


class BookingForm(Form):
    """From when until when, for whom."""

    group = SelectField(_l("For whom?"), [InputRequired(_l("Choose for whom."))])
    day = Day(_l("On which day?"), [InputRequired(_l("Choose a day."))])
    starts = Clock(_l("From"), [InputRequired(_l("Fill in a time."))])
    ends = Clock(
        _l("Until"),
        [InputRequired(_l("Fill in a time."))],
        description=_l("Earlier than the beginning means after midnight."),
    )
    last_day = Day(
        _l("Until which day?"), [Optional()], description=_l("Only when it is for longer than one day.")
    )
    note = StringField(
        _l("What should those who manage it know?"),
        [AtMost(300)],
        description=_l("For example: twenty chairs in a circle. Nothing about people."),
    )

    def offer(self, groups: Iterable[tuple[Any, str]]) -> None:
        """For whom one can book."""
        found = {str(key): name for key, name in groups}
        several = {"": _("Choose")} if len(found) > 1 else {}
        self.group.choices = options(several | found)

    def validate_ends(self, field: Clock) -> None:
        """Some time lies between: also in the night in which the clock skips an hour."""
        found = self.moments()
        same = self.starts.data == field.data and not self.last_day.data
        if found and (same or found[1] <= found[0]):
            raise ValidationError(_("The end must be later than the beginning."))

    def moments(self) -> tuple[datetime, datetime] | None:
        """What was filled in, as moments; None while part of it is missing."""
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        if day is None or starts is None or ends is None:
            return None
        return when.moments(day, starts, ends, self.last_day.data)


class FollowForm(Form):
    """Which meetings the room follows."""

    meeting = RadioField(_l("Which meetings?"), [InputRequired(_l("Choose the meetings."))])
    minutes = Number(
        _l("How many minutes, when the meeting does not say when it ends?"),
        [InputRequired(_l("Fill in a number.")), Within(15, 1440)],
    )

    def offer(self, meetings: Iterable[tuple[Any, str]]) -> None:
        """Meetings of one's own groups."""
        self.meeting.choices = options({str(key): said for key, said in meetings})


class ClosureForm(Form):
    """From when until when a room is closed."""

    seen = HiddenField()
    """Which bookings the page showed before it was asked to go on."""
    from_on = Day(_l("Closed from"), [InputRequired(_l("Choose from which day it is closed."))])
    until_on = Day(
        _l("Open again on"), [Optional()], description=_l("Left empty: closed until further notice.")
    )
    note = StringField(_l("Why?"), [AtMost(200)], description=_l("Everybody who sees this page reads it."))
