"""The forms of signing up. They ask no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.clock import today
from portal.fields import ADDRESS_KEYS, AddressField, at_most, options
from portal.forms import Form
from portal.groups.fields import Checks, Day, Number, Within
from portal.signups import questions
from portal.trainings.models import Training, TrainingQuestion
from portal.visitor_forms import VisitorForm

NOBODY = ""


class AddressForm(VisitorForm):
    """Step 1 of a guest."""

    purpose: ClassVar[str] = "sign_up"

    email = AddressField(
        _l("Your mail address"),
        description=_l("You get a code by mail, and later the dates. You need no account."),
        validators=[InputRequired(_l("Fill in your mail address.")), at_most(254)],
        render_kw=ADDRESS_KEYS,
    )


class TypedCodeForm(Form):
    """Step 2: the code from the mail."""

    code = StringField(
        _l("Code"),
        validators=[InputRequired(_l("Type the code from the mail."))],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class AnswersForm(Form):
    """The questions of a training; `for_questions` makes the fields."""

    asks: ClassVar[Sequence[TrainingQuestion]] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it can be used."""
        valid = bool(super().validate(extra_validators))
        return questions.check(self, self.asks) and valid

    @property
    def question_fields(self) -> list[Any]:
        """In their order."""
        return [self[questions.name_of(question.id)] for question in self.asks]


class WhoForm(Form):
    """Under which name somebody comes, and from which group."""

    name = StringField(
        _l("Name for the list"),
        description=_l("Those who give the training see it. A first name or another name is fine."),
        validators=[InputRequired(_l("Fill in a name.")), at_most(80)],
        render_kw={"autocomplete": "nickname"},
    )
    group = SelectField(
        _l("Group"),
        description=_l("Only the network sees it. It helps to share the places fairly."),
        validators=[Optional()],
    )


class DetailsForm(WhoForm, AnswersForm):
    """Who comes, from which group, together with whom."""

    sessions = Checks(_l("Dates"), description=_l("For which dates do you sign up?"))
    colleague = SelectField(
        _l("Who comes with you"),
        description=_l("Somebody of your group. You get your places together, and they get a mail too."),
        validators=[Optional()],
    )
    companion = StringField(
        _l("Name of somebody who comes with you"),
        description=_l("You get your places together. Mails about it go to you."),
        validators=[at_most(80)],
    )
    alone_ok = BooleanField(_l("If there is only one place, one of us comes alone"))

    def offer(self, groups: Iterable[tuple[Any, str]], colleagues: Iterable[tuple[Any, str]] = ()) -> None:
        """Choices; without colleagues that field is left out."""
        self.group.choices = options({NOBODY: _l("No group, or I would rather not say"), **_texts(groups)})
        others = _texts(colleagues)
        if others:
            self.colleague.choices = options({NOBODY: _l("Nobody"), **others})
        else:
            del self.colleague

    def offer_sessions(self, sessions: Iterable[tuple[Any, str]]) -> None:
        """Dates to choose from; none: one signs up for the whole training."""
        found = _texts(sessions)
        if found:
            self.sessions.choices = options(found)
        else:
            del self.sessions


class InterestForm(WhoForm):
    """Who would come, and on which of the days that are offered."""

    first = SelectField(_l("I would rather come on"), validators=[InputRequired(_l("Choose a day."))])
    second = SelectField(_l("Or else on"), default="")
    third = SelectField(_l("Or else on (third choice)"), default="")
    again = HiddenField()
    """They answered before."""

    def offer_groups(self, groups: Iterable[tuple[Any, str]]) -> None:
        """Choices."""
        self.group.choices = options({NOBODY: _l("No group, or I would rather not say"), **_texts(groups)})

    def offer_days(self, days: Iterable[tuple[Any, str]]) -> None:
        """Choices."""
        found = _texts(days)
        self.first.choices = options({"": "", **found})
        for field in (self.second, self.third):
            field.choices = options({"": _l("No other day"), **found})

    def validate_second(self, field: SelectField) -> None:
        """Each day once."""
        if field.data and field.data == self.first.data:
            raise ValidationError(_("You chose this day already."))

    def validate_third(self, field: SelectField) -> None:
        """Each day once."""
        if field.data and field.data in (self.first.data, self.second.data):
            raise ValidationError(_("You chose this day already."))

    @property
    def has_days(self) -> bool:
        """There is something to choose from."""
        return len(self.first.choices or ()) > 1

    @property
    def days(self) -> list[UUID | None]:
        """By preference, without a gap."""
        said = [UUID(field.data) for field in (self.first, self.second, self.third) if field.data]
        return [*said, None, None][:3]


class InvitedForm(Form):
    """A code of another network's steward."""

    code = StringField(
        _l("Invitation code"),
        validators=[InputRequired(_l("Type the code that you were given.")), at_most(40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class InvitationForm(Form):
    """A code for people of another network."""

    label = StringField(
        _l("For whom is it?"),
        validators=[InputRequired(_l("Write for whom it is.")), at_most(80)],
        description=_l("Another network, for example. It stands on the list of who comes."),
    )
    places = Number(
        _l("How many people can use it?"), [InputRequired(_l("Fill in a number.")), Within(1, 500)]
    )
    until = Day(_l("To be used until"), [InputRequired(_l("Choose a day."))])

    def validate_until(self, field: Day) -> None:
        """A day to come."""
        if field.data and field.data < today():
            raise ValidationError(_("Choose a day from today on."))


class AddedForm(DetailsForm):
    """Somebody whom a steward puts on the list."""

    email = AddressField(
        _l("Mail address"),
        description=_l("They get a mail with their own page. Without an address nobody is told."),
        validators=[at_most(254)],
        render_kw=ADDRESS_KEYS,
    )


def for_training(kind: type[AnswersForm], training: Training, **given: Any) -> Any:
    """A form with the questions of this training."""
    fields = questions.fields(training.questions)
    made = type(kind.__name__, (kind,), {**fields, "asks": training.questions})
    return made(**given)


def _texts(choices: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    return {str(value): label for value, label in choices}
