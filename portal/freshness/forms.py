"""What people write about a page that is not right."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.fields import ADDRESS_KEYS, AddressField, options
from portal.forms import Form
from portal.groups.models import Group
from portal.visitor_forms import VisitorForm

LONGEST = 2_000
_TOO_LONG = _l("Keep it below %(most)d characters.", most=LONGEST)
HOW = {
    "phone": _l("I called"),
    "visit": _l("I went there"),
    "mail": _l("I had a mail or a letter"),
}
"""How a steward knows, as `GroupCheck.how`."""


class MistakeForm(VisitorForm):
    """What a visitor saw, and where to answer if they want an answer."""

    purpose = "mistake"

    text = TextAreaField(
        _l("What is not right?"),
        [DataRequired(_l("Write in a few words what is not right.")), Length(max=LONGEST, message=_TOO_LONG)],
        description=_l(
            "For example: nobody answers this number, or the group moved. Leave out what is private."
        ),
    )
    reply_to = AddressField(
        _l("Your mail address"),
        description=_l("Only if you want to hear what we did. We use it for nothing else."),
        render_kw=ADDRESS_KEYS,
    )


class WishForm(Form):
    """What should change, from whoever reads the listed mail address."""

    group = SelectField(_l("Which page?"))
    text = TextAreaField(
        _l("What should change?"),
        [DataRequired(_l("Write what should change.")), Length(max=LONGEST, message=_TOO_LONG)],
        description=_l("The network reads this and puts it right."),
    )

    def offer(self, groups: Iterable[Group]) -> dict[str, Group]:
        """The pages to choose from, by id."""
        by_id = {str(group.id): group for group in groups}
        self.group.choices = options({key: group.name for key, group in by_id.items()})
        return by_id


class CheckForm(Form):
    """How a steward knows that a page is still correct."""

    how = RadioField(
        _l("How do you know?"),
        [DataRequired(_l("Say how you know."))],
        choices=options(HOW),
    )
