"""What a visitor writes to a group, and what is written back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.fields import ADDRESS_KEYS, AddressField, AtMost, one_newline
from portal.forms import Form
from portal.visitor_forms import VisitorForm

LONGEST_TEXT = 4_000


class LetterForm(VisitorForm):
    """A message to a group. Only what is needed to answer is asked."""

    purpose = "letter"
    text = TextAreaField(
        _l("Your message"),
        [InputRequired(_l("Write what you want to ask or tell.")), AtMost(LONGEST_TEXT)],
        filters=[one_newline],
        description=_l("A few words are enough. You need not tell what is going on with you."),
    )
    alias = StringField(
        _l("How may the group call you?"),
        [AtMost(60)],
        description=_l("It need not be your own name."),
        render_kw={"autocomplete": "off"},
    )
    email = AddressField(
        _l("Mail address for the answer"),
        [InputRequired(_l("Fill in a mail address. Without one nobody can answer you."))],
        description=_l("The group does not see it. We only use it to tell you that there is an answer."),
        render_kw=ADDRESS_KEYS,
    )


class AnswerForm(Form):
    """One text in a conversation that has begun."""

    text = TextAreaField(
        _l("Your answer"),
        [InputRequired(_l("Write an answer.")), AtMost(LONGEST_TEXT)],
        filters=[one_newline],
    )
