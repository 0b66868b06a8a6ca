"""The questions of a training as fields of a form, and what was answered. Asks no database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField

from portal.fields import AtMost, one_newline, options
from portal.trainings.models import TrainingQuestion

LONGEST = 2_000
YES_NO = {"yes": _l("Yes"), "no": _l("No")}


def name_of(question_id: UUID) -> str:
    """Of the field."""
    return f"q_{question_id.hex}"


def fields(questions: Sequence[TrainingQuestion]) -> dict[str, Any]:
    """A field for each question, by its name."""
    return {name_of(question.id): _field(question, questions) for question in questions}


def _field(question: TrainingQuestion, questions: Sequence[TrainingQuestion]) -> Any:
    facts: dict[str, Any] = {"label": question.label, "description": _hint(question, questions)}
    if question.kind == "choice":
        return SelectField(choices=options({"": "", **{one: one for one in question.options}}), **facts)
    if question.kind == "yes_no":
        return RadioField(choices=options(YES_NO), validate_choice=False, **facts)
    if question.kind == "number":
        return StringField(render_kw={"inputmode": "decimal"}, validators=[AtMost(20)], **facts)
    return TextAreaField(filters=[one_newline], validators=[AtMost(LONGEST)], render_kw={"rows": 3}, **facts)


def _hint(question: TrainingQuestion, questions: Sequence[TrainingQuestion]) -> str:
    first = next((one for one in questions if one.id == question.depends_on_id), None)
    said = [question.help]
    if first is not None:
        value = str(YES_NO.get(question.depends_value, question.depends_value))
        asks = first.label
        said.append(_("Only if you answered “%(answer)s” to: %(question)s", answer=value, question=asks))
    if question.required:
        said.append(_("We need an answer here."))
    if question.sensitive:
        said.append(_("Only a few people read this, and it is deleted some weeks after the training."))
    return " ".join(text for text in said if text)


def asked(questions: Sequence[TrainingQuestion], answers: dict[UUID, str]) -> list[TrainingQuestion]:
    """Those that are asked, given the answers to the others."""
    found: list[TrainingQuestion] = []
    for question in questions:
        first = next((one for one in found if one.id == question.depends_on_id), None)
        depends = question.depends_on_id is not None
        if not depends or (first is not None and answers.get(first.id, "") == question.depends_value):
            found.append(question)
    return found


def answers_in(form: Any, questions: Sequence[TrainingQuestion]) -> dict[UUID, str]:
    """What was answered to what is asked; nothing else is kept."""
    given = {question.id: form[name_of(question.id)].data or "" for question in questions}
    return {question.id: given[question.id] for question in asked(questions, given) if given[question.id]}


def check(form: Any, questions: Sequence[TrainingQuestion]) -> bool:
    """Note at its field what is missing or cannot be; answers to what is not asked do not matter."""
    given = {question.id: form[name_of(question.id)].data or "" for question in questions}
    right = True
    for question in asked(questions, given):
        wrong = _wrong(question, given[question.id])
        if wrong:
            field: Field = form[name_of(question.id)]
            field.errors = [*field.errors, wrong]
            right = False
    return right


def _wrong(question: TrainingQuestion, text: str) -> str:
    if not text:
        return str(_("We need an answer here.")) if question.required else ""
    if question.kind == "number" and not text.replace(",", ".", 1).replace(".", "", 1).isdecimal():
        return str(_("Write a number, for example 2."))
    if question.kind == "yes_no" and text not in YES_NO:
        return str(_("Choose yes or no."))
    return ""
