"""What is filled in about one session of a training. Forms are pure: rooms are handed to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.fields import ADDRESS_KEYS, AddressField, AtMost
from portal.forms import Form
from portal.groups.fields import Clock, Day, Number, Within
from portal.rooms import when
from portal.trainings.forms import LINE, MOST_PLACES
from portal.trainings.models import TrainingSession


class DayForm(Form):
    """A day that is offered: when and where."""

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
    place = StringField(_l("Where is it?"), [AtMost(LINE)], description=_l("Street, town, which door."))

    def validate_ends(self, field: Clock) -> None:
        """Some time lies between."""
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

    def values(self) -> dict[str, Any]:
        """As `dates.offer` takes them."""
        moments = self.moments()
        assert moments is not None
        return {"starts_at": moments[0], "ends_at": moments[1], "place": self.place.data or ""}


class SessionForm(DayForm):
    """One session: when, where, who gives it."""

    topic = StringField(_l("What is this session about?"), [AtMost(LINE)])
    room = SelectField(
        _l("Book a room for it"),
        default="",
        description=_l("The room is booked for the network. When the session moves, so does the booking."),
    )
    online_link = URLField(
        _l("Link to take part online"),
        [AtMost(500)],
        description=_l("Only who has a place reads it."),
    )
    trainer = StringField(_l("Who gives it?"), [AtMost(LINE)], description=_l("Everybody reads this."))
    trainer_email = AddressField(
        _l("Mail address of the account of who gives it"),
        description=_l("With an account here they read the answers that trainers may read."),
        render_kw={**ADDRESS_KEYS, "autocomplete": "off"},
    )
    capacity = Number(_l("How many places?"), [Within(1, MOST_PLACES)])

    def offer(self, rooms: Iterable[tuple[UUID, str]]) -> None:
        """Rooms that the network can book."""
        found = [SelectChoice(str(key), name) for key, name in rooms]
        self.room.choices = [SelectChoice("", _("None")), *found]

    def validate_online_link(self, field: URLField) -> None:
        """Only addresses of the web: anything else could act on the reader's device."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("A link begins with https://"))

    def values(self) -> dict[str, Any]:
        """As `sessions.add` and `sessions.change` take them, but for the trainer's account."""
        found = super().values()
        found |= {name: self[name].data or "" for name in ("topic", "online_link", "trainer")}
        if "capacity" in self and self.capacity.data:
            found["capacity"] = self.capacity.data
        return found

    @property
    def room_id(self) -> UUID | None:
        """The room that was chosen."""
        return UUID(self.room.data) if self.room.data else None


def session_filled(session: TrainingSession) -> dict[str, Any]:
    """A session as the form shows it; without its room and the trainer's address."""
    first, last = when.local(session.starts_at), when.local(session.ends_at)
    names = ("topic", "place", "online_link", "trainer", "capacity")
    found = {name: getattr(session, name) for name in names}
    several = last.date() != first.date() and (last - first).days > 0
    return found | {
        "day": first.date(),
        "starts": first.time(),
        "ends": last.time(),
        "last_day": last.date() if several else None,
    }
