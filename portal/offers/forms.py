"""An offer, a question about it, an answer. Forms are pure: what can be chosen is handed to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from portal.attachments.fields import FilesField
from portal.clock import today
from portal.fields import AtMost, Chosen, one_newline, options
from portal.forms import Form, KeyedForm
from portal.knowledge.categories import choices
from portal.offers.actions import AT_MOST

MOST_FILES = 2
LASTING = {
    "lasting": _l("As long as it lasts: others can ask for it again and again"),
    "once": _l("Once: who has it, keeps it"),
}


class OfferForm(KeyedForm):
    """What is offered. `offer_form` makes one with the groups of somebody."""

    group = SelectField(_l("Who offers it"), [Chosen()])
    title = StringField(
        _l("What do you offer?"),
        [InputRequired(_l("Say in a few words what you offer.")), AtMost(100)],
        description=_l("For example: a copier that prints in colour."),
    )
    category = SelectField(_l("What is it about?"), [InputRequired()])
    text = TextAreaField(
        _l("What should others know?"),
        [AtMost(4_000)],
        filters=[one_newline],
        description=_l(
            "When, how, for whom, and whether it costs something. Leave out names: others ask you here."
        ),
    )
    kind = RadioField(_l("How often can it be had?"), [InputRequired()], choices=options(LASTING))
    place = StringField(_l("Where"), [AtMost(100)], description=_l("A town or a region."))
    until = DateField(
        _l("Until which day?"),
        [InputRequired(_l("Choose a day. Two weeks before it we ask whether it still stands."))],
        description=_l("At most a year from now. Two weeks before it we ask whether it still stands."),
    )
    files = FilesField(_l("Photo or leaflet"), most=MOST_FILES)

    def validate_until(self, field: DateField) -> None:
        """A day to come, within a year."""
        if field.data and not today() <= field.data <= today() + AT_MOST:
            raise ValidationError(_l("Choose a day from today on, at most a year from now."))

    def values(self) -> dict[str, Any]:
        """As `actions.make` and `actions.change` take them."""
        names = ("title", "category", "text", "place", "until")
        return {**{name: self[name].data or "" for name in names}, "lasting": self.kind.data == "lasting"}


def offer_form(groups: list[tuple[str, str]], **start: Any) -> OfferForm:
    """The form with the groups in whose name somebody may offer; ("", the network) for stewards."""
    form = OfferForm(data=start) if start else OfferForm()
    form.group.choices = options(dict(groups))
    form.category.choices = options(dict(choices()))
    if groups and not form.is_submitted() and not form.group.data:
        form.group.data = groups[0][0]
    return form


class QuestionForm(KeyedForm):
    """A question about an offer."""

    group = SelectField(_l("For which group"), [Chosen()])
    text = TextAreaField(
        _l("Your question"),
        [InputRequired(_l("Write what you want to ask.")), AtMost(2_000)],
        filters=[one_newline],
        description=_l("They see the name of your group, not yours. When would you like it, and what for?"),
    )


def question_form(groups: list[tuple[str, str]]) -> QuestionForm:
    """The form with the groups for which somebody may ask."""
    form = QuestionForm()
    form.group.choices = options(dict(groups))
    return form


class AnswerForm(Form):
    """An answer to a question."""

    text = TextAreaField(
        _l("Your answer"), [InputRequired(_l("Write an answer.")), AtMost(2_000)], filters=[one_newline]
    )


def chosen_group(form: OfferForm | QuestionForm) -> UUID | None:
    """The group of a form that was validated; None: the network."""
    return UUID(form.group.data) if form.group.data else None
