"""What is filled in about meetings. Forms are pure: they ask no database."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional

from portal.fields import Chosen, at_most, options
from portal.forms import Form
from portal.groups.fields import Checks, Clock, Day, Number
from portal.groups.forms import LINE, SHORT
from portal.groups.meetings.actions import Entered
from portal.groups.meetings.models import Meeting
from portal.groups.sentences import DAYS
from portal.recurrence import choices, words
from portal.recurrence.choices import BadChoice, Choice, build, choice_of
from portal.recurrence.pattern import Pattern

RHYTHMS = {
    choices.WEEKLY: _l("Every week"),
    choices.WEEKS: _l("Every so many weeks"),
    choices.NTH: _l("In certain weeks of the month: the first, the second"),
    choices.LAST: _l("In the last week of the month"),
    choices.MONTHDAY: _l("On the same date of every month"),
    choices.MONTHS: _l("Every so many months"),
    choices.YEARLY: _l("Once a year"),
    choices.DAILY: _l("Every day"),
    choices.APPOINTMENT: _l("By appointment"),
    choices.NONE: _l("No fixed dates"),
}
NTHS = {1: _l("first"), 2: _l("second"), 3: _l("third"), 4: _l("fourth"), 5: _l("fifth"), -1: _l("last")}
MODES = {
    "": _l("As the group usually meets"),
    "in-person": _l("In person"),
    "online": _l("Online"),
    "phone": _l("By phone"),
}
PLACE = ("venue", "street", "postcode", "city")
CHOSEN = ("rhythm", "weekdays", "nths", "n", "monthday", "first_on", "starts_at", "ends_at", "not_months")


class MeetingForm(Form):
    """How often, when and where. `seen` remembers which dates were shown before saving."""

    seen = HiddenField()
    rhythm = RadioField(_l("How often do you meet?"), [Chosen()], choices=options(RHYTHMS), default="weekly")
    weekdays = Checks(_l("On which day?"), [Chosen()], choices=options(DAYS))
    n = Number(
        _l("How many weeks or months from one meeting to the next?"),
        description=_l("For “every so many”: 2 for every other week or month, 3 for every three."),
    )
    nths = Checks(
        _l("In which weeks of the month?"),
        [Chosen()],
        choices=options(NTHS),
        coerce=int,
        description=_l(
            "For “every so many months” and “once a year” this may stay empty: then it is always on the date"
            " of the first meeting."
        ),
    )
    monthday = Number(_l("On which date of the month?"), description=_l("A number from 1 to 31."))
    starts_at = Clock(_l("Starts at"), [Optional()])
    ends_at = Clock(_l("Ends at"), [Optional()])
    first_on = Day(
        _l("First date"),
        [Optional()],
        description=_l("Of one meeting. Needed when weeks or months are passed over; else dates start here."),
    )
    last_on = Day(_l("Last date"), [Optional()])
    not_months = Checks(_l("In which months do you not meet?"), coerce=int)
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

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names: dict[Any, str] = {number: words.month(number) for number in range(1, 13)}
        self.not_months.choices = options(names)

    def read(self, today: date) -> Pattern | None:
        """The pattern of what was chosen, or None with a sentence at each field at fault."""
        if not self.validate():
            return None
        try:
            return build(self._choice(), today)
        except BadChoice as bad:
            for name, sentence in bad.errors.items():
                self.add_error(name, sentence)
            return None

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

    def _choice(self) -> Choice:
        many = ("weekdays", "nths", "not_months")
        values: dict[str, Any] = {name: self[name].data for name in (*CHOSEN, "last_on")}
        return Choice(**values | {name: tuple(values[name] or ()) for name in many})


def mark_of(pattern: Pattern) -> str:
    """A short mark of what was shown, so that nothing else is saved than what people saw."""
    return hashlib.sha256(repr(replace(pattern, changes=())).encode()).hexdigest()[:16]


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
