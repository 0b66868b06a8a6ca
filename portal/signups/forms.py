"""The forms of signing up. They ask no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.fields import ADDRESS_KEYS, AddressField, at_most, options
from portal.forms import Form
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


class DetailsForm(AnswersForm):
    """Who comes, from which group, together with whom."""

    sessions = SelectMultipleField(
        _l("Dates"),
        description=_l("For which dates do you sign up?"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=True,
    )
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
