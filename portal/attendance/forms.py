"""What is filled in after a training. Forms are pure."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.attendance.models import HIGHEST, LOWEST, SCALES
from portal.fields import AtMost, one_newline, options
from portal.forms import Form

QUESTIONS = {
    "useful": _l("I can use what I learnt in my group."),
    "clear": _l("It was clear."),
    "room_to_talk": _l("There was room for my questions and for talking with others."),
    "practical": _l("Place and time suited me."),
    "recommend": _l("I would tell others to come."),
}
STEPS = {
    "1": _l("1, not at all"),
    "2": "2",
    "3": _l("3, partly"),
    "4": "4",
    "5": _l("5, entirely"),
}


def _scale(label: Any) -> RadioField:
    return RadioField(label, choices=options(STEPS), validate_choice=False)


class EvaluationForm(Form):
    """What somebody thought; every question may stay open."""

    useful = _scale(QUESTIONS["useful"])
    clear = _scale(QUESTIONS["clear"])
    room_to_talk = _scale(QUESTIONS["room_to_talk"])
    practical = _scale(QUESTIONS["practical"])
    recommend = _scale(QUESTIONS["recommend"])
    remark = TextAreaField(
        _l("What should we keep, and what should we do differently?"),
        [AtMost(2_000)],
        filters=[one_newline],
        description=_l("Stewards read this as you write it. Write nothing that says who you are."),
    )

    def values(self) -> dict[str, Any]:
        """As `evaluating.answer` takes them."""
        known = {str(step): step for step in range(LOWEST, HIGHEST + 1)}
        found: dict[str, Any] = {name: known.get(self[name].data or "") for name in SCALES}
        return found | {"remark": (self.remark.data or "").strip()}

    def validate(self, extra_validators: Any = None) -> bool:
        """Something was answered."""
        right = bool(super().validate(extra_validators))
        if right and not any(self.values().values()):
            self.form_errors.append(_("Answer one question at least."))
            return False
        return right


class NameForm(Form):
    """Another name on a certificate."""

    name = StringField(_l("Name on the certificate"), [InputRequired(_l("Write a name.")), AtMost(120)])
