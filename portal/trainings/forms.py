"""What is filled in about trainings. Forms are pure: what can be chosen is handed to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.attachments.fields import FilesField
from portal.fields import AtMost, Chosen, one_newline, options
from portal.forms import Form, KeyedForm
from portal.groups.fields import Day, Number, Within
from portal.trainings import texts, windows
from portal.trainings.models import Training

LINE, TEXT = 200, 6_000
MOST_PLACES = 500
TEXTS = (
    *("title", "text", "target", "language", "accessibility", "costs", "cancellation"),
    *("gives_code", "gives_label"),
)
CHOICES = ("visibility", "who", "approval", "requires_code")
NUMBERS = ("capacity", "minimum", "per_group", "forget_weeks", "whole_from", "gives_months")
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
"""How the code of a qualification looks."""
_NUMBER = InputRequired(_l("Fill in a number."))


class TrainingForm(KeyedForm):
    """A training, but for its sessions and questions."""

    version = HiddenField()
    base = HiddenField()
    """What the training looked like when the form was opened, see `merging.py`."""
    title = StringField(_l("What is it called?"), [InputRequired(_l("Give it a name.")), AtMost(120)])
    text = TextAreaField(_l("What is it about?"), [AtMost(TEXT)], filters=[one_newline])
    target = StringField(
        _l("For whom is it meant?"), [AtMost(LINE)], description=_l("For example: new facilitators.")
    )
    language = StringField(_l("Which language is spoken?"), [AtMost(60)])
    accessibility = TextAreaField(
        _l("How can one get in and take part?"),
        [AtMost(1_000)],
        filters=[one_newline],
        description=_l("Steps, lift, toilet, hearing loop, breaks, interpreter."),
    )
    costs = StringField(
        _l("What does it cost?"), [AtMost(LINE)], description=_l("Left empty: the page says it is free.")
    )
    cancellation = TextAreaField(
        _l("Until when can one cancel, and what does that cost?"), [AtMost(1_000)], filters=[one_newline]
    )
    materials = FilesField(_l("Materials"))
    by_session = RadioField(
        _l("What does one sign up for?"), [Chosen()], choices=options(texts.WAYS), default=""
    )
    capacity = Number(
        _l("How many places?"),
        [_NUMBER, Within(1, MOST_PLACES)],
        default=12,
        description=_l("With single sessions: of each session, unless it says otherwise."),
    )
    minimum = Number(
        _l("How many people does it take at least?"),
        [Within(0, MOST_PLACES)],
        description=_l("Left empty: it goes ahead with anybody."),
    )
    decide_on = Day(
        _l("On which day do you decide whether it goes ahead?"),
        [Optional()],
        description=_l("Stewards get a mail that morning."),
    )
    per_group = Number(
        _l("How many places for one group at most?"),
        [Within(0, MOST_PLACES)],
        description=_l("Left empty: no limit. So that every group has a chance."),
    )
    per_group_until = Day(
        _l("Until which day does that limit hold?"),
        [Optional()],
        description=_l("Left empty: as long as one can sign up."),
    )
    signup_from = Day(
        _l("From which day can one sign up?"), [Optional()], description=_l("Left empty: at once.")
    )
    signup_until = Day(_l("Until which day?"), [Optional()], description=_l("Left empty: until it begins."))
    visibility = RadioField(
        _l("Who reads this page?"), [Chosen()], choices=options(texts.VISIBILITIES), default="network"
    )
    who = RadioField(_l("Who can sign up?"), [Chosen()], choices=options(texts.WHO), default="seats")
    requires = SelectField(_l("Which training must somebody have done before?"), default="")
    approval = RadioField(_l("Who says yes first?"), [Chosen()], choices=options(texts.APPROVALS), default="")
    forget_weeks = Number(
        _l("How many weeks after the end are answers to sensitive questions deleted?"),
        [_NUMBER, Within(0, 52)],
        default=4,
    )

    requires_code = SelectField(_l("Which qualification must somebody hold?"), default="")
    whole_from = Number(
        _l("How many sessions make it a whole training?"),
        [Within(0, 60)],
        description=_l("Left empty: all. Who was at fewer gets a certificate of what they attended."),
    )
    gives_label = StringField(
        _l("Which qualification does the whole training give?"),
        [AtMost(80)],
        description=_l("Left empty: none. Later trainings can ask for it."),
    )
    gives_code = StringField(
        _l("A short code for it"),
        filters=[lambda text: (text or "").strip().upper()],
        description=_l("For example BASIS. Trainings with the same code give the same qualification."),
    )
    gives_months = Number(
        _l("For how many months is it valid?"),
        [Within(0, 240)],
        description=_l("From the last session on. Left empty: for ever."),
    )

    def offer(self, courses: Iterable[tuple[UUID, str]], codes: Iterable[tuple[str, str]]) -> None:
        """Courses and qualifications that can be asked for."""
        found = [SelectChoice(str(key), title) for key, title in courses]
        self.requires.choices = [SelectChoice("", _("None")), *found]
        named = [SelectChoice(code, f"{label} ({code})") for code, label in codes]
        self.requires_code.choices = [SelectChoice("", _("None")), *named]

    def validate_gives_label(self, field: StringField) -> None:
        """It has a code too."""
        if self.gives_code.data and not field.data:
            raise ValidationError(_("Say what the qualification is called, or leave its code empty."))

    def validate_gives_code(self, field: StringField) -> None:
        """Short, and only when there is something to give."""
        if self.gives_label.data and not CODE.fullmatch(field.data or ""):
            raise ValidationError(_("Write 2 to 20 letters and digits, for example BASIS."))

    def validate_minimum(self, field: Number) -> None:
        """There are places for as many as it takes."""
        if field.data and self.capacity.data and field.data > self.capacity.data:
            raise ValidationError(_("That is more than there are places."))

    def validate_signup_until(self, field: Day) -> None:
        """The window is open for a day at least."""
        if field.data and self.signup_from.data and field.data < self.signup_from.data:
            raise ValidationError(_("The last day cannot be before the first."))

    def validate_who(self, field: RadioField) -> None:
        """Who cannot read the page cannot sign up on it."""
        if field.data == "everyone" and self.visibility.data != "public":
            raise ValidationError(_("People without an account cannot read this page. Choose who reads it."))

    def values(self) -> dict[str, Any]:
        """As `actions.make` and `actions.change` take them."""
        found: dict[str, Any] = {name: self[name].data or "" for name in (*TEXTS, *CHOICES)}
        found |= {name: self[name].data or 0 for name in NUMBERS}
        found |= {"by_session": self.by_session.data == "1", "decide_on": self.decide_on.data}
        found["signup_from"] = windows.opening(self.signup_from.data)
        found["signup_until"] = windows.closing(self.signup_until.data)
        found["per_group_until"] = windows.closing(self.per_group_until.data)
        found["requires_course_id"] = UUID(self.requires.data) if self.requires.data else None
        return found


def filled(training: Training) -> dict[str, Any]:
    """A training as the form shows it."""
    found: dict[str, Any] = {name: getattr(training, name) for name in (*TEXTS, *CHOICES)}
    either = ("minimum", "per_group", "whole_from", "gives_months")
    found |= {name: getattr(training, name) or None for name in either}
    found |= {name: getattr(training, name) for name in ("capacity", "forget_weeks", "decide_on")}
    return found | {
        "by_session": "1" if training.by_session else "",
        "signup_from": windows.first_day(training.signup_from),
        "signup_until": windows.last_day(training.signup_until),
        "per_group_until": windows.last_day(training.per_group_until),
        "requires": str(training.requires_course_id or ""),
    }


class ReasonForm(Form):
    """Why a training does not go ahead."""

    reason = TextAreaField(
        _l("Why does it not go ahead?"),
        [InputRequired(_l("Say why, so that nobody has to guess.")), AtMost(1_000)],
        filters=[one_newline],
        description=_l("Everybody who reads this page reads it, and who signed up gets it by mail."),
    )


class CopyForm(Form):
    """The next run of a training."""

    title = StringField(_l("What is it called?"), [InputRequired(_l("Give it a name.")), AtMost(120)])
    first_day = Day(
        _l("On which day does it begin?"),
        [InputRequired(_l("Choose a day."))],
        description=_l("The other sessions and days move along, by as many days."),
    )
