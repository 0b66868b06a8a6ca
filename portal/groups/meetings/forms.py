"""What is filled in about meetings. Forms are pure: they ask no database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional

from portal.fields import Chosen, at_most, options
from portal.forms import Form
from portal.groups.fields import Clock, Day
from portal.groups.forms import LINE, SHORT
from portal.groups.meetings.actions import Entered
from portal.groups.meetings.models import Meeting
from portal.groups.rhythms import CHOSEN, RhythmForm
from portal.recurrence import choices
from portal.recurrence.choices import choice_of
from portal.recurrence.pattern import Pattern

MODES = {
    "": _l("As the group usually meets"),
    "in-person": _l("In person"),
    "online": _l("Online"),
    "phone": _l("By phone"),
}
PLACE = ("venue", "street", "postcode", "city")


class MeetingForm(RhythmForm):
    """How often, when and where."""

    mode = RadioField(_l("How do you meet then?"), [Chosen()], choices=options(MODES), default="")
    venue = StringField(_l("Name of the place"), [at_most(120)])
    street = StringField(_l("Street and number"), [at_most(120)])
    postcode = StringField(_l("Postcode"), [at_most(12)])
    city = StringField(_l("Town"), [at_most(SHORT)])
    text = StringField(
        _l("In your own words"),
        [at_most(LINE)],
        description=_l("Visitors read this instead of our sentence, with the dates below it."),
    )

    def entered(self, pattern: Pattern, town: str) -> Entered:
        """All of it, as the actions take it; `town` is that of the group, for a place that names none."""
        text = self.text.data or ""
        if not text and self.rhythm.data == choices.APPOINTMENT:
            text = _("by appointment")
        place = {}
        if self.venue.data or self.street.data:
            place = {"name": self.venue.data or "", "street": self.street.data or ""}
            place |= {"postcode": self.postcode.data or "", "city": self.city.data or town}
        return Entered(pattern, text, self.mode.data or "", place)


def stored(meeting: Meeting, place: Any) -> dict[str, Any] | None:
    """A meeting as its form shows it, `place` being its own; None when the form cannot show the rule."""
    choice = choice_of(replace(meeting.pattern, changes=()))
    if choice is None:
        return None
    rhythm = choice.rhythm
    if rhythm == choices.NONE and meeting.text and not meeting.rrule:
        rhythm = choices.APPOINTMENT
    found: dict[str, Any] = {name: getattr(choice, name) for name in (*CHOSEN, "last_on")}
    found |= {"rhythm": rhythm, "text": meeting.text, "mode": meeting.mode}
    if place is not None:
        found |= {"venue": place.name, "street": place.street, "postcode": place.postcode, "city": place.city}
    return found


class HoursForm(Form):
    """What a single meeting has of its own."""

    starts_at = Clock(_l("Starts at"), [Optional()], description=_l("Left empty: as usual."))
    ends_at = Clock(_l("Ends at"), [Optional()], description=_l("Left empty: as usual."))
    note = StringField(
        _l("A word for visitors"), [at_most(SHORT)], description=_l("For example: in the garden room.")
    )

    def validate_ends_at(self, field: Clock) -> None:
        """Hours that are no time at all."""
        if field.data and field.data == self.starts_at.data:
            raise ValidationError(_("The meeting ends at the moment it starts."))


class DateForm(HoursForm):
    """What happens to one meeting."""

    kind = RadioField(
        _l("What changes?"),
        [Chosen()],
        choices=options(
            {"cancelled": _l("It is cancelled"), "moved": _l("It is on another day or at another time")}
        ),
        default="cancelled",
    )
    to = Day(_l("New day"), [Optional()], description=_l("Only when it is moved. Left empty: the same day."))


class ExtraForm(HoursForm):
    """A meeting besides the rule."""

    on = Day(_l("On which day?"), [InputRequired(_l("Choose the day of the extra meeting."))])
