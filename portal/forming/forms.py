"""A proposal, the opening of a list, an entry on it, a companion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange

from portal.clock import today
from portal.fields import ADDRESS_KEYS, AddressField, AtMost, one_newline, options
from portal.forming.models import PURPOSES
from portal.forming.rules import FEWEST
from portal.forms import Form
from portal.visitor_forms import VisitorForm

MOST_NEEDED = 50
LONGEST = timedelta(days=366)


def _needed() -> IntegerField:
    return IntegerField(
        _l("How many people does it take to begin?"),
        [
            InputRequired(_l("Fill in a number.")),
            NumberRange(FEWEST, MOST_NEEDED, _l("Fill in a number from 5 to 50.")),
        ],
        description=_l("At least 5. Fewer are never shown, so that nobody on the list can be guessed."),
        render_kw={"inputmode": "numeric"},
    )


class ProposalForm(Form):
    """An idea for a group."""

    theme = SelectField(_l("Theme"), [InputRequired(_l("Choose a theme."))], choices=[])
    place = StringField(
        _l("Town"), [AtMost(80)], description=_l("Where you would like to meet. Online is possible too.")
    )
    intro = TextAreaField(
        _l("What kind of group do you want to start?"),
        [InputRequired(_l("Write a few sentences about the group.")), AtMost(2_000)],
        filters=[one_newline],
        description=_l("For whom, and what you want to do together. Visitors read this later."),
    )
    needed = _needed()

    def offer(self, themes: Iterable[tuple[str, str]]) -> None:
        """The themes of the network, as (code, name)."""
        self.theme.choices = options({"": _("Choose a theme"), **dict(themes)})


class OpeningForm(Form):
    """What a steward fixes before visitors see a group in formation."""

    needed = _needed()
    until = DateField(
        _l("Until when can people put themselves on the list?"),
        [InputRequired(_l("Fill in a day."))],
        description=_l("Half a year is usual. Then the list is deleted."),
    )

    def validate_until(self, field: DateField) -> None:
        """A day to come, and not too far away to be remembered."""
        day: date | None = field.data
        if day is not None and not today() < day <= today() + LONGEST:
            raise ValidationError(_("Choose a day after today and within a year."))


class InterestForm(VisitorForm):
    """Somebody who wants to join."""

    purpose = "interest"
    alias = StringField(
        _l("How may we call you?"),
        [AtMost(60)],
        description=_l("It need not be your own name."),
        render_kw={"autocomplete": "off"},
    )
    email = AddressField(
        _l("Mail address"),
        [InputRequired(_l("Fill in your mail address. We send you a link to confirm."))],
        description=_l("Nobody sees it: not the people who start the group, not the others on the list."),
        render_kw=ADDRESS_KEYS,
    )
    begin = BooleanField(
        _l("Mail me once when the group begins. Until then my address is kept for that."),
        [InputRequired(_l("Tick this, or we have no reason to keep your address."))],
    )
    help = BooleanField(
        _l("Mail me also when there are enough people, because I want to help start the group."),
    )

    def purposes(self) -> list[str]:
        """What was agreed to."""
        return [name for name in PURPOSES if self[name].data]


class CompanionForm(Form):
    """Who comes along to the first meetings."""

    email = AddressField(
        _l("Mail address of the companion"),
        description=_l("Somebody with an account here. Leave it empty when nobody comes along."),
        render_kw={**ADDRESS_KEYS, "autocomplete": "off"},
    )
