"""What is filled in about entries of the calendar and personal feeds. Forms are pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.calendar.models import CalendarEntry
from portal.calendar.showing import KINDS
from portal.fields import AtMost, Chosen, one_newline, options
from portal.forms import Form, KeyedForm
from portal.groups.fields import Checks, Clock, Day
from portal.groups.rhythms import CHOSEN, RHYTHMS, RhythmForm
from portal.happenings import KINDS as ALL_KINDS
from portal.recurrence import choices, stepping
from portal.recurrence.choices import choice_of
from portal.recurrence.pattern import Pattern
from portal.recurrence.reading import WEEKDAYS

ONCE = "once"
OWN = ("event", "exchange", "consultation", "kitchen_visit")
LONGEST = 60
"""Days of one entry."""
VISIBILITIES = {
    "public": _l("Everybody who visits this site"),
    "network": _l("Only people with an account here"),
    "stewards": _l("Only stewards"),
}
TEXTS = ("title", "text", "kind", "place", "online_link", "link_for", "visibility")


class EntryForm(RhythmForm, KeyedForm):
    """An entry: what, when, where, for whom."""

    title = StringField(_l("What is it called?"), [InputRequired(_l("Give it a name.")), AtMost(120)])
    kind = RadioField(
        _l("What is it?"), [Chosen()], choices=options({kind: KINDS[kind] for kind in OWN}), default="event"
    )
    text = TextAreaField(_l("What is it about?"), [AtMost(4_000)], filters=[one_newline])
    first_on = Day(
        _l("On which day?"),
        [InputRequired(_l("Choose a day."))],
        description=_l("When it comes again and again: the first time."),
    )
    last_day = Day(
        _l("Until which day?"), [Optional()], description=_l("Only when it goes on for several days.")
    )
    starts_at = Clock(_l("Starts at"), [Optional()], description=_l("Left empty: all day."))
    ends_at = Clock(
        _l("Ends at"),
        [Optional()],
        description=_l("Earlier than the beginning means after midnight."),
    )
    place = StringField(_l("Where is it?"), [AtMost(200)], description=_l("Street, town, which door."))
    group = SelectField(_l("With which group?"), default="")
    online_link = URLField(_l("Link to take part online"), [AtMost(500)])
    link_for = RadioField(
        _l("Who reads that link?"), [Chosen()], choices=options(VISIBILITIES), default="network"
    )
    visibility = RadioField(
        _l("Who sees it in the calendar?"), [Chosen()], choices=options(VISIBILITIES), default="network"
    )
    coming = BooleanField(
        _l("People can say that they come"),
        description=_l("Nobody sees names, you neither: only “1 to 5 people come”."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = {key: name for key, name in RHYTHMS.items() if key not in (choices.APPOINTMENT, choices.NONE)}
        self.rhythm.label.text = _("How often?")
        self.rhythm.choices = options({ONCE: _l("Once"), **known})

    def offer(self, groups: Iterable[tuple[UUID, str]]) -> None:
        """Groups it can be with."""
        found = [SelectChoice(str(key), name) for key, name in groups]
        self.group.choices = [SelectChoice("", _("None")), *found]

    def validate_online_link(self, field: URLField) -> None:
        """Only addresses of the web: anything else could act on the reader's device."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("A link begins with https://"))

    def validate_last_day(self, field: Day) -> None:
        """Not before the first, and no season."""
        if field.data and self.first_on.data and not 0 <= (field.data - self.first_on.data).days < LONGEST:
            raise ValidationError(
                _("Choose a day after the first, at most %(most)s days in all.", most=LONGEST)
            )

    def read(self, today: date) -> Pattern | None:
        """The rule; of what is once, one without a rule. None with a sentence at each field at fault."""
        if self.rhythm.data != ONCE:
            return super().read(today)
        if not self.validate():
            return None
        starts, ends = self.starts_at.data, self.ends_at.data
        if ends is not None and starts is None:
            self.add_error("starts_at", _("There is an end time but no beginning."))
        elif ends is not None and ends == starts and self._days() == 1:
            self.add_error("ends_at", _("The meeting ends at the moment it starts."))
        if self.errors:
            return None
        return Pattern("", self.first_on.data, starts, ends)

    def choice(self) -> choices.Choice:
        """Without a weekday or a date chosen, those of the first time."""
        found, first = super().choice(), self.first_on.data
        if first is None:
            return found
        weekly = found.rhythm in (choices.WEEKLY, choices.WEEKS)
        by_nth = found.rhythm in (choices.NTH, choices.LAST)
        if (weekly or by_nth) and not found.weekdays:
            found = replace(found, weekdays=(WEEKDAYS[first.weekday()].lower(),))
        if found.rhythm == choices.NTH and not found.nths:
            found = replace(found, nths=((first.day - 1) // 7 + 1,))
        if found.rhythm == choices.MONTHDAY and found.monthday is None:
            found = replace(found, monthday=first.day)
        return found

    def _days(self) -> int:
        first, last = self.first_on.data, self.last_day.data
        return (last - first).days + 1 if first and last else 1

    def values(self, pattern: Pattern) -> dict[str, Any]:
        """As the actions take it, with the rule that was read."""
        found: dict[str, Any] = {name: self[name].data or "" for name in TEXTS}
        first = (stepping.first_date(pattern) if pattern.rrule else None) or pattern.first_on
        return found | {
            "group_id": UUID(self.group.data) if self.group.data else None,
            "coming": bool(self.coming.data), "rrule": pattern.rrule, "first_on": first,
            "last_on": pattern.last_on if pattern.rrule else None, "days": self._days(),
            "starts_at": pattern.starts_at, "ends_at": pattern.ends_at,
            "not_months": list(pattern.not_months),
        }  # fmt: skip


def filled(entry: CalendarEntry) -> dict[str, Any]:
    """An entry as the form shows it."""
    found: dict[str, Any] = {name: getattr(entry, name) for name in (*TEXTS, "coming")}
    found |= {"group": str(entry.group_id or ""), "last_on": entry.last_on if entry.rrule else None}
    last = entry.first_on.fromordinal(entry.first_on.toordinal() + entry.days - 1)
    found["last_day"] = last if entry.days > 1 else None
    chosen = choice_of(replace(entry.pattern, changes=())) if entry.rrule else None
    if chosen is None:
        facts = {"rhythm": ONCE, "first_on": entry.first_on}
        return found | facts | {"starts_at": entry.starts_at, "ends_at": entry.ends_at}
    return found | {name: getattr(chosen, name) for name in CHOSEN}


class DateForm(Form):
    """What happens to one date, and to which of those after it."""

    kind = RadioField(
        _l("What changes?"),
        [Chosen()],
        choices=options(
            {"cancelled": _l("It is cancelled"), "moved": _l("It is on another day or at another time")}
        ),
        default="cancelled",
    )
    scope = RadioField(
        _l("For which dates?"),
        [Chosen()],
        choices=options(
            {
                "one": _l("Only this one"),
                "later": _l("This one and those after it"),
                "all": _l("Every one of them"),
            }
        ),
        default="one",
    )
    to = Day(_l("New day"), [Optional()], description=_l("Only when it is moved. Left empty: the same day."))
    starts_at = Clock(_l("Starts at"), [Optional()], description=_l("Left empty: as usual."))
    ends_at = Clock(_l("Ends at"), [Optional()], description=_l("Left empty: as usual."))
    reason = StringField(
        _l("Why?"), [AtMost(200)], description=_l("Everybody who can see it in the calendar reads this.")
    )

    def validate_reason(self, field: StringField) -> None:
        """Who reads that something is cancelled asks why."""
        if self.kind.data == "cancelled" and not field.data:
            raise ValidationError(_("Say why, so that nobody has to guess."))

    def validate_ends_at(self, field: Clock) -> None:
        """Hours that are no time at all."""
        if field.data and field.data == self.starts_at.data:
            raise ValidationError(_("The meeting ends at the moment it starts."))


class FeedForm(Form):
    """What one's own calendar holds."""

    kinds = Checks(_l("What do you want in it?"), choices=options({kind: KINDS[kind] for kind in ALL_KINDS}))
    groups = Checks(
        _l("Of which groups?"), description=_l("Without a choice: of all groups you can see here.")
    )
    titles = RadioField(
        _l("What stands in your calendar?"),
        [Chosen()],
        choices=options(
            {
                "neutral": _l("A word that gives nothing away, for example “Appointment”"),
                "named": _l("What it really is, with the name of the group"),
            }
        ),
        default="neutral",
    )

    def offer(self, groups: Iterable[tuple[UUID, str]]) -> None:
        """Groups to choose from."""
        self.groups.choices = [SelectChoice(str(key), name) for key, name in groups]

    def validate_kinds(self, field: Checks) -> None:
        """An empty calendar is of no use."""
        if not field.data:
            raise ValidationError(_("Choose at least one."))
