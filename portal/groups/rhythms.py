"""What is filled in about a rhythm: how often, on which days, from when until when. For several features."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import Optional

from portal.fields import Chosen, options
from portal.forms import Form
from portal.groups.fields import Checks, Clock, Day, Number
from portal.groups.sentences import DAYS
from portal.recurrence import choices, words
from portal.recurrence.choices import BadChoice, Choice, build
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
CHOSEN = ("rhythm", "weekdays", "nths", "n", "monthday", "first_on", "starts_at", "ends_at", "not_months")


class RhythmForm(Form):
    """How often, and when. `seen` remembers which dates were shown before saving."""

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

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names: dict[Any, str] = {number: words.month(number) for number in range(1, 13)}
        self.not_months.choices = options(names)

    def read(self, today: date) -> Pattern | None:
        """The pattern of what was chosen, or None with a sentence at each field at fault."""
        if not self.validate():
            return None
        try:
            return build(self.choice(), today)
        except BadChoice as bad:
            for name, sentence in bad.errors.items():
                self.add_error(name, sentence)
            return None

    def choice(self) -> Choice:
        """What was chosen, as the rules of dates take it."""
        many = ("weekdays", "nths", "not_months")
        values: dict[str, Any] = {name: self[name].data for name in (*CHOSEN, "last_on")}
        return Choice(**values | {name: tuple(values[name] or ()) for name in many})


def mark_of(pattern: Pattern, days: int = 1) -> str:
    """A short mark of what was shown, so that nothing else is saved than what people saw."""
    shown = repr((replace(pattern, changes=()), days))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
