"""What is filled in about a question for those who sign up. Forms are pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, ValidationError

from portal.fields import AtMost, Chosen, one_newline, options
from portal.forms import Form
from portal.trainings import texts
from portal.trainings.forms import LINE
from portal.trainings.models import TrainingQuestion
from portal.trainings.questions import answers_of


class QuestionForm(Form):
    """Something that is asked of who signs up."""

    label = StringField(
        _l("What do you ask?"),
        [InputRequired(_l("Write the question.")), AtMost(LINE)],
        description=_l("Ask only what you need to know. It is answered once for each person."),
    )
    help = StringField(_l("A line of explanation"), [AtMost(LINE)])
    kind = RadioField(_l("How is it answered?"), [Chosen()], choices=options(texts.KINDS), default="text")
    choices = TextAreaField(
        _l("Which answers are there?"),
        [AtMost(1_000)],
        filters=[one_newline],
        description=_l("One a line. Only when one of several answers is chosen."),
    )
    required = BooleanField(_l("It has to be answered"))
    depends = SelectField(_l("When is it asked?"), default="")
    readers = RadioField(
        _l("Who reads the answers?"), [Chosen()], choices=options(texts.READERS), default="steward"
    )
    sensitive = BooleanField(
        _l("The answers are sensitive"),
        description=_l("Health, diet, money. They are deleted some weeks after the training."),
    )

    def offer(self, earlier: Iterable[TrainingQuestion]) -> None:
        """Answers to earlier questions on which it can depend."""
        found = [
            SelectChoice(f"{question.id}:{number}", f"{question.label}: {said}")
            for question in earlier
            for number, (_value, said) in enumerate(answers_of(question))
        ]
        self.depends.choices = [SelectChoice("", _("Always")), *found]

    def validate_choices(self, field: TextAreaField) -> None:
        """A choice has something to choose from."""
        if self.kind.data == "choice" and len(self.lines) < 2:
            raise ValidationError(_("Write two answers at least, one a line."))

    @property
    def lines(self) -> list[str]:
        """The answers that were written down, each once."""
        written = (line.strip() for line in (self.choices.data or "").split("\n"))
        return list(dict.fromkeys(line for line in written if line))

    def values(self, earlier: Iterable[TrainingQuestion]) -> dict[str, Any]:
        """As `questions.add` and `questions.change` take them."""
        found: dict[str, Any] = {name: self[name].data or "" for name in ("label", "help", "kind", "readers")}
        found |= {name: bool(self[name].data) for name in ("required", "sensitive")}
        found["options"] = self.lines if found["kind"] == "choice" else []
        key, _colon, number = (self.depends.data or "").partition(":")
        asked = {str(question.id): question for question in earlier}.get(key)
        found["depends_on_id"] = asked.id if asked else None
        found["depends_value"] = answers_of(asked)[int(number)][0] if asked else ""
        return found


def question_filled(question: TrainingQuestion, earlier: Iterable[TrainingQuestion]) -> dict[str, Any]:
    """A question as the form shows it."""
    names = ("label", "help", "kind", "required", "readers", "sensitive")
    found = {name: getattr(question, name) for name in names} | {"choices": "\n".join(question.options)}
    for other in earlier:
        values = [value for value, _said in answers_of(other)]
        if other.id == question.depends_on_id and question.depends_value in values:
            found["depends"] = f"{other.id}:{values.index(question.depends_value)}"
    return found
