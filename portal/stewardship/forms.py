"""What a network says of itself, as a form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.fields import AddressField
from portal.forms import Form


class SettingsForm(Form):
    """The network's own words and promises."""

    welcome = TextAreaField(
        _l("Welcome"),
        [Length(max=600)],
        description=_l("One or two sentences on the first page, in your own words."),
    )
    phone = StringField(_l("Phone"), [Length(max=40)])
    phone_note = StringField(_l("When can people call?"), [Length(max=80)])
    email = AddressField(_l("Mail address"))
    promise_hours = IntegerField(
        _l("A question gets an answer within"),
        [InputRequired(), NumberRange(min=1, max=336)],
        description=_l("In hours. This promise is shown to people who ask something."),
    )
    check_months = IntegerField(
        _l("Groups are asked whether their page is right every"),
        [InputRequired(), NumberRange(min=1, max=24)],
        description=_l("In months."),
    )
    grace_months = IntegerField(
        _l("A page that nobody confirmed is hidden after"),
        [InputRequired(), NumberRange(min=1, max=12)],
        description=_l("In months, counted from the day on which it should have been checked."),
    )
